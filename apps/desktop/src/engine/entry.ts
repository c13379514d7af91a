import type { EventName, EventPayload } from '../contract/api.js'
import type { EngineService } from '../contract/serve.js'
import { serveEngine } from '../contract/serve.js'
import type { EngineToHost, HostToEngine } from './channel.js'
import { fileURLToPath } from 'node:url'
import { familiesArgument, memoryArgument, successorArgument } from './channel.js'
import { openStudioEngine } from './studioEngine.js'
import { version } from './version.js'

/** Entry point of the engine process. A host forks it with the state folder as argument and communicates over the channel. */

interface Window {
  readonly service: EngineService
  readonly receive: (frame: Uint8Array) => void
}

const windows = new Map<number, Window>()

function tellHost(message: EngineToHost): void {
  // If the host has ended, nobody receives the message; 'disconnect' ends this process.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

function emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
  for (const { service } of windows.values()) service.emit(name, payload)
}

// A closed terminal accepts no more warnings. The process must not end because of it.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

const folder = process.argv[2]
if (!folder || !process.send) {
  process.stderr.write('The engine is started by Mixtura Studio, not by hand.\n')
  process.exit(2)
}

const given = process.argv.slice(3)
const valueOf = (beginning: string): string | undefined => given.find(argument => argument.startsWith(beginning))?.slice(beginning.length)
const memoryLimit = valueOf(memoryArgument)

const engine = await openStudioEngine({
  folder,
  version,
  workerEntry: fileURLToPath(new URL('worker.js', import.meta.url)),
  families: valueOf(familiesArgument) ?? null,
  ...(memoryLimit !== undefined && { memoryLimit: Number(memoryLimit) }),
  isSuccessor: given.includes(successorArgument),
  emit,
  announceExport: file => tellHost({ kind: 'exported', file }),
  warn: message => void process.stderr.write(`mixtura engine: ${message}\n`),
})

function openWindow(client: number): void {
  let receive: Window['receive'] = () => undefined
  const service = serveEngine(
    {
      send: frame => tellHost({ kind: 'frame', client, frame }),
      onFrame(listener) {
        receive = listener
        return () => {
          receive = () => undefined
        }
      },
    },
    engine.api,
  )
  windows.set(client, { service, receive: frame => receive(frame) })
}

process.on('message', (message: HostToEngine) => {
  switch (message.kind) {
    case 'open':
      return openWindow(message.client)
    case 'close':
      windows.get(message.client)?.service.close()
      return void windows.delete(message.client)
    case 'frame':
      return windows.get(message.client)?.receive(message.frame)
    case 'grant':
      return engine.files.add(message.file)
    case 'folder-lost':
      return void engine.folderLost()
    case 'shutdown':
      process.exit(0)
  }
})
process.on('exit', () => engine.close())
process.on('disconnect', () => process.exit(0))
// Ctrl-C is sent to the whole process group, but the host decides when the engine ends.
process.on('SIGINT', () => undefined)
tellHost({ kind: 'ready' })
