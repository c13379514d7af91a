import { logGamma, type Random } from '@mixtura/numerics'
import { gammaVariate } from '../robust/gammaVariate.js'
import { takeClasses } from './takeClasses.js'
import type { ColumnFamily, ValueCounts } from './columnFamily.js'

/**
 * Poisson counts with a rate for each class, [K]:
 *
 *   ln p(v | k) = v ln λ_k - λ_k - ln v!,  λ_k = Σ_v n_vk v / Σ_v n_vk
 */
export const poisson: ColumnFamily = {
  parameterLength: ({ components }) => components,
  parameterCount: ({ components }) => components,

  logProbabilities(rates, values, { components }) {
    const table = new Float64Array(values.length * components)
    values.forEach((value, v) => {
      const logFactorial = logGamma(value + 1)
      for (let k = 0; k < components; k++) table[v * components + k] = (value === 0 ? 0 : value * Math.log(rates[k])) - rates[k] - logFactorial
    })
    return table
  },

  estimate: given => classMeans(given, given.previous),

  blended: (rates, overall, { share }) => rates.map((rate, k) => (1 - share) * rate + share * overall[k]),

  draw: (rates, component, random) => poissonVariate(rates[component], random),
  mean: (rates, component) => rates[component],
  taken: (rates, classes, { components }) => takeClasses(rates, classes, components),
  fault: rates => (rates.every(rate => rate >= 0 && Number.isFinite(rate)) ? undefined : 'finite rates of at least 0'),
}

/** [K] mean of the counts in each class; that of `previous` [K], or of all classes, where the column is missing in all rows of a class. */
export function classMeans({ values, counts, components }: ValueCounts, previous?: ArrayLike<number>): Float64Array {
  const totals = new Float64Array(components)
  const sums = new Float64Array(components)
  values.forEach((value, v) => {
    for (let k = 0; k < components; k++) {
      totals[k] += counts[v * components + k]
      sums[k] += counts[v * components + k] * value
    }
  })
  const sum = (numbers: Float64Array): number => numbers.reduce((total, number) => total + number, 0)
  return sums.map((value, k) => (totals[k] > 0 ? value / totals[k] : (previous?.[k] ?? sum(sums) / Math.max(sum(totals), Number.MIN_VALUE))))
}

/** Rates above this are halved before inversion, whose time is proportional to the rate. */
const largestInverted = 30

/**
 * A draw from Poisson(rate). Large rates are split by the gamma variable of the m-th event (Ahrens & Dieter 1974).
 *
 * @see Ahrens & Dieter, Computer methods for sampling from gamma, beta, Poisson and binomial distributions (1974).
 */
export function poissonVariate(rate: number, random: Random): number {
  let drawn = 0
  let remaining = rate
  while (remaining > largestInverted) {
    const events = Math.floor(remaining * 0.875)
    const time = gammaVariate(events, random)
    if (time > remaining) return drawn + binomialVariate(events - 1, remaining / time, random)
    drawn += events
    remaining -= time
  }
  let product = random.uniform()
  const limit = Math.exp(-remaining)
  while (product > limit) {
    drawn++
    product *= random.uniform()
  }
  return drawn
}

/** A draw from Binomial(trials, share): the median of uniform numbers halves the trials until few are left (Devroye 1986, X.4.3). */
function binomialVariate(trials: number, share: number, random: Random): number {
  let [left, probability, successes] = [trials, share, 0]
  while (left > largestInverted) {
    const middle = Math.floor((left + 1) / 2)
    const one = gammaVariate(middle, random)
    const median = one / (one + gammaVariate(left + 1 - middle, random))
    if (median <= probability) {
      successes += middle
      probability = (probability - median) / (1 - median)
      left -= middle
    } else {
      probability /= median
      left = middle - 1
    }
  }
  for (let trial = 0; trial < left; trial++) if (random.uniform() < probability) successes++
  return successes
}
