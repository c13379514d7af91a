import { diagonalOf, entryOf } from '@mixtura/numerics'
import type { AnalyserSteps, UncentredMoments } from '../covariance/analyserSteps.js'
import { addProducts, addRow, quotients, rowProduct } from '../covariance/rowVectors.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireSamples } from '../mixture/requireSamples.js'

export interface MStepOptions {
  readonly covarianceType: CovarianceType
  /** R [D, D], or [D] the diagonal of a diagonal R, data units squared. */
  readonly regularization: Float64Array
  /** The mixture of the E-step; iterative estimates of structures without a closed form begin there. */
  readonly previous?: MixtureParameters
  /** Kernels of the structure, if it has some. */
  readonly steps?: AnalyserSteps | undefined
}

/**
 * The mixture that maximises the expected complete log-likelihood given the statistics:
 *
 *   w_k = N_k / N,  δ_k = s_k / N_k,  μ_k = c_k + δ_k,  scatter about μ_k = S_k - N_k δ_k δ_kᵀ
 *
 * and the covariances that the structure estimates from the scatters. The centres c_k are the previous means, so δ shrinks
 * as EM converges and the subtraction loses no digits.
 *
 * Regularisation replaces the scatter W_k by W_k + N_k R, as if each sample were a small cloud of covariance R. This keeps
 * the constraints of every structure, and unconstrained covariances grow by exactly R.
 *
 * @throws {EmptyComponentError} if a component has lost all its samples.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 9.24 to 9.27.
 */
export function mStep(
  statistics: SufficientStatistics,
  { covarianceType, regularization, previous, steps }: MStepOptions,
): MixtureParameters {
  const { scatter, components, columns, centres, counts, sums } = statistics
  const total = counts.reduce((sum, count) => sum + count, 0)
  const scatters = statistics.scatters.slice()
  const means = new Float64Array(components * columns)
  /** [D] the diagonal of R, and with - δ_i² added to it. */
  const variances = diagonalOf(regularization, columns)
  const added = new Float64Array(columns)
  for (let k = 0; k < components; k++) {
    const count = counts[k]
    requireSamples(count, k, { total, rows: statistics.rows })
    const shift = quotients(sums.subarray(k * columns, (k + 1) * columns), count)
    means.set(centres.subarray(k * columns, (k + 1) * columns), k * columns)
    addRow(means, k * columns, 1, shift, 0, columns)
    if (scatter === 'full') {
      recentreLower(scatters.subarray(k * columns * columns, (k + 1) * columns * columns), { count, shift, regularization })
    } else {
      added.set(variances)
      addProducts(added, 0, -1, shift, 0, shift, 0, columns)
      addRow(scatters, k * columns, count, added, 0, columns)
    }
  }
  const structure = covarianceStructure(covarianceType)
  const { directions, projections } = statistics
  const moments = directions && projections && { components, columns, counts, sums, scatters, directions, projections, floor: variances }
  const covariances =
    moments && structure.projected && previous
      ? (steps?.estimate(moments, previous.covariances) ??
        structure.projected.estimate({ ...moments, projections: centredProjections(moments) }, previous.covariances))
      : structure.estimate({ components, columns, counts, scatters, total, regularization }, previous?.covariances)
  return { covarianceType, components, columns, weights: counts.map(count => count / total), means, covariances }
}

/** Adds N_k (R - δ δᵀ) to the lower triangle of a scatter. */
function recentreLower(
  scatter: Float64Array,
  { count, shift, regularization }: { readonly count: number; readonly shift: Float64Array; readonly regularization: Float64Array },
): void {
  const columns = shift.length
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) scatter[i * columns + j] += count * (entryOf(regularization, { columns, i, j }) - shift[i] * shift[j])
  }
}

/** [K, m, D] (W_k + N_k R) V_k about the new means, for a diagonal R = diag `floor`: S_k V_k - N_k δ_k (δ_kᵀ V_k) + N_k R V_k. */
function centredProjections({ components, columns, counts, sums, directions, projections, floor }: UncentredMoments): Float64Array {
  const centred = projections.slice()
  const size = directions.length / components
  for (let k = 0; k < components; k++) {
    for (let at = k * size; at < (k + 1) * size; at += columns) {
      addProducts(centred, at, counts[k], floor, 0, directions, at, columns)
      addRow(centred, at, -rowProduct(sums, k * columns, directions, at, columns) / counts[k], sums, k * columns, columns)
    }
  }
  return centred
}
