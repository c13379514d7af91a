import { digamma, logBeta, logGamma } from '@mixtura/numerics'
import type { WeightPosterior, WeightPrior } from './posterior.js'

/**
 * q(π) for the given counts: α_k = α₀ + N_k, or a_k = 1 + N_k and b_k = γ + Σ_{j>k} N_j.
 *
 * @param counts [K] N_k; for the Dirichlet process in descending order, for which the bound is largest.
 * @see Bishop (2006), eq. 10.58; Blei & Jordan, Variational inference for Dirichlet process mixtures (2006).
 */
export function updateWeights(prior: WeightPrior, concentration: number, counts: Float64Array): WeightPosterior {
  if (prior === 'dirichlet') return { prior, concentrations: counts.map(count => concentration + count) }
  const b = new Float64Array(counts.length)
  let behind = 0
  for (let k = counts.length - 1; k >= 0; k--) {
    b[k] = concentration + behind
    behind += counts[k]
  }
  return { prior, a: counts.map(count => 1 + count), b }
}

/** [K] E ln π_k, nats (Bishop 2006, eq. 10.66; Blei & Jordan 2006). */
export function expectedLogWeights(weights: WeightPosterior): Float64Array {
  if (weights.prior === 'dirichlet') {
    const total = digamma(sum(weights.concentrations))
    return weights.concentrations.map(concentration => digamma(concentration) - total)
  }
  const { a, b } = weights
  let passedOn = 0
  return a.map((_, k) => {
    const total = digamma(a[k] + b[k])
    const logWeight = passedOn + digamma(a[k]) - total
    passedOn += digamma(b[k]) - total
    return logWeight
  })
}

/**
 * [K] E π_k. If sticks leave some weight, the others are scaled to sum to 1. A weight that underflows float64 becomes the smallest
 * positive number.
 */
export function expectedWeights(weights: WeightPosterior): Float64Array {
  let passedOn = 1
  const expected =
    weights.prior === 'dirichlet'
      ? weights.concentrations
      : weights.a.map((a, k) => {
          const b = weights.b[k]
          const weight = (passedOn * a) / (a + b)
          passedOn *= b / (a + b)
          return weight
        })
  const total = sum(expected)
  return expected.map(weight => Math.max(weight / total, Number.MIN_VALUE))
}

/** KL(q(π) ‖ p(π)), nats. */
export function weightDivergence(weights: WeightPosterior, concentration: number): number {
  if (weights.prior === 'dirichlet') {
    const { concentrations } = weights
    const components = concentrations.length
    const logs = expectedLogWeights(weights)
    let divergence = logGamma(sum(concentrations)) - logGamma(components * concentration)
    for (let k = 0; k < components; k++) {
      divergence += logGamma(concentration) - logGamma(concentrations[k])
      divergence += (concentrations[k] - concentration) * logs[k]
    }
    return divergence
  }
  const { a, b } = weights
  let divergence = 0
  for (let k = 0; k < a.length; k++) {
    const total = digamma(a[k] + b[k])
    divergence += logBeta(1, concentration) - logBeta(a[k], b[k])
    divergence += (a[k] - 1) * (digamma(a[k]) - total) + (b[k] - concentration) * (digamma(b[k]) - total)
  }
  return divergence
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
