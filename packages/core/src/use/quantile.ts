import { readNumbers, requireProbability } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { mixtureTails, univariate, univariateDensity, type UnivariateGaussian } from './univariate.js'

/** Every float64 probability has its quantile within this many standard deviations of the mean. */
const maxDeviations = 39
/** Bisection alone needs about 60 steps for any bracket; Newton steps may take two thirds of all. */
const maxSteps = 200

/**
 * [N] quantile of each probability under a mixture of one column: the inverse of `cumulativeProbability`. Newton's method
 * within a bracket solves for the smaller tail. The result has its probability to a few units in the last place. Where the
 * density vanishes between distant components, many values have that probability; the result is one of them.
 *
 * @param model         one column.
 * @param probabilities [N] between 0 and 1, both excluded.
 * @returns [N] data units.
 * @throws {ShapeError} if the mixture has several columns.
 * @throws {InvalidOptionError} if a probability is out of range.
 */
export function quantile(model: MixtureParameters, probabilities: ArrayLike<number>): Float64Array {
  const gaussians = univariate(model)
  return readNumbers('probabilities', probabilities).map(probability => {
    requireProbability('probabilities', probability)
    return solve(gaussians, probability)
  })
}

function solve(gaussians: readonly UnivariateGaussian[], probability: number): number {
  let low = Math.min(...gaussians.map(({ mean, deviation }) => mean - maxDeviations * deviation))
  let high = Math.max(...gaussians.map(({ mean, deviation }) => mean + maxDeviations * deviation))
  /** Probability between x and the quantile; positive if x is below the quantile. */
  const excess = (x: number): number => {
    const { lower, upper } = mixtureTails(gaussians, x)
    return probability <= 0.5 ? probability - lower : upper - (1 - probability)
  }
  let x = (low + high) / 2
  for (let step = 0; step < maxSteps; step++) {
    const left = excess(x)
    if (left === 0) return x
    if (left > 0) low = x
    else high = x
    const newton = x + left / univariateDensity(gaussians, x)
    // Every third step bisects, because Newton steps may be useless where the density is flat.
    const next = step % 3 < 2 && newton > low && newton < high ? newton : (low + high) / 2
    if (next === x || next <= low || next >= high) return next
    if (Math.abs(next - x) <= 2 * Number.EPSILON * Math.abs(x) && step % 3 < 2) return next
    x = next
  }
  return x
}
