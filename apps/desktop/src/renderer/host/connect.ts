import type { StudioHost } from '../../contract/host.js'
import { connectElectronHost } from './electronHost.js'
import { connectWebHost } from './webHost.js'

/** The program around this window: the Electron shell when its preload is here, else the web host. */
export function connectHost(): Promise<StudioHost> {
  return window.mixturaBridge ? connectElectronHost(window.mixturaBridge) : connectWebHost()
}
