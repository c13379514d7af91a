import type { EngineState } from '../contract/host.js'
import type { EngineTransport } from '../contract/transport.js'
import type { EngineProcess, EngineToHost, HostToEngine } from './channel.js'
import type { FileGrants } from './fileGrants.js'

export interface RestartPolicy {
  /** Delays before the first, second, … consecutive restart, in milliseconds; the last one repeats. */
  readonly delays: readonly number[]
  /** After this many ends within `windowMilliseconds` the engine is not restarted. */
  readonly maximumEnds: number
  readonly windowMilliseconds: number
}

export const restartPolicy: RestartPolicy = { delays: [100, 1000, 3000], maximumEnds: 3, windowMilliseconds: 30_000 }

export interface SupervisorOptions {
  /** Starts an engine process: the first one, or a successor. Each host has its own way. */
  readonly spawn: (isSuccessor: boolean) => EngineProcess
  readonly grants: FileGrants
  readonly policy?: RestartPolicy
}

/** The connection of one window to the current engine process. */
export interface EngineLine extends EngineTransport {
  close(): void
}

interface Window {
  readonly frameListeners: Set<(frame: Uint8Array) => void>
}

type Phase = 'starting' | 'up' | 'restarting' | 'given-up' | 'stopped'

/** Time for a regular shutdown before the process is killed, in milliseconds. */
const shutdownTimeout = 2000

/**
 * Keeps one engine process running. Windows connect to the supervisor, not to a process. After a crash it starts
 * a successor, which reads the session from the state folder, and connects the windows and files to it again.
 */
export class EngineSupervisor {
  readonly #spawn: (isSuccessor: boolean) => EngineProcess
  readonly #grants: FileGrants
  readonly #policy: RestartPolicy
  readonly #windows = new Map<number, Window>()
  readonly #stateListeners = new Set<(state: EngineState) => void>()
  readonly #endListeners = new Set<() => void>()
  #process: EngineProcess
  #phase: Phase = 'starting'
  #processRuns = false
  #state: EngineState = { kind: 'ready' }
  /** Messages to send when the first process is ready. */
  #waiting: HostToEngine[] = []
  #ends: number[] = []
  #restart: NodeJS.Timeout | undefined
  #lastClient = 0

  constructor({ spawn, grants, policy = restartPolicy }: SupervisorOptions) {
    this.#spawn = spawn
    this.#grants = grants
    this.#policy = policy
    grants.onGrant(file => {
      if (this.#phase === 'up') this.#process.send({ kind: 'grant', file })
    })
    this.#process = this.#start(false)
  }

  get state(): EngineState {
    return this.#state
  }

  onState(listener: (state: EngineState) => void): () => void {
    this.#stateListeners.add(listener)
    listener(this.#state)
    return () => void this.#stateListeners.delete(listener)
  }

  connect(): EngineLine {
    const client = ++this.#lastClient
    const frameListeners = new Set<(frame: Uint8Array) => void>()
    this.#windows.set(client, { frameListeners })
    if (this.#phase === 'up') this.#process.send({ kind: 'open', client })
    return {
      send: frame => this.#sendFrame({ kind: 'frame', client, frame }),
      onFrame(listener) {
        frameListeners.add(listener)
        return () => void frameListeners.delete(listener)
      },
      onState: listener => this.onState(listener),
      close: () => {
        this.#windows.delete(client)
        if (this.#phase === 'up') this.#process.send({ kind: 'close', client })
      },
    }
  }

  /** Tells the engine that its folder was missing. An engine that is not running notices this when it starts. */
  folderLost(): void {
    if (this.#phase === 'up') this.#process.send({ kind: 'folder-lost' })
  }

  /** Ends the engine for good. */
  async stop(): Promise<void> {
    clearTimeout(this.#restart)
    this.#phase = 'stopped'
    if (!this.#processRuns) return
    const ended = new Promise<void>(resolve => this.#endListeners.add(resolve))
    this.#process.send({ kind: 'shutdown' })
    const killTimer = setTimeout(() => this.#process.kill(), shutdownTimeout)
    await ended
    clearTimeout(killTimer)
  }

  #start(isSuccessor: boolean): EngineProcess {
    const process = this.#spawn(isSuccessor)
    this.#processRuns = true
    process.onMessage(message => this.#receive(message))
    process.onEnd(how => this.#ended(how))
    return process
  }

  #receive(message: EngineToHost): void {
    switch (message.kind) {
      case 'ready':
        return this.#up()
      case 'exported':
        return this.#grants.addExport(message.file)
      case 'frame':
        for (const listener of this.#windows.get(message.client)?.frameListeners ?? []) listener(message.frame)
    }
  }

  #up(): void {
    if (this.#phase === 'stopped') return
    this.#phase = 'up'
    for (const file of this.#grants.inputs) this.#process.send({ kind: 'grant', file })
    for (const client of this.#windows.keys()) this.#process.send({ kind: 'open', client })
    for (const message of this.#waiting) this.#process.send(message)
    this.#waiting = []
    this.#setState({ kind: 'ready' })
  }

  /** Sends a frame to the engine. While the engine is lost, frames are dropped: the window is told so and rejects the call. */
  #sendFrame(message: HostToEngine): void {
    if (this.#phase === 'up') this.#process.send(message)
    else if (this.#phase === 'starting') this.#waiting.push(message)
  }

  #ended(how: string): void {
    this.#processRuns = false
    for (const listener of this.#endListeners) listener()
    if (this.#phase === 'stopped') return
    const now = Date.now()
    this.#waiting = []
    this.#ends = [...this.#ends.filter(time => now - time < this.#policy.windowMilliseconds), now]
    if (this.#ends.length >= this.#policy.maximumEnds) return this.#giveUp(how)
    this.#phase = 'restarting'
    const delay = this.#policy.delays[Math.min(this.#ends.length, this.#policy.delays.length) - 1]!
    this.#restart = setTimeout(() => {
      this.#process = this.#start(true)
    }, delay)
    this.#setState({
      kind: 'lost',
      message:
        'The engine stopped unexpectedly and is being restarted; what was finished is still here. ' +
        'Resume the fit, or start it again.',
    })
  }

  #giveUp(how: string): void {
    this.#phase = 'given-up'
    const seconds = Math.round(this.#policy.windowMilliseconds / 1000)
    this.#setState({
      kind: 'lost',
      message:
        `The engine stopped ${this.#policy.maximumEnds} times within ${seconds} seconds and was not started again ` +
        `(the last one ${how}). Close Studio and open it again; if this returns, try fewer rows or columns.`,
    })
  }

  #setState(state: EngineState): void {
    if (state.kind === 'ready' && this.#state.kind === 'ready') return
    this.#state = state
    for (const listener of this.#stateListeners) listener(state)
  }
}
