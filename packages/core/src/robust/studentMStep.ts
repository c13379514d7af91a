import { entryOf, type Matrix } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { requireSamples } from '../mixture/requireSamples.js'
import type { StudentParameters } from './studentParameters.js'

/**
 * Weights, means and scales that maximise the expected complete log-likelihood:
 *
 *   w_k = n_k / Σ n,  μ_k = Σ_n r_nk u_nk x_n / Σ_n r_nk u_nk,  W_k = Σ_n r_nk u_nk (x_n - μ_k)(x_n - μ_k)ᵀ
 *
 * The scales are those that the covariance structure estimates from counts n_k and scatters W_k + n_k R. Sums are taken about the
 * previous means, so that nothing cancels.
 *
 * @throws {EmptyComponentError} if a component has lost all its samples.
 * @see Peel & McLachlan, Robust mixture modelling using the t distribution (2000).
 */
export function studentMStep(
  samples: Matrix,
  previous: StudentParameters,
  { responsibilities, outlierWeights, regularization }: {
    /** [N, K] */
    readonly responsibilities: Float64Array
    /** [N, K] */
    readonly outlierWeights: Float64Array
    /** [D, D] R, or [D] its diagonal, data units squared. */
    readonly regularization: Float64Array
  },
): StudentParameters {
  const { data, rows, columns } = samples
  const { components, covarianceType } = previous
  const structure = covarianceStructure(covarianceType)
  const full = structure.layout.scatter === 'full'
  const counts = new Float64Array(components)
  const masses = new Float64Array(components)
  const sums = new Float64Array(components * columns)
  const scatters = new Float64Array(components * columns * (full ? columns : 1))
  const centred = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) {
      const responsibility = responsibilities[row * components + k]
      if (responsibility === 0) continue
      const mass = responsibility * outlierWeights[row * components + k]
      counts[k] += responsibility
      masses[k] += mass
      for (let i = 0; i < columns; i++) {
        centred[i] = data[row * columns + i] - previous.means[k * columns + i]
        const weighted = mass * centred[i]
        sums[k * columns + i] += weighted
        if (full) for (let j = 0; j <= i; j++) scatters[(k * columns + i) * columns + j] += weighted * centred[j]
        else scatters[k * columns + i] += weighted * centred[i]
      }
    }
  }
  const means = previous.means.slice()
  const total = counts.reduce((sum, count) => sum + count, 0)
  for (let k = 0; k < components; k++) {
    requireSamples(counts[k], k, { total, rows })
    const shift = sums.subarray(k * columns, (k + 1) * columns).map(sum => sum / masses[k])
    const added = (i: number, j: number): number => counts[k] * entryOf(regularization, { columns, i, j }) - masses[k] * shift[i] * shift[j]
    for (let i = 0; i < columns; i++) {
      means[k * columns + i] += shift[i]
      if (full) for (let j = 0; j <= i; j++) scatters[(k * columns + i) * columns + j] += added(i, j)
      else scatters[k * columns + i] += added(i, i)
    }
  }
  const scales = structure.estimate({ components, columns, counts, scatters, total, regularization }, previous.scales)
  return { ...previous, weights: counts.map(count => count / total), means, scales }
}
