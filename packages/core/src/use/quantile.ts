import { readNumbers, requireProbability } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { mixtureTails, univariate, univariateDensity, type UnivariateGaussian } from './univariate.js'

/** No float64 probability lies farther out than this many standard deviations. */
const farthest = 39
/** Bisection alone ends within some 60 steps of any bracket. */
const maxSteps = 200

/**
 * [N] the value that each probability lies below, the inverse of `cumulativeProbability`, of a mixture of one column:
 * by Newton's method within a bracket, on the tail that is smaller. Good to a few units in the last place of the
 * probability; between components far apart, where the density vanishes, any value that has it.
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
  let low = Math.min(...gaussians.map(({ mean, deviation }) => mean - farthest * deviation))
  let high = Math.max(...gaussians.map(({ mean, deviation }) => mean + farthest * deviation))
  /** How much of the probability asked for lies beyond x: positive below the quantile. */
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
    // Every third step halves the bracket at least, however flat the density is.
    const next = step % 3 < 2 && newton > low && newton < high ? newton : (low + high) / 2
    if (next === x || next <= low || next >= high) return next
    if (Math.abs(next - x) <= 2 * Number.EPSILON * Math.abs(x) && step % 3 < 2) return next
    x = next
  }
  return x
}
