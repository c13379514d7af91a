import {
  createRandom,
  InvalidOptionError,
  type Matrix,
  MixturaError,
  type Random,
  requireFinite,
  type Samples,
  ShapeError,
  toMatrix,
} from '@mixtura/numerics'
import { callback, choice, count, numberIn, optional, type OptionReaders, readOptions, seed, signal } from '@mixtura/numerics/validation'
import { gaussiansOf, type WeightedGaussian } from '../hierarchy/weightedGaussian.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { FitOptions } from '../fit/fitOptions.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { sampleMixture } from '../mixture/sampleMixture.js'
import { alignComponents } from './alignComponents.js'
import { estimateSpread, jackknifeSpread, type EstimateSpread } from './estimateSpread.js'
import { ReplicatesFailedError } from './replicatesFailedError.js'
import { regularization, tolerance } from '../fit/fitOptionReaders.js'
import { requireModel } from '../mixture/gaussianMixture.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'

/**
 * Where replicates come from: rows drawn with replacement; samples drawn from the model; all rows under random
 * weights (Dirichlet, times N), so that no row is ever missing and small components survive; or all rows but one, each
 * in turn, without chance.
 */
export type BootstrapKind = 'nonparametric' | 'parametric' | 'weighted-likelihood' | 'jackknife'

const kinds: readonly BootstrapKind[] = ['nonparametric', 'parametric', 'weighted-likelihood', 'jackknife']

export interface BootstrapProgress {
  /** 0-based. */
  readonly replicate: number
  readonly replicates: number
  /** Replicates that failed or collapsed so far. */
  readonly failed: number
}

export interface BootstrapOptions
  extends Pick<FitOptions, 'tolerance' | 'maxIterations' | 'regularization' | 'signal' | 'kernels'> {
  /** 'nonparametric' by default. */
  readonly kind?: BootstrapKind
  /** 999 by default; a jackknife has one for each row, and takes no other number. */
  readonly replicates?: number
  /** Of the intervals, which are of percentiles, and for a jackknife normal ones; 0.95 by default. */
  readonly confidence?: number
  /** Whole number from 0; replicate r is the same however many there are. 0 by default. */
  readonly seed?: number
  /** Called after each replicate; 'stop' ends with those fitted so far. */
  readonly onReplicate?: (progress: BootstrapProgress) => void | 'stop' | Promise<void | 'stop'>
}

const bootstrapReaders: OptionReaders<BootstrapOptions> = {
  tolerance: optional(tolerance),
  maxIterations: optional(count(0)),
  regularization: optional(regularization),
  signal: optional(signal),
  kernels: rowOptionReaders.kernels,
  kind: optional(choice(kinds)),
  replicates: optional(count(2)),
  confidence: optional(numberIn({ above: 0, below: 1, expected: 'a number between 0 and 1', example: 'confidence: 0.95' })),
  seed: optional(seed),
  onReplicate: optional(callback()),
}

/** A replicate that could not be fitted. */
export interface FailedReplicate {
  /** 0-based. */
  readonly replicate: number
  readonly error: MixturaError
}

export interface BootstrapUncertainty {
  /** Replicates that were fitted, R; all intervals are over these. */
  readonly fitted: number
  /** Those of them that ran out of iterations. */
  readonly unconverged: number
  readonly failures: readonly FailedReplicate[]
  /** Replicates whose fit collapsed onto rows that do not vary; left out like those that failed. */
  readonly collapsed: number
  /** True if onReplicate ended it. */
  readonly stopped: boolean
  readonly confidence: number
  /** [K] */
  readonly weights: EstimateSpread
  /** [K, D] data units. */
  readonly means: EstimateSpread
  /** [K, D, D] whatever the structure; data units squared. */
  readonly covariances: EstimateSpread
}

/**
 * How uncertain the parameters of a fitted mixture are: it is fitted again to many data sets that might as well have
 * been seen, from itself as the start, and the estimates' spread is told, component by component.
 *
 * A replicate that cannot be fitted is counted in `failures`, one whose component collapses in `collapsed`, and both are
 * left out. When they are many, the spread of the others is too small: the mixture has more components or a freer
 * structure than the data bear.
 *
 * @param samples [N, D], finite, that `model` was fitted on.
 * @param model  the fit whose components are asked about, and the start of every replicate.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} if the samples do not fit the mixture.
 * @throws {ReplicatesFailedError} if fewer than two replicates could be fitted.
 * @throws the reason of `signal`, when it aborts.
 * @see O'Hagan, Murphy, Scrucca & Gormley, Investigation of parameter uncertainty in clustering using a Gaussian mixture
 *   model via jackknife, bootstrap and weighted likelihood bootstrap (2019); Newton & Raftery, Approximate Bayesian
 *   inference with the weighted likelihood bootstrap (1994).
 */
export async function bootstrapUncertainty(
  samples: Samples,
  model: GaussianMixture,
  options: BootstrapOptions = {},
): Promise<BootstrapUncertainty> {
  requireModel('model', model)
  const {
    kind = 'nonparametric', confidence = 0.95, seed = 0, replicates: wanted, onReplicate, ...fitOptions
  } = readOptions('bootstrapUncertainty', options, bootstrapReaders)
  const data = toMatrix(samples)
  if (kind === 'jackknife' && wanted !== undefined && wanted !== data.rows) {
    throw new InvalidOptionError('replicates', `${data.rows} for a jackknife, one for each row`, wanted, 'Leave it out.')
  }
  const replicates = kind === 'jackknife' ? data.rows : (wanted ?? 999)
  requireColumns(data, model)
  requireFinite(data, samples)

  const { covarianceType, components, weights, means, covariances } = model
  const reference = gaussiansOf(model)
  const random = createRandom(seed)
  const estimates: (readonly WeightedGaussian[])[] = []
  const failures: FailedReplicate[] = []
  let unconverged = 0
  let collapsed = 0
  let stopped = false
  for (let replicate = 0; replicate < replicates && !stopped; replicate++) {
    try {
      const drawn = drawReplicate(data, { kind, model, replicate, random: random.fork(replicate) })
      const fit = await fitGaussianMixture(drawn.samples, {
        ...fitOptions,
        ...(drawn.sampleWeights && { sampleWeights: drawn.sampleWeights }),
        components,
        covarianceType,
        initialize: { weights, means, covariances },
      })
      if (fit.collapsed) collapsed++
      else estimates.push(alignComponents(reference, fit.model))
      if (!fit.collapsed && !fit.converged) unconverged++
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      failures.push({ replicate, error })
    }
    stopped = (await onReplicate?.({ replicate, replicates, failed: failures.length + collapsed })) === 'stop'
  }
  if (estimates.length < 2) {
    throw new ReplicatesFailedError({ fitted: estimates.length, collapsed, failed: failures.length }, failures[0]?.error)
  }

  const spreadOf = kind === 'jackknife' ? jackknifeSpread : estimateSpread
  const spread = (read: (gaussian: WeightedGaussian) => ArrayLike<number>): EstimateSpread =>
    spreadOf(concatenated(reference, read), stacked(estimates, read), confidence)
  return {
    fitted: estimates.length,
    unconverged,
    failures,
    collapsed,
    stopped,
    confidence,
    weights: spread(({ weight }) => [weight]),
    means: spread(({ mean }) => mean),
    covariances: spread(({ covariance }) => covariance),
  }
}

function drawReplicate(
  data: Matrix,
  { kind, model, replicate, random }: {
    readonly kind: BootstrapKind
    readonly model: GaussianMixture
    readonly replicate: number
    readonly random: Random
  },
): { readonly samples: Matrix; readonly sampleWeights?: Float64Array } {
  const { rows } = data
  switch (kind) {
    case 'parametric':
      return { samples: sampleMixture(model, rows, { random }).samples }
    case 'weighted-likelihood':
      return { samples: data, sampleWeights: dirichletWeights(rows, random) }
    case 'jackknife':
      return { samples: takeRows(data, Uint32Array.from({ length: rows - 1 }, (_, at) => (at < replicate ? at : at + 1))) }
    case 'nonparametric':
      return { samples: takeRows(data, Uint32Array.from({ length: rows }, () => random.integer(rows))) }
  }
}

/** [N] uniform Dirichlet weights times N: exponential ones over their mean (Newton & Raftery 1994). */
function dirichletWeights(rows: number, random: Random): Float64Array {
  const weights = Float64Array.from({ length: rows }, () => -Math.log(1 - random.uniform()))
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / rows
  return weights.map(weight => weight / mean)
}

/** [M, D] the given rows, repeated as often as they are named. */
function takeRows({ data, columns }: Matrix, rows: Uint32Array): Matrix {
  const taken = new Float64Array(rows.length * columns)
  rows.forEach((row, to) => taken.set(data.subarray(row * columns, (row + 1) * columns), to * columns))
  return { data: taken, rows: rows.length, columns }
}

function concatenated(
  gaussians: readonly WeightedGaussian[],
  read: (gaussian: WeightedGaussian) => ArrayLike<number>,
): Float64Array {
  return Float64Array.from(gaussians.flatMap(gaussian => Array.from(read(gaussian))))
}

/** [R, length] */
function stacked(
  estimates: readonly (readonly WeightedGaussian[])[],
  read: (gaussian: WeightedGaussian) => ArrayLike<number>,
): Matrix {
  const rows = estimates.map(gaussians => concatenated(gaussians, read))
  const columns = rows[0].length
  const data = new Float64Array(rows.length * columns)
  rows.forEach((row, r) => data.set(row, r * columns))
  return { data, rows: rows.length, columns }
}

function requireColumns(data: Matrix, { columns }: GaussianMixture): void {
  if (data.columns === columns) return
  throw new ShapeError(
    'samples',
    `[N, ${columns}], as the mixture has ${columns} columns`,
    `[${data.rows}, ${data.columns}]`,
    'Pass the samples that the mixture was fitted on.',
  )
}
