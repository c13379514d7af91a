import type { StudioHost } from '../../contract/host.js'
import { connectElectronHost } from './electronHost.js'
import { connectWebHost } from './webHost.js'

/** Connects to the host of this window: the Electron shell if its preload is present, otherwise the web host. */
export function connectHost(): Promise<StudioHost> {
  return window.mixturaBridge ? connectElectronHost(window.mixturaBridge) : connectWebHost()
}
