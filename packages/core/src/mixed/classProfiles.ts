import type { Samples } from '@mixtura/numerics'
import { nonNegative, numberIn, optional, readOptions } from '@mixtura/numerics/validation'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { chiSquareQuantile } from '../use/chiSquare.js'
import { codedFamilies } from './columnFamilies.js'
import type { MixedColumnDescription } from './mixedColumns.js'
import type { MixedTableSource } from './mixedData.js'
import { requireMixedModel, type ColumnDistribution, type MixedMixture } from './mixedMixture.js'
import { estimateCovariance, type EstimateCovariance } from './mixedScores.js'
import { chunksOfRows } from './scoreRows.js'

/** Options of `classProfiles`. */
export interface ClassProfileOptions {
  /** Of the intervals; 0.95 by default. */
  readonly confidence?: number
  /** [N] how often each row counts, at least 0. */
  readonly sampleWeights?: ArrayLike<number>
  /** That of the fit; 0 by default. It counts as observations. */
  readonly pseudoCount?: number
}

/** An estimate with its uncertainty. Errors are null where an estimate rests at a boundary, or where the estimates are not identified. */
export interface ProfileEstimate {
  readonly estimate: number
  readonly standardError: number | null
  /** Ends of the interval: symmetric for means of numbers, and on the scale of logits or logarithms for the others. */
  readonly lower: number | null
  readonly upper: number | null
}

/** One column in one class. */
export interface ClassColumnProfile {
  /** The probability of each level; or the mean of a number or count, alone. */
  readonly estimates: readonly ProfileEstimate[]
  /** Standard deviation of a number or count within the class; null for levels. */
  readonly deviation: number | null
  /**
   * How much the column tells the class from all rows: KL(column in the class ‖ column in the mixture), nats. 0: nothing. Of numbers, that
   * of the normal distributions with the same means and variances.
   */
  readonly divergence: number
}

/** One column in all classes. */
export interface ColumnProfile {
  readonly column: MixedColumnDescription
  /** [K] */
  readonly classes: readonly ClassColumnProfile[]
}

/** Result of `classProfiles`. */
export interface ClassProfiles {
  readonly confidence: number
  /** [K] */
  readonly weights: readonly ProfileEstimate[]
  /** [P] */
  readonly columns: readonly ColumnProfile[]
  /** False if the rows do not tell the parameters apart, or there are too many of them: no estimate then has an error. */
  readonly hasErrors: boolean
}

/**
 * What distinguishes the classes: for each column and class the probabilities or the mean, with standard errors and intervals from the
 * empirical information of the rows, and how much the column tells the class apart.
 *
 * @param samples [N, P] the rows that the model was fitted on, or their source.
 * @throws {ShapeError} for other columns, or a cell that its column cannot have.
 * @throws {InvalidOptionError} for an option out of range.
 * @see Linzer & Lewis (2011), sec. 2.3; McLachlan & Peel, Finite Mixture Models (2000), sec. 2.15.
 */
export async function classProfiles(model: MixedMixture, samples: Samples | MixedTableSource, options: ClassProfileOptions = {}): Promise<ClassProfiles> {
  requireMixedModel('model', model)
  const { confidence = 0.95, sampleWeights, pseudoCount } = readOptions<ClassProfileOptions>('classProfiles', options, {
    confidence: optional(numberIn({ above: 0, below: 1, expected: 'a number between 0 and 1', example: 'confidence: 0.95' })),
    sampleWeights: rowOptionReaders.sampleWeights,
    pseudoCount: optional(nonNegative(1)),
  })
  const errors = await estimateCovariance(model, chunksOfRows(samples, sampleWeights), { pseudoCount })
  const radius = Math.sqrt(chiSquareQuantile(confidence, 1))
  return {
    confidence,
    hasErrors: errors.covariance !== null,
    weights: probabilityEstimates(model.weights, errors.coordinates.weights, { errors, radius }),
    columns: model.columns.map((column, at) => {
      const distributions = Array.from({ length: model.components }, (_, k) => model.distribution(at, k))
      return { column, classes: distributions.map((distribution, k) => ({
        estimates: estimatesOf(model, { column: at, component: k, distribution }, { errors, radius }),
        deviation: 'variance' in distribution ? Math.sqrt(distribution.variance) : null,
        divergence: divergenceOf(distributions, k, model.weights),
      })) }
    }),
  }
}

interface Errors {
  readonly errors: EstimateCovariance
  readonly radius: number
}

/** √(gᵀ V g) for a gradient whose entries belong to the given places; null if an entry has none. */
function errorOf({ coordinates, covariance }: EstimateCovariance, places: readonly number[], gradient: readonly number[]): number | null {
  if (!covariance) return null
  const size = coordinates.length
  let variance = 0
  places.forEach((i, a) => places.forEach((j, b) => (variance += gradient[a] * gradient[b] * covariance[i * size + j])))
  return Math.sqrt(Math.max(0, variance))
}

/** Probabilities whose logits have these places; -1 is the reference or a boundary. */
function probabilityEstimates(probabilities: Float64Array, places: Int32Array, { errors, radius }: Errors): readonly ProfileEstimate[] {
  const free = Array.from(places.keys()).filter(l => places[l] >= 0)
  return Array.from(probabilities, (probability, l) => {
    const gradient = free.map(m => probability * (Number(l === m) - probabilities[m]))
    return onLogits(probability, free.length === 0 ? null : errorOf(errors, free.map(m => places[m]), gradient), radius)
  })
}

function onLogits(probability: number, standardError: number | null, radius: number): ProfileEstimate {
  const spread = probability * (1 - probability)
  if (standardError === null || !(spread > 1e-6) || standardError === 0) return { estimate: probability, standardError: null, lower: null, upper: null }
  const logit = Math.log(probability / (1 - probability))
  const at = (deviations: number): number => 1 / (1 + Math.exp(-(logit + (deviations * standardError) / spread)))
  return { estimate: probability, standardError, lower: at(-radius), upper: at(radius) }
}

function estimatesOf(
  model: MixedMixture,
  { column, component, distribution }: { readonly column: number; readonly component: number; readonly distribution: ColumnDistribution },
  { errors, radius }: Errors,
): readonly ProfileEstimate[] {
  const { places } = errors.coordinates.columns.find(one => one.column === column)!
  if (distribution.kind === 'number') {
    const standardError = errorOf(errors, [places[component]], [1])
    const reach = standardError === null ? null : radius * standardError
    const { mean } = distribution
    return [{ estimate: mean, standardError, lower: reach === null ? null : mean - reach, upper: reach === null ? null : mean + reach }]
  }
  if (distribution.kind === 'count') {
    const place = places[distribution.size === null ? component : 2 * component]
    const ofLog = place < 0 ? null : errorOf(errors, [place], [1])
    const { mean } = distribution
    return [ofLog === null ? { estimate: mean, standardError: null, lower: null, upper: null } : { estimate: mean, standardError: mean * ofLog, lower: mean * Math.exp(-radius * ofLog), upper: mean * Math.exp(radius * ofLog) }]
  }
  const { probabilities } = distribution
  const levels = probabilities.length
  if (model.columns[column].family !== 'adjacent') {
    return probabilityEstimates(probabilities, places.subarray(component * levels, (component + 1) * levels), { errors, radius })
  }
  const { family, shape, from, to } = codedFamilies(model.columns, model.components).find(one => one.column === column)!
  const mean = family.mean(model.columnParameters.subarray(from, to), component, shape)
  const free = [...Array.from({ length: levels }, (_, l) => l), levels + component].filter(at => places[at] >= 0)
  return Array.from(probabilities, (probability, l) => {
    const gradient = free.map(at => probability * (at < levels ? Number(l === at) - probabilities[at] : l - mean))
    return onLogits(probability, free.length === 0 ? null : errorOf(errors, free.map(at => places[at]), gradient), radius)
  })
}

/** Counts are summed until this share is left. */
const countTail = 1e-12
const maxCounts = 1e6

function divergenceOf(distributions: readonly ColumnDistribution[], component: number, weights: Float64Array): number {
  const own = distributions[component]
  if ('probabilities' in own) {
    let sum = 0
    own.probabilities.forEach((probability, l) => {
      const overall = distributions.reduce((total, other, k) => total + weights[k] * ('probabilities' in other ? other.probabilities[l] : 0), 0)
      if (probability > 0) sum += probability * Math.log(probability / overall)
    })
    return Math.max(0, sum)
  }
  const moments = distributions as readonly Extract<ColumnDistribution, { readonly mean: number }>[]
  if (own.kind === 'count') return countDivergence(moments, component, weights)
  const mean = moments.reduce((sum, other, k) => sum + weights[k] * other.mean, 0)
  const variance = moments.reduce((sum, other, k) => sum + weights[k] * (other.variance + (other.mean - mean) ** 2), 0)
  return Math.max(0, 0.5 * (Math.log(variance / own.variance) + (own.variance + (own.mean - mean) ** 2) / variance - 1))
}

/** ln p(v) of a count distribution, by recursion from v = 0. */
function countDivergence(moments: readonly Extract<ColumnDistribution, { readonly mean: number }>[], component: number, weights: Float64Array): number {
  const sizes = moments.map(one => (one.kind === 'count' ? one.size : null))
  const logs = moments.map(({ mean }, k) => (sizes[k] === null ? -mean : -sizes[k]! * Math.log1p(mean / sizes[k]!)))
  let [sum, covered] = [0, 0]
  for (let value = 0; value < maxCounts && covered < 1 - countTail; value++) {
    const probability = Math.exp(logs[component])
    const largest = Math.max(...logs)
    const overall = largest + Math.log(logs.reduce((total, log, k) => total + weights[k] * Math.exp(log - largest), 0))
    if (probability > 0) sum += probability * (logs[component] - overall)
    covered += probability
    if (value > moments[component].mean && probability < Number.MIN_VALUE) break
    moments.forEach(({ mean }, k) => {
      const rise = sizes[k] === null ? mean : (mean * (sizes[k]! + value)) / (sizes[k]! + mean)
      logs[k] += Math.log(rise / (value + 1))
    })
  }
  return Math.max(0, sum)
}
