import { fork } from 'node:child_process'
import type { EngineProcess, EngineToHost } from './channel.js'
import { familiesArgument, memoryArgument, successorArgument } from './channel.js'

export interface ForkEngineOptions {
  /** The engine's built entry point. */
  readonly entry: string
  /** The folder in which the engine keeps its session, checkpoints and exports. */
  readonly folder: string
  /** Whether the engine replaces one that ended. */
  readonly isSuccessor: boolean
  /** Path of a module that exports model families as `modelFamilies`; those of the catalogue by default. */
  readonly families?: string
  /** Most memory for a table, bytes; a quarter of the free memory by default. */
  readonly memoryLimit?: number
  /** The Node binary; the one of this process by default. */
  readonly node?: string
}

/** Starts the engine as a separate Node process. Its stderr is that of the host. */
export function forkEngine({ entry, folder, isSuccessor, families, memoryLimit, node = process.execPath }: ForkEngineOptions): EngineProcess {
  const choices = [...(isSuccessor ? [successorArgument] : []), ...(families === undefined ? [] : [`${familiesArgument}${families}`]), ...(memoryLimit === undefined ? [] : [`${memoryArgument}${memoryLimit}`])]
  const child = fork(entry, [folder, ...choices], {
    execPath: node,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    send(message) {
      // If the channel breaks during a message, the process has ended, and onEnd reports that.
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
      // A running process may have further errors, for example if it cannot be killed.
      child.on('error', error => end(`could not be started: ${error.message}`))
      child.once('exit', (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
