import {
  columnMeans,
  columnVariances,
  createRandom,
  drawRowNumbers,
  InvalidOptionError,
  type Matrix,
  requireFinite,
  requireSpread,
  type Samples,
  ShapeError,
  toMatrix,
} from '@mixtura/numerics'
import { choice, count, optional, type OptionReaders, readOptions, seed, signal } from '@mixtura/numerics/validation'
import { takeEntries, takeRows } from '../statistics/takeRows.js'
import { acceptRowKnowledge } from '../statistics/rowKnowledge.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { agglomerate, type ClusterMerge } from './agglomerate.js'
import { assignRows } from './assignRows.js'
import { singletons } from './clusterMoments.js'
import { distinctRows } from './distinctRows.js'
import { ellipsoidCriterion, wardCriterion, type HierarchicalCriterion } from './mergeCriteria.js'
import { scaledSvd } from './scaledSvd.js'

/** Transformation of the samples before the tree is built. */
export type HierarchicalTransform = 'scaled-svd' | 'none'

const criteria: readonly HierarchicalCriterion[] = ['VVV', 'EII']
const transforms: readonly HierarchicalTransform[] = ['scaled-svd', 'none']

/** Options of `hierarchicalClustering`. */
export interface HierarchicalOptions {
  /** 'VVV' by default. */
  readonly criterion?: HierarchicalCriterion
  /** 'scaled-svd' by default: the tree then does not depend on the units of the columns. */
  readonly transform?: HierarchicalTransform
  /**
   * Largest number of rows in the tree. They are drawn at random, and the other rows join its clusters afterwards. 2000 by
   * default; for VVV with more than 10 columns 2000 (10 / D)^1.5, at least 500, because its time grows with D³.
   */
  readonly maxRows?: number
  /** [N] how often each row counts, at least 0. Weight 2 is the row twice; rows of weight 0 only join clusters. */
  readonly sampleWeights?: ArrayLike<number>
  /** Seed of the draw, a whole number from 0; 0 by default. */
  readonly seed?: number
  readonly signal?: AbortSignal
}

const hierarchicalReaders: OptionReaders<HierarchicalOptions> = {
  criterion: optional(choice(criteria)),
  transform: optional(choice(transforms)),
  maxRows: optional(count(1)),
  sampleWeights: rowOptionReaders.sampleWeights,
  seed: optional(seed),
  signal: optional(signal),
}

/** A tree of clusters, which can be cut at any number of them. */
export interface HierarchicalClustering {
  /** Largest number of clusters: the number of distinct rows in the tree. */
  readonly maxClusters: number
  /** Rise of the criterion at each merge, from maxClusters clusters down to one. */
  readonly rises: readonly number[]
  /**
   * [N] cluster of each row, numbered from 0 by their first rows in the tree.
   *
   * @throws {InvalidOptionError} if clusters is not a whole number from 1 to maxClusters.
   */
  labelsAt(clusters: number): Int32Array
}

/**
 * Model-based agglomerative clustering: one tree gives labels for every number of clusters. Equal rows form a cluster from
 * the start. Each step then joins the two clusters whose merge lowers the classification likelihood least.
 *
 * The pairs of S rows in the tree take 4 S² bytes, 16 MB at the default maxRows. The time is O(S²) evaluations of the
 * criterion, each O(D) for EII and O(D³) for VVV.
 *
 * @param samples [N, D], finite.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} if the weights do not fit the samples.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws the reason of `signal` when it aborts.
 * @see Fraley, Algorithms for model-based Gaussian hierarchical clustering (1998); Scrucca & Raftery, Improved
 *   initialisation of model-based clustering using Gaussian hierarchical partitions (2015).
 */
export async function hierarchicalClustering(
  samples: Samples,
  options: HierarchicalOptions = {},
): Promise<HierarchicalClustering> {
  const accepted = readOptions('hierarchicalClustering', options, hierarchicalReaders)
  const { criterion = 'VVV', transform = 'scaled-svd', seed = 0, signal } = accepted
  signal?.throwIfAborted()
  const data = toMatrix(samples)
  requireFinite(data, samples)
  requireSpread(data)
  const { weights: sampleWeights } = acceptRowKnowledge({ weights: accepted.sampleWeights }, data.rows)
  requireCounts(sampleWeights)
  const maxRows = accepted.maxRows ?? defaultMaxRows(criterion, data.columns)

  const transformed = transform === 'scaled-svd' ? scaledSvd(data, sampleWeights) : data
  const counted = Uint32Array.from({ length: data.rows }, (_, row) => row).filter(row => sampleWeights?.[row] !== 0)
  const drawn = drawRowNumbers(counted.length, maxRows, createRandom(seed)).map(at => counted[at])
  const known = takeRows(transformed, drawn)
  const weights = sampleWeights && takeEntries(sampleWeights, drawn)
  const distinct = distinctRows(known, weights)
  const moments = singletons(distinct.rows, distinct.copies, criterion === 'VVV')
  const merges = await agglomerate(
    distinct.rows.rows,
    criterion === 'VVV' ? ellipsoidCriterion(moments, meanVariance(known, weights)) : wardCriterion(moments),
    signal,
  )

  return {
    maxClusters: distinct.rows.rows,
    rises: merges.map(({ rise }) => rise),
    labelsAt(clusters) {
      requireClusters(clusters, distinct.rows.rows)
      const ofSlots = labelsOfSlots(merges, distinct.rows.rows, clusters)
      const ofKnown = distinct.slotOf.map(slot => ofSlots[slot])
      if (drawn.length === data.rows) return ofKnown
      const labels = assignRows(transformed, { known, weights, labels: ofKnown, clusters, spherical: criterion === 'EII' })
      drawn.forEach((row, at) => {
        labels[row] = ofKnown[at]
      })
      return labels
    },
  }
}

/** Weights in this range keep the logarithms and ratios in the criteria finite. */
const [smallestCount, largestCount] = [2 ** -480, 2 ** 53]

/** @throws {ShapeError} for weights whose products or sums may overflow or underflow float64. */
function requireCounts(weights: Float64Array | undefined): void {
  const at = weights?.findIndex(weight => weight !== 0 && !(weight >= smallestCount && weight <= largestCount)) ?? -1
  if (at < 0) return
  throw new ShapeError(
    'sampleWeights',
    `0, or from ${smallestCount.toExponential(0)} to ${largestCount.toExponential(0)}`,
    `${weights![at]} at entry ${at}`,
    'Divide all weights by their mean, and set negligible weights to 0.',
  )
}

function defaultMaxRows(criterion: HierarchicalCriterion, columns: number): number {
  if (criterion === 'EII' || columns <= 10) return 2000
  return Math.max(500, Math.floor(2000 * (10 / columns) ** 1.5))
}

/** [slots] cluster of each slot after the first `slots - clusters` merges, numbered by their lowest slots. */
function labelsOfSlots(merges: readonly ClusterMerge[], slots: number, clusters: number): Int32Array {
  const joinedTo = Int32Array.from({ length: slots }, (_, slot) => slot)
  for (const { into, from } of merges.slice(0, slots - clusters)) joinedTo[from] = into
  const labels = new Int32Array(slots)
  let next = 0
  // A slot joins only lower slots, which have their labels already.
  for (let slot = 0; slot < slots; slot++) labels[slot] = joinedTo[slot] === slot ? next++ : labels[joinedTo[slot]]
  return labels
}

function requireClusters(clusters: number, maxClusters: number): void {
  if (Number.isSafeInteger(clusters) && clusters >= 1 && clusters <= maxClusters) return
  throw new InvalidOptionError(
    'clusters',
    `a whole number from 1 to ${maxClusters}, the distinct rows in the tree`,
    clusters,
    'Ask for fewer clusters, or raise maxRows.',
  )
}

/** tr W / (N D) */
function meanVariance(samples: Matrix, weights: Float64Array | undefined): number {
  const variances = columnVariances(samples, columnMeans(samples, weights), weights)
  return variances.reduce((sum, variance) => sum + variance, 0) / samples.columns
}
