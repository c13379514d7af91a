import type { IpcRendererEvent } from 'electron'
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { MixturaBridge } from '../contract/bridge.js'
import { channels } from '../contract/bridge.js'
import type { EngineState } from '../contract/host.js'
import type { FileHandle } from '../contract/identifiers.js'

/** Calls `listener` with the payloads that main sends on `channel`, but without the event, which would expose ipcRenderer. */
function listen<Payload>(channel: string, listener: (payload: Payload) => void): () => void {
  const receive = (_event: IpcRendererEvent, payload: Payload): void => listener(payload)
  ipcRenderer.on(channel, receive)
  return () => void ipcRenderer.off(channel, receive)
}

/** Files that arrive before the window listens. */
const earlyFiles: FileHandle[] = []
const stopWaiting = listen<FileHandle>(channels.openedFile, file => void earlyFiles.push(file))

const bridge: MixturaBridge = {
  connect: () => ipcRenderer.invoke(channels.connect),
  sendFrame: frame => ipcRenderer.send(channels.frame, frame),
  onFrame: listener => listen<Uint8Array>(channels.frame, listener),
  onEngineState: listener => listen<EngineState>(channels.state, listener),
  onOpenedFile(listener) {
    stopWaiting()
    for (const file of earlyFiles.splice(0)) listener(file)
    return listen<FileHandle>(channels.openedFile, listener)
  },
  pickFile: () => ipcRenderer.invoke(channels.pickFile),
  async acceptFile(file) {
    // The path is empty for a file that a script created.
    const path = webUtils.getPathForFile(file)
    return path === '' ? null : ipcRenderer.invoke(channels.acceptFile, path)
  },
  saveExport: (file, suggestedName) => ipcRenderer.invoke(channels.saveExport, [file, suggestedName]),
  saveBytes: (bytes, suggestedName) => ipcRenderer.invoke(channels.saveBytes, [bytes, suggestedName]),
}

contextBridge.exposeInMainWorld('mixturaBridge', bridge)
