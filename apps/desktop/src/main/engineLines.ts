import type { WebContents } from 'electron'
import { z } from 'zod'
import type { Connected } from '../contract/bridge.js'
import { channels } from '../contract/bridge.js'
import type { FileHandle } from '../contract/identifiers.js'
import type { EngineLine, EngineSupervisor } from '../engine/supervisor.js'
import type { TrustedIpc } from './trustedIpc.js'

/** Connects each window to the engine and passes frames on without reading them. A reloaded window gets a new connection. */
export function serveEngineLines(ipc: TrustedIpc, supervisor: EngineSupervisor, initialFile: FileHandle | null): void {
  const lines = new Map<WebContents, { readonly line: EngineLine; readonly close: () => void }>()

  function connect(window: WebContents): Connected {
    lines.get(window)?.close()
    const line = supervisor.connect()
    line.onFrame(frame => window.send(channels.frame, frame))
    const stopState = supervisor.onState(state => window.send(channels.state, state))
    const close = (): void => {
      stopState()
      line.close()
      lines.delete(window)
    }
    lines.set(window, { line, close })
    return { initialFile, engine: supervisor.state }
  }

  ipc.handle(channels.connect, z.undefined(), (_nothing, window) => {
    if (!lines.has(window)) window.once('destroyed', () => lines.get(window)?.close())
    return connect(window)
  })
  ipc.on(channels.frame, z.instanceof(Uint8Array), (frame, window) => lines.get(window)?.line.send(frame))
}
