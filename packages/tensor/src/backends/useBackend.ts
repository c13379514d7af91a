import { InvalidOptionError } from '@mixtura/numerics'
import { flag, list, optional, readOptions, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import '../gradients/standardGradients.js'
import { BackendUnavailableError, NoBackendError, UnknownBackendError } from '../errors.js'
import { loadReaders, type Availability, type AvailableBackend, type BackendObstacle, type LoadOptions } from './availability.js'
import { backendNames, type BackendName } from './backendName.js'
import { loadBackend } from './loadBackend.js'
import { timeStep } from './timeStep.js'

/** Options of `useBackend` when it chooses. */
export interface BackendPreference extends LoadOptions {
  /** Choose only among these backends. Their order does not matter. */
  readonly among?: readonly BackendName[]
  /** Time a small training step on each backend and choose the fastest, instead of the first by rank. */
  readonly fastest?: boolean
}

/** The backend in use from now on, and why no better one is. */
export interface BackendInUse {
  readonly name: BackendName
  /** Name of the processor or GPU, for display. */
  readonly device: string
  /** Number of threads; null if the backend decides it. */
  readonly threads: number | null
  /** Time of a small training step; null without `fastest`. */
  readonly stepMilliseconds: number | null
  /** Every better backend and, with `fastest`, every slower one, with the reason why it is not in use. */
  readonly passedOver: readonly PassedOver[]
}

/** A backend that was not chosen. */
export interface PassedOver {
  readonly backend: BackendName
  readonly code: BackendObstacle
  /** Why, as a clause: "@tensorflow/tfjs-node is not installed". */
  readonly reason: string
  /** What to do to use it, as a sentence. */
  readonly remedy: string
}

/**
 * Selects the best backend of this machine, or the named one. TensorFlow.js has one backend at a time, so the choice holds for the
 * whole process.
 *
 * @param preference a backend that must be available, or how to choose.
 * @throws {BackendUnavailableError} if the named backend is not available; another one is never used instead.
 * @throws {NoBackendError} if none of `among` is available.
 * @throws {UnknownBackendError} if a name is not that of a backend.
 * @throws {InvalidOptionError} for an invalid number of threads or an empty list.
 */
export async function useBackend(preference?: BackendName | BackendPreference): Promise<BackendInUse> {
  if (typeof preference === 'string') return useNamedBackend(preference, {})
  const { among, fastest = false, ...options } = readOptions<BackendPreference>('useBackend', preference, preferenceReaders)
  if (among?.length === 0) throw new InvalidOptionError('among', 'a list of backends', '[]', 'Leave it out to choose among all.')
  const candidates = ranked(among ?? backendNames)
  if (among?.length === 1) return useNamedBackend(candidates[0]!, options)
  return fastest ? useFastest(candidates, options) : useFirst(candidates, options)
}

/** Reads the name of a backend. An unknown name has its own error. */
const backendName: Reader<BackendName> = (name, value) => {
  if (typeof value !== 'string') throw new InvalidOptionError(name, 'the name of a backend', value, `Name some of ${backendNames.join(', ')}.`)
  requireKnown(value)
  return value as BackendName
}

const preferenceReaders: OptionReaders<BackendPreference> = {
  ...loadReaders,
  among: optional(list(backendName, "among: ['wasm', 'cpu']")),
  fastest: optional(flag),
}

async function useNamedBackend(name: BackendName, options: LoadOptions): Promise<BackendInUse> {
  requireKnown(name)
  const loaded = await loadBackend(name, options)
  if (!loaded.available) throw new BackendUnavailableError(name, loaded.reason, loaded.remedy)
  const failure = await putInUse(loaded)
  if (failure !== null) throw new BackendUnavailableError(name, failure.reason, 'Name another backend.')
  return inUse(loaded, [], null)
}

async function useFirst(candidates: readonly BackendName[], options: LoadOptions): Promise<BackendInUse> {
  const passedOver: PassedOver[] = []
  for (const backend of candidates) {
    const tried = await tryOut(await loadBackend(backend, options))
    if (!('reason' in tried)) return inUse(tried, passedOver, null)
    passedOver.push(tried)
  }
  throw new NoBackendError(passedOver)
}

async function useFastest(candidates: readonly BackendName[], options: LoadOptions): Promise<BackendInUse> {
  const absent: PassedOver[] = []
  const timed: { readonly loaded: AvailableBackend; readonly milliseconds: number }[] = []
  for (const backend of candidates) {
    const tried = await tryOut(await loadBackend(backend, options))
    if ('reason' in tried) absent.push(tried)
    else timed.push({ loaded: tried, milliseconds: await timeStep() })
  }
  if (timed.length === 0) throw new NoBackendError(absent)
  const [best, ...others] = timed.sort((a, b) => a.milliseconds - b.milliseconds)
  await putInUse(best!.loaded)
  const slower = others.map(({ loaded, milliseconds }) => ({
    backend: loaded.name,
    code: 'slower' as const,
    reason: `a small step took ${milliseconds.toFixed(1)} ms on it, ${best!.milliseconds.toFixed(1)} ms on ${best!.loaded.name}`,
    remedy: 'Ask for it by its name to use it all the same.',
  }))
  const order = (a: PassedOver, b: PassedOver) => backendNames.indexOf(a.backend) - backendNames.indexOf(b.backend)
  return inUse(best!.loaded, [...absent, ...slower].sort(order), best!.milliseconds)
}

/** Puts a backend in use. @returns the backend, or why it is not in use. */
async function tryOut(loaded: Availability): Promise<AvailableBackend | PassedOver> {
  if (!loaded.available) return { backend: loaded.name, code: loaded.code, reason: loaded.reason, remedy: loaded.remedy }
  const failure = await putInUse(loaded)
  return failure === null ? loaded : { backend: loaded.name, ...failure, remedy: 'Update the driver of the device.' }
}

/** @returns null if the backend computes correctly, else why it cannot be used. */
async function putInUse({ tfjsName }: AvailableBackend): Promise<Pick<PassedOver, 'code' | 'reason'> | null> {
  const before = tf.engine().backendName
  try {
    if (!(await tf.setBackend(tfjsName))) return { code: 'not-started', reason: 'it could not be started' }
    const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])))
    const [value] = await sum.data()
    sum.dispose()
    if (value === 6) return null
    if (before) await tf.setBackend(before)
    return { code: 'wrong-result', reason: `it computes 1 + 2 + 3 = ${value}` }
  } catch (error) {
    if (before) await tf.setBackend(before)
    return { code: 'not-started', reason: `it could not be started (${error instanceof Error ? error.message : String(error)})` }
  }
}

const inUse = (
  { name, device, threads }: AvailableBackend,
  passedOver: readonly PassedOver[],
  stepMilliseconds: number | null,
): BackendInUse => ({ name, device, threads, stepMilliseconds, passedOver })

function ranked(names: readonly BackendName[]): readonly BackendName[] {
  return backendNames.filter(name => names.includes(name))
}

function requireKnown(name: string): void {
  if (!(backendNames as readonly string[]).includes(name)) throw new UnknownBackendError(name, backendNames)
}
