import { choleskyInPlace, inverseFromFactor, type SampleCell, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { isArrayLike, numberIn, optional, readOptions } from '@mixtura/numerics/validation'
import { acceptRowKnowledge, rowsOfWeight } from '../statistics/rowKnowledge.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { chiSquareQuantile } from '../use/chiSquare.js'
import { gammaTails } from '../use/incompleteGamma.js'
import { classificationErrors, modalClasses } from './classificationErrors.js'
import { requireMixedModel, type MixedMixture } from './mixedMixture.js'

/** Options of `distalOutcomes`. */
export interface DistalOutcomeOptions {
  /** [N] how often each row counts, at least 0. */
  readonly sampleWeights?: ArrayLike<number>
  /** Of the intervals; 0.95 by default. */
  readonly confidence?: number
}

/** The outcome in one class. */
export interface DistalMean {
  readonly mean: number
  readonly standardError: number
  readonly lower: number
  readonly upper: number
}

/** Result of `distalOutcomes`. */
export interface DistalOutcomes {
  /** [K] */
  readonly classes: readonly DistalMean[]
  /** Wald's chi-square of equal means in all classes, on K - 1 degrees of freedom; null for one class. */
  readonly chiSquare: number | null
  readonly degreesOfFreedom: number
  readonly pValue: number | null
}

/**
 * Means of an outcome that did not take part in the fit, in each class: of a number, or the share of rows where it is 1. Rows are assigned to
 * their most probable classes and weighted by the inverse of the classification errors, so that the means are not drawn towards each other
 * (the method of Bolck, Croon and Hagenaars). Errors allow each class its own variance.
 *
 * @param samples [N, P] the rows that the model was fitted on.
 * @param outcome [N], NaN, null or undefined where it is missing: such rows are left out.
 * @throws {ShapeError} for samples or an outcome that do not fit, classes that cannot be told apart, or a class without any outcome.
 * @see Bolck, Croon & Hagenaars (2004); Bakk & Vermunt, Robustness of stepwise latent class modeling with continuous distal outcomes (2016).
 */
export async function distalOutcomes(model: MixedMixture, samples: Samples, outcome: ArrayLike<SampleCell>, options: DistalOutcomeOptions = {}): Promise<DistalOutcomes> {
  requireMixedModel('model', model)
  const { confidence = 0.95, sampleWeights } = readOptions<DistalOutcomeOptions>('distalOutcomes', options, {
    sampleWeights: rowOptionReaders.sampleWeights,
    confidence: optional(numberIn({ above: 0, below: 1, expected: 'a number between 0 and 1', example: 'confidence: 0.95' })),
  })
  const given = toMatrix(samples)
  const accepted = acceptRowKnowledge({ weights: sampleWeights }, given.rows)
  const outcomes = toMatrix(isArrayLike(outcome) ? { data: outcome, rows: outcome.length, columns: 1 } : outcome, 'outcome').data
  if (outcomes.length !== given.rows) throw new ShapeError('outcome', `[${given.rows}], one per row`, `[${outcomes.length}]`, 'Give every row its outcome, NaN where it is missing.')
  const infinite = outcomes.findIndex(value => Math.abs(value) === Infinity)
  if (infinite >= 0) throw new ShapeError('outcome', 'finite numbers, or NaN', `${outcomes[infinite]} at row ${infinite}`, 'Correct that row.')
  const { samples: data, rows: counted, knowledge: { weights } } = rowsOfWeight(given, accepted)
  const values = counted ? Float64Array.from(counted, row => outcomes[row]) : outcomes
  const { components } = model
  const posterior = (await model.responsibilities(data)).data as Float64Array
  const assigned = modalClasses(posterior, components)
  const inverse = inverseErrors(classificationErrors(posterior, assigned, { components, weights }), components)
  const observed = new Set(assigned.filter((_, row) => !Number.isNaN(values[row])))
  const without = Array.from({ length: components }, (_, k) => k).find(k => !observed.has(k))
  if (without !== undefined) throw new ShapeError('outcome', 'observed in some row of every class', `missing in all rows of class ${without}`, 'Its mean is unknown: fit fewer classes, or take an outcome of more rows.')
  const masses = new Float64Array(components)
  const means = new Float64Array(components)
  const each = (visit: (row: number, k: number, weight: number) => void): void => {
    for (let row = 0; row < data.rows; row++) {
      if (Number.isNaN(values[row])) continue
      for (let k = 0; k < components; k++) visit(row, k, (weights ? weights[row] : 1) * inverse[assigned[row] * components + k])
    }
  }
  each((row, k, weight) => {
    masses[k] += weight
    means[k] += weight * values[row]
  })
  means.forEach((sum, k) => (means[k] = sum / masses[k]))
  const covariance = new Float64Array(components * components)
  for (let row = 0; row < data.rows; row++) {
    if (Number.isNaN(values[row])) continue
    const weight = weights ? weights[row] : 1
    const influence = Float64Array.from({ length: components }, (_, k) => (inverse[assigned[row] * components + k] * (values[row] - means[k])) / masses[k])
    for (let k = 0; k < components; k++) for (let l = 0; l < components; l++) covariance[k * components + l] += weight * influence[k] * influence[l]
  }
  const radius = Math.sqrt(chiSquareQuantile(confidence, 1))
  const chiSquare = components === 1 ? null : waldOfEquality(means, covariance)
  return {
    classes: Array.from(means, (mean, k) => {
      const standardError = Math.sqrt(covariance[k * components + k])
      return { mean, standardError, lower: mean - radius * standardError, upper: mean + radius * standardError }
    }),
    chiSquare,
    degreesOfFreedom: components - 1,
    pValue: chiSquare === null ? null : Math.exp(gammaTails((components - 1) / 2, chiSquare / 2).logUpper),
  }
}

/** [K, K] D⁻¹ = (Dᵀ D)⁻¹ Dᵀ, with assigned classes as rows: Σ_s D[t, s] D⁻¹[s, u] = 1 if t = u. */
function inverseErrors(errors: Float64Array, components: number): Float64Array {
  const gram = new Float64Array(components * components)
  for (let i = 0; i < components; i++) {
    for (let j = 0; j < components; j++) for (let t = 0; t < components; t++) gram[i * components + j] += errors[t * components + i] * errors[t * components + j]
  }
  if (choleskyInPlace(gram, components)) {
    throw new ShapeError('the classes', 'told apart by the rows', 'assigned in a way that does not depend on the class', 'Fit fewer classes, or add columns.')
  }
  const inverted = inverseFromFactor(gram, components)
  return Float64Array.from({ length: components * components }, (_, at) => {
    const [s, u] = [Math.floor(at / components), at % components]
    let sum = 0
    for (let j = 0; j < components; j++) sum += inverted[s * components + j] * errors[u * components + j]
    return sum
  })
}

/** dᵀ V⁻¹ d of the differences from the first mean. */
function waldOfEquality(means: Float64Array, covariance: Float64Array): number | null {
  const components = means.length
  const size = components - 1
  const of = (k: number, l: number): number => covariance[k * components + l]
  const variance = Float64Array.from({ length: size * size }, (_, at) => {
    const [k, l] = [Math.floor(at / size) + 1, (at % size) + 1]
    return of(k, l) - of(k, 0) - of(0, l) + of(0, 0)
  })
  if (choleskyInPlace(variance, size)) return null
  const inverted = inverseFromFactor(variance, size)
  let sum = 0
  for (let k = 0; k < size; k++) for (let l = 0; l < size; l++) sum += (means[k + 1] - means[0]) * inverted[k * size + l] * (means[l + 1] - means[0])
  return sum
}
