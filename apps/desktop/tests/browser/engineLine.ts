import { once } from 'node:events'
import type { BrowserContext } from 'playwright-core'
import { WebSocket } from 'ws'
import type { EngineClient } from '../../src/contract/client.js'
import { createEngineClient } from '../../src/contract/client.js'

/** A line to the engine beside the window's own, as another window of `context` would open it. */
export async function openEngineLine(context: BrowserContext, url: string): Promise<EngineClient & { close(): void }> {
  const { origin, host } = new URL(url)
  const cookie = (await context.cookies(origin)).map(({ name, value }) => `${name}=${value}`).join('; ')
  const socket = new WebSocket(`ws://${host}/engine`, { headers: { origin, cookie } })
  await once(socket, 'message') // the host's welcome
  const client = createEngineClient({
    send: frame => socket.send(frame),
    onFrame(listener) {
      socket.on('message', (data, isBinary) => {
        if (isBinary && data instanceof Buffer) listener(data)
      })
      return () => undefined
    },
    onState: listener => (listener({ kind: 'ready' }), () => undefined),
  })
  return { ...client, close: () => socket.close() }
}
