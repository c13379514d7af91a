import type { HostMessage } from '../../contract/hostMessage.js'
import { hostMessageSchema } from '../../contract/hostMessage.js'
import type { FileHandle } from '../../contract/identifiers.js'
import type { EngineTransport } from '../../contract/transport.js'
import { EngineStateFeed } from './engineStateFeed.js'

/** Delays before the first, second, … attempt to reconnect to the host, in milliseconds; the last one repeats. */
const delays = [250, 500, 1000, 2000, 5000]

const unreachable = {
  kind: 'lost',
  message:
    "Studio's program cannot be reached. This window connects again by itself while the program runs; " +
    'if it was closed, start it again and use its new link.',
} as const

export interface EngineSocket {
  readonly transport: EngineTransport
  readonly initialFile: FileHandle | null
}

/** Opens a WebSocket to the host that reconnects by itself. Resolves at the host's first welcome. */
export function openEngineSocket(url: URL): Promise<EngineSocket> {
  const states = new EngineStateFeed()
  const frameListeners = new Set<(frame: Uint8Array) => void>()
  let socket: WebSocket
  let attempts = 0

  const transport: EngineTransport = {
    // A frame is dropped if the connection is broken: the state `lost` then rejects its call.
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame.slice())
    },
    onFrame(listener) {
      frameListeners.add(listener)
      return () => void frameListeners.delete(listener)
    },
    onState: listener => states.listen(listener),
  }

  return new Promise(resolve => {
    function receive(message: HostMessage): void {
      if (message.kind === 'engine') return states.set(message.state)
      attempts = 0
      states.set(message.engine)
      resolve({ transport, initialFile: message.initialFile })
    }

    function open(): void {
      socket = new WebSocket(url)
      socket.binaryType = 'arraybuffer'
      socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
        if (typeof data === 'string') return receive(hostMessageSchema.parse(JSON.parse(data)))
        const frame = new Uint8Array(data)
        for (const listener of frameListeners) listener(frame)
      })
      socket.addEventListener('close', () => {
        states.set(unreachable)
        setTimeout(open, delays[Math.min(attempts++, delays.length - 1)])
      })
    }

    open()
  })
}
