import type { WebSocket } from 'ws'
import type { HostMessage } from '../contract/hostMessage.js'
import type { FileHandle } from '../contract/identifiers.js'
import type { EngineSupervisor } from '../engine/supervisor.js'

/** Connects a window's WebSocket to the engine. Binary messages are frames; text messages are those of the host itself. */
export function serveSocket(socket: WebSocket, supervisor: EngineSupervisor, initialFile: FileHandle | null): void {
  const tell = (message: HostMessage): void => socket.send(JSON.stringify(message))
  const line = supervisor.connect()
  tell({ kind: 'welcome', initialFile, engine: supervisor.state })
  line.onFrame(frame => socket.send(frame))
  const stopState = line.onState(state => tell({ kind: 'engine', state }))
  socket.on('message', (data, isBinary) => {
    if (isBinary && data instanceof Buffer) line.send(data)
  })
  // 'close' follows and does the cleanup.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    stopState()
    line.close()
  })
}
