import { createYielder, type Matrix, type Samples, solveLowerInPlace } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { acceptSamples } from '../mixture/acceptSamples.js'
import { requireNear } from '../model/requireNear.js'
import { factorColumns, firstIndices } from '../mixture/selectColumns.js'
import { requireMixture } from '../model/requireMixture.js'

/** Rows between two looks at the clock, which takes longer than a row. */
const rowsPerTimeCheck = 256

/**
 * [N, K] Mahalanobis distance of every sample to every component, √((x - μ_k)ᵀ Σ_k⁻¹ (x - μ_k)) = ‖L_k⁻¹ (x - μ_k)‖,
 * in standard deviations.
 *
 * @param samples [N, D], finite.
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {FarSampleError} if a distance overflows float64.
 */
export async function mahalanobisDistances(model: MixtureParameters, samples: Samples): Promise<Matrix> {
  requireMixture('model', model)
  const { components, columns, means } = model
  const { data, rows } = acceptSamples(samples, columns)
  const factors = factorColumns(model, firstIndices(columns))
  const distances = new Float64Array(rows * components)
  const whitened = new Float64Array(columns)
  const yieldIfDue = createYielder()
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) whitened[i] = data[row * columns + i] - means[k * columns + i]
      solveLowerInPlace(factors, { offset: k * columns * columns, size: columns, count: columns }, whitened)
      distances[row * components + k] = requireNear(norm(whitened), row)
    }
    if (row % rowsPerTimeCheck > 0) continue
    const pause = yieldIfDue()
    if (pause) await pause
  }
  return { data: distances, rows, columns: components }
}

/** Euclidean norm; dividing by the largest entry keeps squares within float64. */
function norm(vector: Float64Array): number {
  let largest = 0
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]))
  if (largest === 0) return 0
  let sum = 0
  for (let i = 0; i < vector.length; i++) sum += (vector[i] / largest) ** 2
  return largest * Math.sqrt(sum)
}
