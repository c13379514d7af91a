import type { ModelFamily } from '@mixtura/models'
import { nearestName } from '@mixtura/numerics/validation'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { wholeNumber } from '../arguments/wholeNumber.js'
import { usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'

/** What a family of core's engine is told by `--threads`. */
export interface Preparation {
  readonly threads?: number
}

/**
 * Puts in use what `--backend` and `--threads` ask for, before a fit or a load.
 *
 * @throws {CommandError} for a family that has nothing to choose, and for an unknown backend.
 * @throws {BackendUnavailableError} with the reason and what to do, if this machine does not have the backend.
 */
export async function prepareEngine({ args, texts }: Pick<Invocation, 'args' | 'texts'>, { kind, engine, takesThreads }: ModelFamily): Promise<Preparation> {
  const { usage } = texts
  const backend = valueOf(args, 'backend')
  const threads = isGiven(args, 'threads') ? wholeNumber(args, { name: 'threads', atLeast: 1, standard: 1 }, texts) : undefined
  if (engine === 'core') {
    if (backend !== undefined) throw usageError(usage.noBackend(kind))
    if (threads === undefined) return {}
    if (!takesThreads) throw usageError(usage.noThreads(kind))
    return { threads }
  }
  if (backend === undefined && threads === undefined) return {}
  const { backendNames, useBackend } = await import('@mixtura/tensor')
  const known = backendNames.find(name => name === backend)
  if (backend !== undefined && !known) throw usageError(usage.unknownBackend(backend, nearestName(backend, backendNames), backendNames))
  const used = await useBackend({ ...(known && { among: [known] }), ...(threads !== undefined && { threads }) })
  if (threads !== undefined && used.name !== 'wasm') throw usageError(usage.noThreadsOnBackend(used.name))
  return {}
}
