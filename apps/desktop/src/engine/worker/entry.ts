import { createBirpc } from 'birpc'
import type { Outcome } from '../../contract/outcome.js'
import { toStudioError } from '../../contract/toStudioError.js'
import { loadFamilies } from '../families.js'
import type { WorkerCommand, WorkerEvents } from '../jobs/workerApi.js'
import { createFitWorker } from './fitWorker.js'

/** Entry point of a worker process. The engine forks it, with the path of a module of families if it does not use the catalogue's. */

/** Milliseconds in which servers are told to end their queries. */
const farewell = 1000

type Handlers = Record<WorkerCommand, (request: never) => Promise<Outcome>>

const families = await loadFamilies(process.argv[2] ?? null)

const send = (name: keyof WorkerEvents, payload: unknown): void => void rpc.$callRaw({ method: name, args: [payload], event: true })
const { api: worker, abort } = createFitWorker(families, {
  started: device => send('started', device),
  progress: progress => send('progress', progress),
  tables: tables => send('tables', tables),
  warn: message => send('warn', message),
})

const handlers = Object.fromEntries(Object.keys(worker).map(name => [name, answering(worker[name as WorkerCommand] as (request: never) => Promise<unknown>)])) as Handlers
const rpc = createBirpc<Record<keyof WorkerEvents, (payload: unknown) => void>, Handlers, false>(handlers, {
  // If the engine has ended, nobody receives the message; 'disconnect' ends this process.
  post: (message: object) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
  on: listener => void process.on('message', listener),
  bind: 'functions',
  proxify: false,
  timeout: -1,
})

/** A thrown error would lose its class between processes, so it is sent as data. */
function answering(command: (request: never) => Promise<unknown>): (request: never) => Promise<Outcome> {
  return async request => {
    try {
      return { ok: true, value: await command(request) }
    } catch (error) {
      return { ok: false, error: toStudioError(error).toJSON() }
    }
  }
}

process.on('disconnect', () => {
  // Queries at servers would go on without this process.
  if (abort()) setTimeout(() => process.exit(0), farewell)
  else process.exit(0)
})
// Ctrl-C is sent to the whole process group, but the host decides when the engine ends.
process.on('SIGINT', () => undefined)
