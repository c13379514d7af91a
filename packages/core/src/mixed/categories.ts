import type { ColumnFamily } from './columnFamily.js'
import { drawComponent } from '../mixture/sampleMixture.js'
import { takeClasses } from './takeClasses.js'

/** Probabilities read from a text file need not sum to 1 exactly. */
const sumTolerance = 1e-6

/**
 * Probabilities of its own for every class, [K, L]:
 *
 *   p_kl = (n_kl + a) / Σ_l (n_kl + a)
 *
 * with the pseudo-count a, the mode under a Dirichlet(a + 1) prior. Without pseudo-count this is the M-step of latent class analysis.
 *
 * @see Goodman, Exploratory latent structure analysis using both identifiable and unidentifiable models (1974).
 */
export const categories: ColumnFamily = {
  parameterLength: ({ components, levels }) => components * levels,
  parameterCount: ({ components, levels }) => components * (levels - 1),

  logProbabilities(probabilities, values, { components, levels }) {
    const table = new Float64Array(values.length * components)
    values.forEach((value, v) => {
      for (let k = 0; k < components; k++) table[v * components + k] = Math.log(probabilities[k * levels + value])
    })
    return table
  },

  estimate({ values, counts, components, levels, pseudoCount, previous }) {
    const probabilities = new Float64Array(components * levels).fill(pseudoCount)
    values.forEach((value, v) => {
      for (let k = 0; k < components; k++) probabilities[k * levels + value] += counts[v * components + k]
    })
    const overall = new Float64Array(levels)
    for (let at = 0; at < probabilities.length; at++) overall[at % levels] += probabilities[at]
    for (let k = 0; k < components; k++) {
      const own = probabilities.subarray(k * levels, (k + 1) * levels)
      // The column is missing in all rows of the class: it says nothing about the class.
      if (!(sumOf(own) > 0)) own.set(previous ? previous.subarray(k * levels, (k + 1) * levels) : overall)
      const total = sumOf(own)
      for (let l = 0; l < levels; l++) own[l] /= total
    }
    return probabilities
  },

  blended: (probabilities, overall, { share }) => probabilities.map((probability, at) => (1 - share) * probability + share * overall[at]),

  draw: (probabilities, component, random, { levels }) => drawComponent(probabilities.subarray(component * levels, (component + 1) * levels), random),

  mean(probabilities, component, { levels }) {
    let mean = 0
    for (let l = 1; l < levels; l++) mean += l * probabilities[component * levels + l]
    return mean
  },

  taken: (probabilities, classes, { components }) => takeClasses(probabilities, classes, components),

  fault(probabilities, { components, levels }) {
    for (let k = 0; k < components; k++) {
      const own = probabilities.subarray(k * levels, (k + 1) * levels)
      if (!own.every(value => value >= 0 && value <= 1 + sumTolerance) || Math.abs(sumOf(own) - 1) > sumTolerance) return `probabilities that sum to 1 in class ${k}`
    }
    return undefined
  },
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
