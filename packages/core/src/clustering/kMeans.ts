import { createRandom, createYielder, type Matrix, requireFinite, requireSpread, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { count, numberIn, optional, type OptionReaders, readOptions, seed, signal } from '@mixtura/numerics/validation'
import { TooFewRowsError } from '../errors.js'
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { acceptRowKnowledge } from '../statistics/rowKnowledge.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { iterateCentres } from './iterateCentres.js'
import { kMeansPlusPlus } from './kMeansPlusPlus.js'

/** Options of `kMeans`. */
export interface KMeansOptions {
  /** K */
  readonly clusters: number
  /** Number of runs from different seedings; the result has the smallest inertia. 4 by default. */
  readonly starts?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** 300 by default. */
  readonly maxIterations?: number
  /** A run ends when the squared movement of the centres is at most this share of the seeding's inertia per sample; 1e-8 by default. */
  readonly tolerance?: number
  /** [N] how often each row counts, at least 0. */
  readonly sampleWeights?: ArrayLike<number>
  readonly signal?: AbortSignal
  readonly kernels?: KernelName
}

const kMeansReaders: OptionReaders<KMeansOptions> = {
  clusters: count(1),
  starts: optional(count(1)),
  seed: optional(seed),
  maxIterations: optional(count(0)),
  tolerance: optional(numberIn({ atLeast: 0, example: 1e-8 })),
  sampleWeights: rowOptionReaders.sampleWeights,
  signal: optional(signal),
  kernels: rowOptionReaders.kernels,
}

/** Result of `kMeans`. */
export interface KMeansFit {
  /** [K, D], by descending cluster size. */
  readonly centres: Matrix
  /** [N] index of the nearest centre of each sample. */
  readonly labels: Int32Array
  /** Weighted sum of squared distances to the nearest centre, data units squared. */
  readonly inertia: number
  readonly iterations: number
  readonly converged: boolean
}

/**
 * K-means by Lloyd's iteration from k-means++ seedings. A cluster that loses all its samples moves to the sample that is
 * farthest from its centre. Bounds on distances avoid most comparisons and do not change the result.
 *
 * @param samples [N, D], finite.
 * @throws {TooFewRowsError} if there are fewer rows than clusters.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @see Lloyd, Least squares quantization in PCM (1982); Hamerly, Making k-means even faster (2010).
 */
export async function kMeans(samples: Samples, options: KMeansOptions): Promise<KMeansFit> {
  const accepted = readOptions('kMeans', options, kMeansReaders)
  const { clusters, starts = 4, seed = 0, maxIterations = 300, tolerance = 1e-8, signal } = accepted
  const data = toMatrix(samples)
  requireFinite(data, samples)
  requireSpread(data)
  if (data.rows < clusters) throw new TooFewRowsError(data.rows, clusters, clusters, 'clusters')
  const open = await openKernels(accepted.kernels)
  const kernels = await open({ scatter: 'diagonal', factor: 'diagonal', columns: data.columns, components: clusters })
  const { weights: sampleWeights } = acceptRowKnowledge({ weights: accepted.sampleWeights }, data.rows)
  const { weights, unit } = scaledWeights(sampleWeights)
  const random = createRandom(seed)
  const yieldIfDue = createYielder()
  let best: KMeansFit | undefined
  for (let start = 0; start < starts; start++) {
    const seeding = await kMeansPlusPlus(data, clusters, { random: random.fork(start), weights, kernels: accepted.kernels })
    const fit = await iterateCentres(data, seeding.centres, { kernels, maxIterations, tolerance, weights, signal, yieldIfDue })
    if (!best || fit.inertia < best.inertia) best = fit
  }
  const inertia = unit * best!.inertia
  if (inertia === Infinity) {
    throw new ShapeError('sampleWeights', 'small enough for a finite inertia', `up to ${unit.toExponential(1)}`, 'Divide all weights by the largest.')
  }
  return bySize({ ...best!, inertia }, weights)
}

/** Divides weights by the power of two below the largest: sums then neither overflow nor underflow, and no bits are lost. */
function scaledWeights(weights: Float64Array | undefined): { readonly weights: Float64Array | undefined; readonly unit: number } {
  if (!weights) return { weights, unit: 1 }
  // The unit stays within 2^±1000: the inverse of 2^1023 is subnormal, and that of a subnormal number is infinite.
  const largest = weights.reduce((maximum, weight) => Math.max(maximum, weight), 2 ** -1000)
  const unit = 2 ** Math.min(Math.floor(Math.log2(largest)), 1000)
  return { weights: weights.map(weight => weight / unit), unit }
}

/** Renumbers the clusters by descending size. */
function bySize(fit: KMeansFit, weights: Float64Array | undefined): KMeansFit {
  const { centres } = fit
  const { columns } = centres
  const counts = new Float64Array(centres.rows)
  fit.labels.forEach((label, row) => (counts[label] += weights ? weights[row] : 1))
  const order = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a])
  const rank = new Int32Array(centres.rows)
  const data = new Float64Array(centres.data.length)
  order.forEach((from, to) => {
    rank[from] = to
    data.set(centres.data.subarray(from * columns, (from + 1) * columns), to * columns)
  })
  return { ...fit, centres: { ...centres, data }, labels: fit.labels.map(label => rank[label]) }
}
