import type { WebSocket } from 'ws'
import type { HostMessage } from '../contract/hostMessage.js'
import type { FileHandle } from '../contract/identifiers.js'
import type { EngineSupervisor } from '../engine/supervisor.js'

/** Joins a window's WebSocket to the engine: binary messages are frames, text is the host's own. */
export function serveSocket(socket: WebSocket, supervisor: EngineSupervisor, initialFile: FileHandle | null): void {
  const tell = (message: HostMessage): void => socket.send(JSON.stringify(message))
  const line = supervisor.connect()
  tell({ kind: 'welcome', initialFile, engine: supervisor.state })
  line.onFrame(frame => socket.send(frame))
  const stopState = line.onState(state => tell({ kind: 'engine', state }))
  socket.on('message', (data, isBinary) => {
    if (isBinary && data instanceof Buffer) line.send(data)
  })
  // 'close' follows, and is enough.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    stopState()
    line.close()
  })
}
