import { BrowserWindow } from 'electron'
import { secureWebPreferences } from './secureWebPreferences.js'
import { windowOrigin } from './windowProtocol.js'

/** Opens Studio's window. It becomes visible when its first frame is drawn. */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 720,
    minHeight: 520,
    show: false,
    title: 'Mixtura Studio',
    webPreferences: { ...secureWebPreferences, preload },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${windowOrigin}/`)
  return window
}
