import { fork } from 'node:child_process'
import type { EngineProcess, EngineToHost } from './channel.js'
import { successorArgument } from './channel.js'

export interface ForkEngineOptions {
  /** The engine's built entry point. */
  readonly entry: string
  /** Where the engine keeps its session, checkpoints and exports. */
  readonly folder: string
  /** Whether it takes the place of one that ended. */
  readonly isSuccessor: boolean
  /** The Node binary; by default the one that runs this process. */
  readonly node?: string
}

/** The engine as a plain Node process of its own; what it writes to stderr goes to the host's. */
export function forkEngine({ entry, folder, isSuccessor, node = process.execPath }: ForkEngineOptions): EngineProcess {
  const child = fork(entry, [folder, ...(isSuccessor ? [successorArgument] : [])], {
    execPath: node,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    send(message) {
      // A channel that breaks in the middle of a message ends the process, which onEnd reports.
      if (child.connected) child.send(message, () => undefined)
    },
    onMessage: listener => void child.on('message', message => listener(message as EngineToHost)),
    onEnd(listener) {
      let ended = false
      const end = (how: string): void => {
        if (ended) return
        ended = true
        listener(how)
      }
      // A process that runs may fail again, to be ended for example.
      child.on('error', error => end(`could not be started: ${error.message}`))
      child.once('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
