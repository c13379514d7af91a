import { diagonalOf, diagonalStep, entryOf } from '@mixtura/numerics'
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
  { covarianceType, regularization, previous }: MStepOptions,
): MixtureParameters {
  const { scatter, components, columns, centres, counts, sums } = statistics
  const total = counts.reduce((sum, count) => sum + count, 0)
  const scatters = statistics.scatters.slice()
  const means = new Float64Array(components * columns)
  const shift = new Float64Array(columns)
  const step = diagonalStep(regularization, columns)
  for (let k = 0; k < components; k++) {
    const count = counts[k]
    requireSamples(count, k, { total, rows: statistics.rows })
    for (let i = 0; i < columns; i++) {
      shift[i] = sums[k * columns + i] / count
      means[k * columns + i] = centres[k * columns + i] + shift[i]
    }
    if (scatter === 'full') {
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j <= i; j++) {
          scatters[(k * columns + i) * columns + j] += count * (entryOf(regularization, { columns, i, j }) - shift[i] * shift[j])
        }
      }
    } else {
      for (let i = 0; i < columns; i++) {
        scatters[k * columns + i] += count * (regularization[i * step] - shift[i] ** 2)
      }
    }
  }
  const structure = covarianceStructure(covarianceType)
  const { directions } = statistics
  const projections = centredProjections(statistics, regularization)
  const covariances =
    directions && projections && structure.projected && previous
      ? structure.projected.estimate(
          { components, columns, counts, scatters, directions, projections, floor: diagonalOf(regularization, columns) },
          previous.covariances,
        )
      : structure.estimate({ components, columns, counts, scatters, total, regularization }, previous?.covariances)
  return { covarianceType, components, columns, weights: counts.map(count => count / total), means, covariances }
}

/** [K, D, m] (W_k + N_k R) V_k about the new means, for a diagonal R: S_k V_k - N_k δ_k (δ_kᵀ V_k) + N_k R V_k. */
function centredProjections(
  { components, columns, counts, sums, directions, projections }: SufficientStatistics,
  regularization: Float64Array,
): Float64Array | undefined {
  if (!directions || !projections) return undefined
  const centred = projections.slice()
  const width = directions.length / (components * columns)
  const step = diagonalStep(regularization, columns)
  const along = new Float64Array(width)
  for (let k = 0; k < components; k++) {
    const origin = k * columns
    along.fill(0)
    for (let i = 0; i < columns; i++) {
      for (let m = 0; m < width; m++) along[m] += sums[origin + i] * directions[(origin + i) * width + m]
    }
    for (let i = 0; i < columns; i++) {
      for (let m = 0; m < width; m++) {
        const at = (origin + i) * width + m
        centred[at] += counts[k] * regularization[i * step] * directions[at] - (sums[origin + i] * along[m]) / counts[k]
      }
    }
  }
  return centred
}
