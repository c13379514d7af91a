import { digamma, logGamma } from '@mixtura/numerics'
import { gammaVariate } from '../robust/gammaVariate.js'
import { takeClasses } from './takeClasses.js'
import type { ColumnFamily, ValueCounts } from './columnFamily.js'
import { classMeans, poissonVariate } from './poisson.js'

/** Range of the size θ. At its upper end the distribution is Poisson to one part in a million. */
export const sizeRange = Object.freeze({ minimum: 1e-3, maximum: 1e6 })
/** Up to this count, products are added one by one; beyond it, the difference of two ln Γ has more digits than it loses. */
const largestSummed = 512
/** Relative precision of θ, and the halvings that reach it. */
const halvings = 60

/**
 * Negative binomial counts with a mean and a size for each class, [K, 2]; the variance is μ + μ² / θ:
 *
 *   ln p(v | k) = ln Γ(v + θ) - ln Γ(θ) - ln v! + θ ln θ / (θ + μ) + v ln μ / (θ + μ)
 *
 * The maximum-likelihood μ is the mean, whatever θ is. θ is the root of the score at that mean; if the counts vary less than Poisson
 * counts there is none, and θ rests at the end of `sizeRange`.
 *
 * @see Anscombe, Sampling theory of the negative binomial and logarithmic series distributions (1950).
 */
export const negativeBinomial: ColumnFamily = {
  parameterLength: ({ components }) => 2 * components,
  parameterCount: ({ components }) => 2 * components,

  logProbabilities(parameters, values, { components }) {
    const table = new Float64Array(values.length * components)
    for (let k = 0; k < components; k++) {
      const [mean, size] = [parameters[2 * k], parameters[2 * k + 1]]
      let summed = 0
      let product = 0 // Σ_{j < summed} ln (θ + j) / (θ + μ)
      values.forEach((value, v) => {
        if (value <= largestSummed) {
          for (; summed < value; summed++) product += Math.log1p((summed - mean) / (size + mean))
        }
        const rising = value <= largestSummed ? product : logGamma(value + size) - logGamma(size) - value * Math.log(size + mean)
        const ofMean = value === 0 ? 0 : value * Math.log(mean)
        table[v * components + k] = rising + ofMean - logGamma(value + 1) - size * Math.log1p(mean / size)
      })
    }
    return table
  },

  estimate(given) {
    const { components, previous } = given
    const means = classMeans(given, previous && Float64Array.from({ length: components }, (_, k) => previous[2 * k]))
    return Float64Array.from({ length: 2 * components }, (_, at) => {
      const k = at >> 1
      return at % 2 === 0 ? means[k] : sizeOf(given, k, means[k])
    })
  },

  /** A mean of 0 excludes all other counts; no size does. */
  blended: (parameters, overall, { share }) => parameters.map((value, at) => (at % 2 === 0 ? (1 - share) * value + share * overall[at] : value)),

  draw(parameters, component, random) {
    const [mean, size] = [parameters[2 * component], parameters[2 * component + 1]]
    return poissonVariate((mean / size) * gammaVariate(size, random), random)
  },
  mean: (parameters, component) => parameters[2 * component],
  taken: (parameters, classes, { components }) => takeClasses(parameters, classes, components),
  fault(parameters) {
    const isRight = parameters.every((value, at) => Number.isFinite(value) && (at % 2 === 0 ? value >= 0 : value > 0))
    return isRight ? undefined : 'finite means of at least 0, and sizes above 0'
  },
}

/** The root of Σ_v n_v (ψ(v + θ) - ψ(θ)) + n ln θ / (θ + μ), by bisection in ln θ: it falls through its only root. */
function sizeOf({ values, counts, components, previous }: ValueCounts, k: number, mean: number): number {
  const { minimum, maximum } = sizeRange
  let total = 0
  let squares = 0
  values.forEach((value, v) => {
    total += counts[v * components + k]
    squares += counts[v * components + k] * (value - mean) ** 2
  })
  if (!(total > 0)) return previous?.[2 * k + 1] ?? maximum
  if (!(squares > total * mean)) return maximum
  const score = (size: number): number => {
    let sum = -total * Math.log1p(mean / size)
    // Values ascend, so each sum goes on from the one before.
    let summed = 0
    let rising = 0 // ψ(summed + θ) - ψ(θ) = Σ_{j < summed} 1 / (θ + j)
    values.forEach((value, v) => {
      const count = counts[v * components + k]
      if (value <= largestSummed) {
        for (; summed < value; summed++) rising += 1 / (size + summed)
        sum += count * rising
      } else if (count > 0) sum += count * (digamma(value + size) - digamma(size))
    })
    return sum
  }
  let [low, high] = [Math.log(minimum), Math.log(maximum)]
  if (score(maximum) > 0) return maximum
  if (score(minimum) < 0) return minimum
  for (let halving = 0; halving < halvings; halving++) {
    const middle = (low + high) / 2
    if (score(Math.exp(middle)) > 0) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}
