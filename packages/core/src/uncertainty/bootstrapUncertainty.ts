import {
  copyRows,
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
 * Data of a replicate:
 * - 'nonparametric': rows drawn with replacement;
 * - 'parametric': samples drawn from the model;
 * - 'weighted-likelihood': all rows with random weights (Dirichlet, times N), so that small components keep all their rows;
 * - 'jackknife': all rows except one; each row is left out once.
 */
export type BootstrapKind = 'nonparametric' | 'parametric' | 'weighted-likelihood' | 'jackknife'

const kinds: readonly BootstrapKind[] = ['nonparametric', 'parametric', 'weighted-likelihood', 'jackknife']

/** State of `bootstrapUncertainty` after a replicate. */
export interface BootstrapProgress {
  /** 0-based. */
  readonly replicate: number
  readonly replicates: number
  /** Number of replicates that failed or collapsed so far. */
  readonly failed: number
}

/** Options of `bootstrapUncertainty`. */
export interface BootstrapOptions
  extends Pick<FitOptions, 'tolerance' | 'maxIterations' | 'regularization' | 'signal' | 'kernels'> {
  /** 'nonparametric' by default. */
  readonly kind?: BootstrapKind
  /** 999 by default; a jackknife has one replicate per row and accepts no other number. */
  readonly replicates?: number
  /** Confidence level of the intervals: percentile intervals, or normal ones for a jackknife. 0.95 by default. */
  readonly confidence?: number
  /** Whole number from 0; 0 by default. Replicate r does not depend on the number of replicates. */
  readonly seed?: number
  /** Called after each replicate; 'stop' ends with the replicates fitted so far. */
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

/** Result of `bootstrapUncertainty`. */
export interface BootstrapUncertainty {
  /** R, the number of fitted replicates; all results are computed from these. */
  readonly fitted: number
  /** Number of fitted replicates that did not converge. */
  readonly unconverged: number
  readonly failures: readonly FailedReplicate[]
  /** Number of replicates whose fit collapsed; they are left out, like failed ones. */
  readonly collapsed: number
  /** True if onReplicate answered 'stop'. */
  readonly stopped: boolean
  readonly confidence: number
  /** [K] */
  readonly weights: EstimateSpread
  /** [K, D] data units. */
  readonly means: EstimateSpread
  /** [K, D, D] for every structure; data units squared. */
  readonly covariances: EstimateSpread
}

/**
 * Standard errors and confidence intervals of the parameters of a fitted mixture. It is fitted again to many replicates of
 * the data, with itself as the start, and the spread of the estimates is reported for each component.
 *
 * Replicates that cannot be fitted are listed in `failures`, and those that collapse are counted in `collapsed`. Both are
 * left out. If there are many of them, the reported spread is too small, and the mixture has too many components or too
 * free a structure for the data.
 *
 * @param samples [N, D], finite, to which `model` was fitted.
 * @param model the fit, which is also the start of every replicate.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} if the samples do not fit the mixture.
 * @throws {ReplicatesFailedError} if fewer than two replicates could be fitted.
 * @throws the reason of `signal` when it aborts.
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
      return { samples: copyRows(data, Uint32Array.from({ length: rows - 1 }, (_, at) => (at < replicate ? at : at + 1))) }
    case 'nonparametric':
      return { samples: copyRows(data, Uint32Array.from({ length: rows }, () => random.integer(rows))) }
  }
}

/** [N] uniform Dirichlet weights times N: exponential variables divided by their mean (Newton & Raftery 1994). */
function dirichletWeights(rows: number, random: Random): Float64Array {
  const weights = Float64Array.from({ length: rows }, () => -Math.log(1 - random.uniform()))
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / rows
  return weights.map(weight => weight / mean)
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
