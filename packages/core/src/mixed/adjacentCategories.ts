import { choleskyInPlace, logSumExp, solveLowerInPlace } from '@mixtura/numerics'
import { drawComponent } from '../mixture/sampleMixture.js'
import type { ColumnFamily, ColumnShape, ValueCounts } from './columnFamily.js'
import { takeClasses } from './takeClasses.js'

/** Largest size of a parameter: odds of e^30 between neighbouring levels count as infinite. */
const largest = 30
/** Newton's steps of one M-step, at most, and the gain below which it ends, nats per observation. */
const [maxSteps, minGain] = [50, 1e-13]
const maxHalvings = 40

/**
 * The adjacent-category logit model of ordered levels:
 *
 *   p_kl ∝ exp(a_l + b_k l),  so that  ln p_k,l+1 / p_kl = (a_l+1 - a_l) + b_k
 *
 * All classes share a [L], and each has its own b [K]; a_0 = 0 and b_0 = 0, so L - 1 + K - 1 parameters are free. They are stored as
 * [a, b]. The log-likelihood is concave, and Newton's method finds its maximum.
 *
 * @see Goodman, Simple models for the analysis of association in cross-classifications having ordered categories (1979);
 *   Agresti, Analysis of Ordinal Categorical Data (2010), sec. 4.1.
 */
export const adjacentCategories: ColumnFamily = {
  parameterLength: ({ components, levels }) => components + levels,
  parameterCount: ({ components, levels }) => levels - 1 + components - 1,

  logProbabilities(parameters, values, shape) {
    const { components } = shape
    const logs = logProbabilitiesOf(parameters, shape)
    const table = new Float64Array(values.length * components)
    values.forEach((value, v) => {
      for (let k = 0; k < components; k++) table[v * components + k] = logs[k * shape.levels + value]
    })
    return table
  },

  estimate(given) {
    const { components, levels } = given
    const counts = countsByClass(given)
    const totals = Float64Array.from({ length: components }, (_, k) => counts.subarray(k * levels, (k + 1) * levels).reduce((sum, value) => sum + value, 0))
    const all = totals.reduce((sum, value) => sum + value, 0)
    let parameters = given.previous ?? startOf(counts, given)
    if (!(all > 0)) return parameters
    let objective = objectiveOf(parameters, counts, given)
    for (let step = 0; step < maxSteps; step++) {
      const direction = newtonDirection(parameters, { counts, totals, shape: given })
      let next: Float64Array | undefined
      let share = 1
      for (let halving = 0; halving <= maxHalvings && !next; halving++, share /= 2) {
        const tried = parameters.map((value, i) => Math.min(largest * levels, Math.max(-largest * levels, value + share * direction[i])))
        if (objectiveOf(tried, counts, given) > objective) next = tried
      }
      if (!next) break
      const reached = objectiveOf(next, counts, given)
      const gain = reached - objective
      parameters = next
      objective = reached
      if (gain < minGain * all) break
    }
    return parameters
  },

  /** Finite parameters exclude no level, and Newton's method leaves the smallest probabilities. */
  blended: parameters => parameters,

  draw: (parameters, component, random, shape) => drawComponent(probabilitiesOf(parameters, component, shape), random),

  mean: (parameters, component, shape) => probabilitiesOf(parameters, component, shape).reduce((sum, probability, l) => sum + l * probability, 0),

  taken(parameters, classes, { components, levels }) {
    const tilts = takeClasses(parameters.subarray(levels), classes, components)
    const first = tilts[0]
    // b_0 = 0 holds for the new first class too.
    return Float64Array.of(...parameters.subarray(0, levels).map((value, l) => value + first * l), ...tilts.map(tilt => tilt - first))
  },

  fault: parameters => (parameters.every(Number.isFinite) ? undefined : 'finite'),
}

/** [L] p_kl of one class. */
function probabilitiesOf(parameters: Float64Array, component: number, shape: ColumnShape): Float64Array {
  return logProbabilitiesOf(parameters, shape).slice(component * shape.levels, (component + 1) * shape.levels).map(Math.exp)
}

/** [K, L] ln p_kl. */
function logProbabilitiesOf(parameters: Float64Array, { components, levels }: ColumnShape): Float64Array {
  const logs = new Float64Array(components * levels)
  for (let k = 0; k < components; k++) {
    const own = logs.subarray(k * levels, (k + 1) * levels)
    for (let l = 0; l < levels; l++) own[l] = parameters[l] + parameters[levels + k] * l
    const logTotal = logSumExp(own)
    for (let l = 0; l < levels; l++) own[l] -= logTotal
  }
  return logs
}

/** [K, L] counts with the pseudo-count. */
function countsByClass({ values, counts, components, levels, pseudoCount }: ValueCounts): Float64Array {
  const byClass = new Float64Array(components * levels).fill(pseudoCount)
  values.forEach((value, v) => {
    for (let k = 0; k < components; k++) byClass[k * levels + value] += counts[v * components + k]
  })
  return byClass
}

/** Equal classes with the probabilities of all rows together; a level that never occurs has that of half an observation. */
function startOf(counts: Float64Array, { components, levels }: ColumnShape): Float64Array {
  const parameters = new Float64Array(components + levels)
  const overall = new Float64Array(levels)
  for (let at = 0; at < counts.length; at++) overall[at % levels] += counts[at]
  for (let l = 1; l < levels; l++) parameters[l] = Math.log(Math.max(overall[l], 0.5) / Math.max(overall[0], 0.5))
  return parameters
}

function objectiveOf(parameters: Float64Array, counts: Float64Array, shape: ColumnShape): number {
  const logs = logProbabilitiesOf(parameters, shape)
  let sum = 0
  for (let at = 0; at < counts.length; at++) if (counts[at] > 0) sum += counts[at] * logs[at]
  return sum
}

/** Newton's step of [a, b] with a_0 and b_0 fixed. */
function newtonDirection(
  parameters: Float64Array,
  { counts, totals, shape }: { readonly counts: Float64Array; readonly totals: Float64Array; readonly shape: ColumnShape },
): Float64Array {
  const { components, levels } = shape
  const logs = logProbabilitiesOf(parameters, shape)
  const size = levels - 1 + components - 1
  const gradient = new Float64Array(size)
  const information = new Float64Array(size * size)
  const add = (i: number, j: number, value: number): void => void (information[Math.max(i, j) * size + Math.min(i, j)] += value)
  for (let k = 0; k < components; k++) {
    const probabilities = logs.subarray(k * levels, (k + 1) * levels).map(Math.exp)
    const mean = probabilities.reduce((sum, probability, l) => sum + l * probability, 0)
    const tilt = levels - 1 + k - 1
    for (let l = 0; l < levels; l++) {
      const rest = counts[k * levels + l] - totals[k] * probabilities[l]
      if (l > 0) gradient[l - 1] += rest
      if (k > 0) gradient[tilt] += rest * l
    }
    for (let l = 1; l < levels; l++) {
      for (let m = 1; m < l; m++) add(l - 1, m - 1, -totals[k] * probabilities[l] * probabilities[m])
      add(l - 1, l - 1, totals[k] * probabilities[l] * (1 - probabilities[l]))
      if (k > 0) add(l - 1, tilt, totals[k] * probabilities[l] * (l - mean))
    }
    if (k > 0) add(tilt, tilt, totals[k] * probabilities.reduce((sum, probability, l) => sum + probability * (l - mean) ** 2, 0))
  }
  // A level or class without rows leaves the information singular.
  for (let i = 0; i < size; i++) information[i * size + i] += 1e-9 * (1 + information[i * size + i])
  if (choleskyInPlace(information, size)) return new Float64Array(parameters.length)
  solveLowerInPlace(information, { offset: 0, size, count: size }, gradient)
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) gradient[i] -= information[j * size + i] * gradient[j]
    gradient[i] /= information[i * size + i]
  }
  return Float64Array.of(0, ...gradient.subarray(0, levels - 1), 0, ...gradient.subarray(levels - 1))
}
