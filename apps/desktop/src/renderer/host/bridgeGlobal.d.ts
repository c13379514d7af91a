import type { MixturaBridge } from '../../contract/bridge.js'

declare global {
  interface Window {
    /** Set by Electron's preload; absent in a browser. */
    readonly mixturaBridge?: MixturaBridge
  }
}
