import { createYielder, DegenerateCovarianceError, type Matrix, type Samples, symmetricEigen } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { acceptSamples } from '../mixture/acceptSamples.js'
import { firstIndices } from '../mixture/selectColumns.js'
import { FarSampleError } from '../errors.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'
import { gammaTails } from './incompleteGamma.js'

/** Why each of N samples belongs to its component, and how far it lies from it, column by column. */
export interface SampleExplanations {
  /** [N] the most probable component, a; the lowest index among equals. */
  readonly labels: Int32Array
  /** [N] the next most probable component, b; -1 if there is no other, or if the distances to all others overflow float64. */
  readonly runnersUp: Int32Array
  /** [N] ln p(a given x) - ln p(b given x), nats: at least 0, Infinity if there is no b. It is `intercepts` and all of `weightsOfEvidence`. */
  readonly logOdds: Float64Array
  /** [N] the part of the log-odds that no column gives, nats: ln(w_a / w_b) - ½ ln(|P_a| / |P_b|), with the correlations P. */
  readonly intercepts: Float64Array
  /** [N, D] the part of the log-odds that each column gives, its weight of evidence, nats: above 0 it speaks for a, below 0 for b. */
  readonly weightsOfEvidence: Matrix
  /** [N, D] the part of each column in the squared Mahalanobis distance to a; at least 0. For rows of the component each is 1 in the mean. */
  readonly squaredDistances: Matrix
  /** [N] probability that a row of component a lies at least as far away from its mean: of χ² with D degrees of freedom. */
  readonly tailProbabilities: Float64Array
}

/** Rows between two looks at the clock, which takes longer than a row. */
const rowsPerTimeCheck = 256

/**
 * Divides the log-odds and the distance of each sample among the columns. With the standard deviations σ_ki and the correlations P_k of
 * component k, the whitened sample
 *
 *   z_k = P_k^(-1/2) diag(σ_k)⁻¹ (x - μ_k)
 *
 * has ‖z_k‖² = (x - μ_k)ᵀ Σ_k⁻¹ (x - μ_k), and of all whitenings the one whose entries correlate most with the columns, so z_ki² is the part
 * of column i, whatever the order and the units of the columns. The log-density of component k is a sum over columns as well:
 *
 *   ln N(x; μ_k, Σ_k) = -½ ln |P_k| + Σ_i (-½ ln 2π - ln σ_ki - ½ z_ki²).
 *
 * Without correlations these are the log-densities of the columns. O(N K D²) time after O(K D³).
 *
 * @param samples [N, D], finite.
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {FarSampleError} if the distances of a sample to all components overflow float64.
 * @throws {DegenerateCovarianceError} if correlations are singular in float64.
 * @see Garthwaite & Koch, Evaluating the contributions of individual variables to a quadratic form (2016).
 * @see Kessy, Lewin & Strimmer, Optimal whitening and decorrelation (2018): ZCA-cor.
 */
export async function explainSamples(model: MixtureParameters, samples: Samples): Promise<SampleExplanations> {
  requireMixture('model', model)
  const { components, columns } = model
  const { data, rows } = acceptSamples(samples, columns)
  const whitenings = firstIndices(components).map(k => createWhitening(model, k))
  const labels = new Int32Array(rows)
  const runnersUp = new Int32Array(rows)
  const logOdds = new Float64Array(rows)
  const intercepts = new Float64Array(rows)
  const weightsOfEvidence = new Float64Array(rows * columns)
  const squaredDistances = new Float64Array(rows * columns)
  const tailProbabilities = new Float64Array(rows)
  const squares = new Float64Array(components * columns)
  const yieldIfDue = createYielder()
  for (let row = 0; row < rows; row++) {
    const sample = data.subarray(row * columns, (row + 1) * columns)
    const logDensities = whitenings.map((whitening, k) => {
      const ofComponent = squares.subarray(k * columns, (k + 1) * columns)
      whitening.square(sample, ofComponent)
      return whitening.logConstant - 0.5 * sum(ofComponent)
    })
    const [a, b] = twoLargest(logDensities)
    if (a < 0) throw new FarSampleError('samples', row)
    labels[row] = a
    runnersUp[row] = b
    const ofLabel = squares.subarray(a * columns, (a + 1) * columns)
    squaredDistances.set(ofLabel, row * columns)
    const distance = sum(ofLabel)
    tailProbabilities[row] = distance === 0 ? 1 : Math.exp(gammaTails(columns / 2, distance / 2).logUpper)
    intercepts[row] = b < 0 ? Infinity : whitenings[a].base - whitenings[b].base
    logOdds[row] = intercepts[row]
    if (b >= 0) {
      for (let i = 0; i < columns; i++) {
        const part = Math.log(whitenings[b].deviations[i] / whitenings[a].deviations[i]) + 0.5 * (squares[b * columns + i] - ofLabel[i])
        weightsOfEvidence[row * columns + i] = part
        logOdds[row] += part
      }
    }
    if (row % rowsPerTimeCheck > 0) continue
    const pause = yieldIfDue()
    if (pause) await pause
  }
  const perColumn = (values: Float64Array): Matrix => ({ data: values, rows, columns })
  return { labels, runnersUp, logOdds, intercepts, weightsOfEvidence: perColumn(weightsOfEvidence), squaredDistances: perColumn(squaredDistances), tailProbabilities }
}

/** One component as its columns see it. */
interface Whitening {
  /** [D] σ, data units. */
  readonly deviations: Float64Array
  /** ln w - ½ ln |P|, nats. */
  readonly base: number
  /** The log-density at the mean with the weight, nats: base - Σ_i (½ ln 2π + ln σ_i). */
  readonly logConstant: number
  /** Writes z² [D]. */
  square(sample: ArrayLike<number>, squares: Float64Array): void
}

function createWhitening({ covarianceType, covariances, means, weights, columns }: MixtureParameters, component: number): Whitening {
  const { layout } = covarianceStructure(covarianceType)
  const deviations = layout.variances(covariances, component, columns).map(Math.sqrt)
  const mean = means.subarray(component * columns, (component + 1) * columns)
  const standardized = (sample: ArrayLike<number>, i: number): number => (sample[i] - mean[i]) / deviations[i]
  const logScale = deviations.reduce((total, deviation) => total + Math.log(deviation), 0.5 * columns * Math.log(2 * Math.PI))
  if (layout.scatter === 'diagonal') {
    const base = Math.log(weights[component])
    const square = (sample: ArrayLike<number>, squares: Float64Array): void => {
      for (let i = 0; i < columns; i++) squares[i] = standardized(sample, i) ** 2
    }
    return { deviations, base, logConstant: base - logScale, square }
  }
  const correlations = layout.block(covariances, { component, columns, selected: firstIndices(columns) })
  for (let i = 0; i < columns; i++) for (let j = 0; j < columns; j++) correlations[i * columns + j] /= deviations[i] * deviations[j]
  const { root, logDeterminant } = inverseRoot(correlations, columns, component)
  const base = Math.log(weights[component]) - 0.5 * logDeterminant
  const standard = new Float64Array(columns)
  return {
    deviations,
    base,
    logConstant: base - logScale,
    square(sample, squares) {
      for (let i = 0; i < columns; i++) standard[i] = standardized(sample, i)
      for (let i = 0; i < columns; i++) {
        let z = 0
        for (let j = 0; j < columns; j++) z += root[i * columns + j] * standard[j]
        squares[i] = z * z
      }
    },
  }
}

/** P^(-1/2) = V diag(λ)^(-1/2) Vᵀ, and ln |P|. */
function inverseRoot(correlations: Float64Array, columns: number, component: number): { readonly root: Float64Array; readonly logDeterminant: number } {
  const { values, vectors } = symmetricEigen(correlations, columns)
  const smallest = values[columns - 1]
  if (!(smallest > 0)) {
    const shares = Array.from({ length: columns }, (_, i) => Math.abs(vectors[i * columns + columns - 1]))
    throw new DegenerateCovarianceError(component, smallest, shares.indexOf(Math.max(...shares)), 'eigenvalue')
  }
  const root = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let entry = 0
      for (let l = 0; l < columns; l++) entry += (vectors[i * columns + l] * vectors[j * columns + l]) / Math.sqrt(values[l])
      root[i * columns + j] = entry
      root[j * columns + i] = entry
    }
  }
  return { root, logDeterminant: values.reduce((total, value) => total + Math.log(value), 0) }
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)

/** Indices of the largest and the second largest finite value, the lowest among equals; -1 for what there is not. */
function twoLargest(values: readonly number[]): readonly [first: number, second: number] {
  let first = -1
  let second = -1
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) continue
    if (first < 0 || values[k] > values[first]) {
      second = first
      first = k
    } else if (second < 0 || values[k] > values[second]) second = k
  }
  return [first, second]
}
