import { linearAssignment } from '@mixtura/core'
import { inverseOfLower } from '@mixtura/numerics'
import type { NamedArrays } from '../learners/learner.js'
import { whiteningOf } from './mixtureArrays.js'

/**
 * Reorders the components of a mixture to match those of `reference` as closely as possible. Without this, an average would mix
 * unrelated components. The cost of a match is the symmetric Kullback-Leibler divergence of the two Gaussians, nats, because
 * means alone cannot distinguish the arms of a cross.
 *
 *   J(p, q) = ½ (‖W_q L_p‖² + ‖W_p L_q‖² - 2 D + ‖W_q (μ_p - μ_q)‖² + ‖W_p (μ_p - μ_q)‖²),  Σ = L Lᵀ, W = L⁻¹
 *
 * @see Kuhn, The Hungarian method for the assignment problem (1955); Jeffreys, Theory of probability (1946).
 */
export function alignComponents(parameters: NamedArrays, reference: NamedArrays): NamedArrays {
  const [own, targets] = [gaussiansOf(parameters), gaussiansOf(reference)]
  const components = own.length
  const cost = Float64Array.from({ length: components ** 2 }, (_, at) =>
    // Costs are limited so that their sum in linearAssignment cannot overflow.
    Math.min(divergence(targets[Math.floor(at / components)], own[at % components]), 1e200),
  )
  const order = linearAssignment({ data: cost, rows: components, columns: components })
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => {
      const size = data.length / components
      const ordered = new Float32Array(data.length)
      order.forEach((from, to) => ordered.set(data.subarray(from * size, (from + 1) * size), to * size))
      return [name, { shape, data: ordered }]
    }),
  )
}

interface Gaussian {
  /** [D] */
  readonly mean: Float32Array
  /** W = L⁻¹, [D, D]. */
  readonly white: Float64Array
  /** L, [D, D]. */
  readonly factor: Float64Array
}

function gaussiansOf({ means, factors }: NamedArrays): Gaussian[] {
  const [components, columns] = means.shape
  return Array.from({ length: components }, (_, k) => {
    const white = whiteningOf(factors, k)
    return { mean: means.data.subarray(k * columns, (k + 1) * columns), white, factor: inverseOfLower(white, columns) }
  })
}

function divergence(p: Gaussian, q: Gaussian): number {
  const columns = p.mean.length
  const difference = Float64Array.from(p.mean, (value, i) => value - q.mean[i])
  const [forth, back] = [squaredNorm(q.white, p.factor, columns), squaredNorm(p.white, q.factor, columns)]
  return 0.5 * (forth + back - 2 * columns + squaredNorm(q.white, difference, 1) + squaredNorm(p.white, difference, 1))
}

/** ‖A B‖², with A [D, D] and B [D, n]. */
function squaredNorm(a: Float64Array, b: Float64Array, n: number): number {
  const columns = b.length / n
  let total = 0
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let l = 0; l < columns; l++) sum += a[i * columns + l] * b[l * n + j]
      total += sum * sum
    }
  }
  return total
}
