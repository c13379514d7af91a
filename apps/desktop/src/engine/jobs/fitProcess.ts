import { createBirpc } from 'birpc'
import { fork } from 'node:child_process'
import { StudioError } from '../../contract/errors.js'
import { outcomeSchema, type Outcome } from '../../contract/outcome.js'
import type { WorkerCommand, WorkerEvents, WorkerRequest, WorkerResponse } from './workerApi.js'

export interface FitProcessOptions {
  /** The built entry point of workers. */
  readonly entry: string
  /** Path of a module that exports the families as `modelFamilies`; those of the catalogue without it. */
  readonly families: string | null
  /** Reports a failure outside any command, in one line. */
  readonly warn: (message: string) => void
}

type Pending = { readonly reject: (error: StudioError) => void }

const silent: WorkerEvents = { started: () => undefined, progress: () => undefined, tables: () => undefined, warn: () => undefined }

/** Characters of the error output of a process that are kept. */
const keptOutput = 2000

/** A worker process: it fits one model and answers questions about it. If it ends, calls reject with the code `worker-lost`. */
export class FitProcess {
  events: WorkerEvents = silent
  /** Whether it has queries at servers, which it kills when its engine leaves it. It is then given a moment to do so before it ends. */
  endsQueries = false
  readonly #child: ReturnType<typeof fork>
  readonly #callRaw: (name: WorkerCommand, request: unknown) => Promise<Outcome>
  readonly #pending = new Set<Pending>()
  readonly #endListeners = new Set<() => void>()
  #lost: StudioError | null = null
  #isRetired = false
  /** Whether it was left to kill its queries, and then ends by itself. */
  #isLeft = false

  constructor({ entry, families, warn }: FitProcessOptions) {
    const child = fork(entry, families === null ? [] : [families], { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    this.#child = child
    let output = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-keptOutput)))
    const rpc = createBirpc<Record<WorkerCommand, (request: unknown) => Outcome>, WorkerEvents, false>(
      {
        started: device => this.events.started(device),
        progress: progress => this.events.progress(progress),
        tables: tables => this.events.tables(tables),
        warn: message => this.events.warn(message),
      },
      {
        // If the channel breaks during a message, the process has ended, and `#end` rejects the call.
        post: (message: object) => void (child.connected && child.send(message, () => undefined)),
        on: listener => void child.on('message', listener),
        proxify: false,
        timeout: -1,
      },
    )
    this.#callRaw = async (name, request) => outcomeSchema.parse(await rpc.$callRaw({ method: name, args: [request] }))
    child.on('error', error => this.#end(`could not be started: ${error.message}`))
    // 'close' comes after the last of the output.
    child.once('close', (code, signal) => {
      if (!this.#isRetired && output.trim() !== '') warn(`a worker process said before it ended: ${output.trim()}`)
      this.#end(signal ? `was ended by ${signal}` : `ended with code ${code}`)
    })
  }

  /** For tests that end a process from outside. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  get hasEnded(): boolean {
    return this.#lost !== null
  }

  /** Calls `listener` when the process has ended. */
  onEnd(listener: () => void): void {
    if (this.#lost) listener()
    else this.#endListeners.add(listener)
  }

  /** @throws {StudioError} the failure of the command, or `worker-lost` if the process ends before it answers. */
  async call<Name extends WorkerCommand>(name: Name, request: WorkerRequest<Name>): Promise<WorkerResponse<Name>> {
    if (this.#lost) throw this.#lost
    let pending: Pending | undefined
    const lost = new Promise<never>((_, reject) => {
      pending = { reject }
      this.#pending.add(pending)
    })
    try {
      const outcome = await Promise.race([this.#callRaw(name, request), lost])
      if (!outcome.ok) throw StudioError.from(outcome.error)
      return outcome.value as WorkerResponse<Name>
    } finally {
      this.#pending.delete(pending!)
      if (this.#isRetired) this.retire()
    }
  }

  /** Ends the process as soon as all calls are answered. */
  retire(): void {
    this.#isRetired = true
    if (this.#pending.size === 0) this.kill()
  }

  /** Ends the process at once. */
  kill(): void {
    this.#isRetired = true
    if (this.#isLeft) return
    if (this.endsQueries && this.#child.connected) {
      // Node tells of no 'close' after the parent has disconnected.
      this.#isLeft = true
      this.#child.once('exit', () => this.#end('was ended'))
      this.#child.disconnect()
    } else {
      this.#child.kill('SIGKILL')
    }
  }

  #end(how: string): void {
    if (this.#lost) return
    this.#lost = workerLost(how)
    for (const { reject } of this.#pending) reject(this.#lost)
    for (const listener of this.#endListeners) listener()
  }
}

/** @param how completes "Its process …". */
function workerLost(how: string): StudioError {
  return new StudioError(
    'worker-lost',
    `The process of the fit ${how}, perhaps because memory ran out. Resume the fit from its last checkpoint; if it ends again, choose fewer rows or columns, or a smaller model.`,
    { how },
  )
}
