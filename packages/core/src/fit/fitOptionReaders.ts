import { InvalidOptionError } from '@mixtura/numerics'
import {
  callback,
  choice,
  count,
  flag,
  flattenNumbers,
  isRecord,
  list,
  numberIn,
  optional,
  type OptionReaders,
  type Reader,
  record,
  requireChoice,
  seed,
  signal,
} from '@mixtura/numerics/validation'
import type { ConjugatePriorOptions } from '../em/conjugatePrior.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { requireCovarianceType } from '../covariance/requireCovarianceType.js'
import type { FollowOptions } from './searchFit.js'
import { startMethods, type StartMethod } from '../starts/prepareStarts.js'
import { isAssignment, type Assignment } from '../starts/assignment.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import type { EmState } from '../em/em.js'
import type { AcceptedFitOptions } from './fitOptions.js'
import type { Frozen } from '../em/frozen.js'
import type { InitialMixture } from '../mixture/initialMixture.js'
import type { Regularization } from '../em/regularization.js'

/** Reads the name of a covariance structure, or { factors: q }. */
export const covarianceType: Reader<CovarianceType> = (name, value) => {
  requireCovarianceType(name, value)
  return value
}

/** Reads { relative } or { absolute }. */
export const regularization: Reader<Regularization> = (name, value) => {
  const names = isRecord(value) ? Object.keys(value).filter(key => value[key] !== undefined) : []
  if (!isRecord(value) || names.length > 1) {
    throw new InvalidOptionError(name, 'either { relative } or { absolute }', names.length > 1 ? 'both or more' : value, 'Pass for example { relative: 1e-6 }.')
  }
  const share = numberIn({ atLeast: 0, example: '{ relative: 1e-6 }' })
  return 'absolute' in value
    ? record<{ readonly absolute: number }>({ absolute: share })(name, value)
    : record<{ readonly relative: number }>({ relative: share })(name, value)
}

/** Reads a start method, a mixture, or an assignment of the rows. */
export const initialization: Reader<StartMethod | InitialMixture | Assignment> = (name, value) => {
  if (typeof value === 'string') {
    requireChoice(name, value, startMethods)
    return value
  }
  if (!isRecord(value)) {
    throw new InvalidOptionError(name, 'a method, a mixture or an assignment', value, "Pass for example 'k-means++', { weights, means, covariances } or { labels }.")
  }
  if (isAssignment(value) || 'weights' in value) return value as unknown as InitialMixture | Assignment
  throw new InvalidOptionError(name, 'a mixture or an assignment', 'neither', 'Pass { weights, means, covariances }, { labels } or { responsibilities }.')
}

/** Reads a start method or a mixture. */
export const methodOrMixture: Reader<StartMethod | InitialMixture> = (name, value) => {
  const read = initialization(name, value)
  if (typeof read === 'string' || !isAssignment(read)) return read
  throw new InvalidOptionError(name, 'a method or a mixture', 'an assignment', "Pass for example 'k-means++' or { weights, means, covariances }.")
}

const kept: Reader<boolean | readonly number[]> = (name, value) =>
  typeof value === 'boolean' ? flag(name, value) : list(count(0), `${name}: [0]`)(name, value)

const conjugatePriorReaders: OptionReaders<Omit<ConjugatePriorOptions, 'components' | 'covarianceType'>> = {
  shrinkage: optional((_, value) => numberIn({ atLeast: 0, example: 0.01 })('shrinkage', value)),
  mean: optional(flattenNumbers),
  // `conjugatePrior` checks its lower bound, which depends on the number of columns.
  degreesOfFreedom: optional((_, value) => numberIn({ example: 4 })('degreesOfFreedom', value)),
  scale: optional(flattenNumbers),
}

const frozenReaders: OptionReaders<Frozen> = {
  weights: optional(flag),
  means: optional(kept),
  covariances: optional(kept),
}

/** Reads a tolerance on the remaining gain of the log-likelihood. */
export const tolerance = numberIn({ atLeast: 0, unit: 'nats per sample', example: 1e-7 })

/** Readers of the search options that every fit has. */
export const searchReaders = {
  starts: optional(count(1)),
  seed: optional(seed),
  tolerance: optional(tolerance),
  maxIterations: optional(count(0)),
}

/** Reads the bytes of a checkpoint. */
export const checkpointBytes: Reader<Uint8Array> = (name, value) => {
  if (value instanceof Uint8Array) return value
  throw new InvalidOptionError(name, 'a Uint8Array', value, 'Pass the bytes that checkpoint() of onProgress returned.')
}

/** Readers of the options to follow, stop and resume a fit, which every fit has. */
export function followReaders<State>(): OptionReaders<FollowOptions<State>> {
  return { onProgress: optional(callback()), onIteration: optional(callback()), resume: optional(checkpointBytes) }
}

/** Readers of all options of `fitGaussianMixture`; other fits reuse some of them. */
export const fitOptionReaders: OptionReaders<AcceptedFitOptions> = {
  ...rowOptionReaders,
  components: count(1),
  covarianceType: optional(covarianceType),
  initialize: optional(initialization),
  ...searchReaders,
  regularization: optional(regularization),
  prior: optional(record(conjugatePriorReaders)),
  acceleration: optional(choice(['auto', 'none'])),
  weights: optional(choice(['free', 'equal'])),
  maxEigenvalueRatio: optional(numberIn({ atLeast: 1, example: 100 })),
  frozen: optional(record(frozenReaders)),
  signal: optional(signal),
  ...followReaders<EmState>(),
}

