import type { Matrix, Samples } from '@mixtura/numerics'
import { requireIndices } from '@mixtura/numerics/validation'
import { acceptSamples } from '../mixture/acceptSamples.js'
import { componentFactors } from '../model/componentFactors.js'
import type { MixtureParameters } from '../model/parameters.js'
import { factorRegression } from '../covariance/factorRegression.js'
import { factorRows } from '../covariance/storedFactors.js'
import { requireMixture } from '../model/requireMixture.js'

/**
 * [N, q] expected factors of every sample, given that it belongs to `component`, in standard deviations of the factors:
 *
 *   E[z | x, k] = (I + Λᵀ Ψ⁻¹ Λ)⁻¹ Λᵀ Ψ⁻¹ (x - μ_k).
 *
 * These are Thomson's regression scores, in the rotation of componentLoadings.
 *
 * @param model with factors.
 * @param samples [N, D], finite.
 * @param component 0-based.
 * @throws {InvalidOptionError} unless the mixture has factors.
 * @throws {ShapeError} if there is no such component, or `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @see Ghahramani & Hinton, The EM algorithm for mixtures of factor analyzers (1996), where the matrix before x - μ is β.
 */
export function factorScores(model: MixtureParameters, samples: Samples, component: number): Matrix {
  requireMixture('model', model)
  const { columns, components, means } = model
  requireIndices('component', [component], { kind: 'component', count: components })
  const factorModel = factorRows(componentFactors(model, component))
  const { data, rows } = acceptSamples(samples, columns)
  const { regression } = factorRegression(factorModel)
  const factors = regression.length / columns
  const scores = new Float64Array(rows * factors)
  for (let row = 0; row < rows; row++) {
    for (let l = 0; l < factors; l++) {
      let sum = 0
      for (let i = 0; i < columns; i++) sum += regression[l * columns + i] * (data[row * columns + i] - means[component * columns + i])
      scores[row * factors + l] = sum
    }
  }
  return { data: scores, rows, columns: factors }
}
