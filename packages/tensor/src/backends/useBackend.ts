import { InvalidOptionError } from '@mixtura/numerics'
import { flag, list, optional, readOptions, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import '../gradients/standardGradients.js'
import { BackendUnavailableError, NoBackendError, UnknownBackendError } from '../errors.js'
import { loadReaders, type AvailableBackend, type LoadOptions } from './availability.js'
import { backendNames, type BackendName } from './backendName.js'
import { loadBackend } from './loadBackend.js'
import { timeStep } from './timeStep.js'

export interface BackendPreference extends LoadOptions {
  /** Choose among these only; their order does not matter. */
  readonly among?: readonly BackendName[]
  /** Time a small training step on each and keep the fastest, instead of the first by rank. */
  readonly fastest?: boolean
}

/** The backend that computes from now on, and why no better one does. */
export interface BackendInUse {
  readonly name: BackendName
  /** The processor or GPU, for people. */
  readonly device: string
  /** Null where the backend chooses for itself. */
  readonly threads: number | null
  /** Milliseconds of a small training step; null unless `fastest` was asked for. */
  readonly stepMilliseconds: number | null
  /** Every better backend, and with `fastest` every slower one, with the reason why it is not in use. */
  readonly passedOver: readonly PassedOver[]
}

export interface PassedOver {
  readonly backend: BackendName
  /** A clause: "@tensorflow/tfjs-node is not installed". */
  readonly reason: string
}

/**
 * Puts the best backend of this machine in use, or the one that is named. TensorFlow.js has one backend at a time,
 * so this holds for the whole process.
 *
 * @param preference a backend that must be had, or how to choose.
 * @throws {BackendUnavailableError} if the named backend cannot be had: another one is never taken instead.
 * @throws {NoBackendError} if none of `among` can be had.
 * @throws {UnknownBackendError} for a name that is none.
 * @throws {InvalidOptionError} for threads that are no count, or an empty list.
 */
export async function useBackend(preference?: BackendName | BackendPreference): Promise<BackendInUse> {
  if (typeof preference === 'string') return useNamedBackend(preference, {})
  const { among, fastest = false, ...options } = readOptions<BackendPreference>('useBackend', preference, preferenceReaders)
  if (among?.length === 0) throw new InvalidOptionError('among', 'a list of backends', '[]', 'Leave it out to choose among all.')
  const candidates = ranked(among ?? backendNames)
  if (among?.length === 1) return useNamedBackend(candidates[0]!, options)
  return fastest ? useFastest(candidates, options) : useFirst(candidates, options)
}

/** An unknown text is an error of its own. */
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
  if (failure !== null) throw new BackendUnavailableError(name, failure, 'Name another backend.')
  return inUse(loaded, [], null)
}

async function useFirst(candidates: readonly BackendName[], options: LoadOptions): Promise<BackendInUse> {
  const passedOver: PassedOver[] = []
  for (const backend of candidates) {
    const loaded = await loadBackend(backend, options)
    const reason = loaded.available ? await putInUse(loaded) : loaded.reason
    if (loaded.available && reason === null) return inUse(loaded, passedOver, null)
    passedOver.push({ backend, reason: reason! })
  }
  throw new NoBackendError(passedOver)
}

async function useFastest(candidates: readonly BackendName[], options: LoadOptions): Promise<BackendInUse> {
  const absent: PassedOver[] = []
  const timed: { readonly loaded: AvailableBackend; readonly milliseconds: number }[] = []
  for (const backend of candidates) {
    const loaded = await loadBackend(backend, options)
    const reason = loaded.available ? await putInUse(loaded) : loaded.reason
    if (!loaded.available || reason !== null) absent.push({ backend, reason: reason! })
    else timed.push({ loaded, milliseconds: await timeStep() })
  }
  if (timed.length === 0) throw new NoBackendError(absent)
  const [best, ...slower] = timed.sort((a, b) => a.milliseconds - b.milliseconds)
  await putInUse(best!.loaded)
  const losers = slower.map(({ loaded, milliseconds }) => ({
    backend: loaded.name,
    reason: `a small step took ${milliseconds.toFixed(1)} ms on it, ${best!.milliseconds.toFixed(1)} ms on ${best!.loaded.name}`,
  }))
  const order = (a: PassedOver, b: PassedOver) => backendNames.indexOf(a.backend) - backendNames.indexOf(b.backend)
  return inUse(best!.loaded, [...absent, ...losers].sort(order), best!.milliseconds)
}

/** @returns null once the backend computes, else why it does not. */
async function putInUse({ tfjsName }: AvailableBackend): Promise<string | null> {
  const before = tf.engine().backendName
  try {
    if (!(await tf.setBackend(tfjsName))) return 'it could not be started'
    const sum = tf.tidy(() => tf.sum(tf.tensor1d([1, 2, 3])))
    const [value] = await sum.data()
    sum.dispose()
    if (value === 6) return null
    if (before) await tf.setBackend(before)
    return `it computes 1 + 2 + 3 = ${value}`
  } catch (error) {
    if (before) await tf.setBackend(before)
    return `it could not be started (${error instanceof Error ? error.message : String(error)})`
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
