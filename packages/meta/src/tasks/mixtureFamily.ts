import type { MixtureParameters } from '@mixtura/core'
import type { Random } from '@mixtura/numerics'
import type { MixtureSet, Task, TaskFamily } from './taskFamily.js'

/** A family of tasks whose samples come from known mixtures. */
export interface MixtureFamily extends TaskFamily<MixtureSet> {
  /** K, the number of components. */
  readonly components: number
  /** D, the number of columns. */
  readonly columns: number
  /** Mixture that the samples of a task are drawn from; full covariances. */
  mixture(seed: number): MixtureParameters
}

/** Number of rows of a set: one number for all tasks, or [from, to] to draw it uniformly for each task. */
export type RowCount = number | readonly [number, number]

/** A mixture to draw from: x = μ_k + A_k ε, where A_k is any square root of Σ_k = A_k A_kᵀ. */
export interface DrawableMixture {
  readonly components: number
  readonly columns: number
  /** [K] */
  readonly weights: Float64Array
  /** [K, D] */
  readonly means: Float64Array
  /** [K, D, D] */
  readonly roots: Float64Array
}

/** Draws the task of a mixture. Support and query have the same distribution and the same number of rows. */
export function mixtureTask(mixture: DrawableMixture, { rows, seed, random }: {
  readonly rows: RowCount
  readonly seed: number
  readonly random: Random
}): Task<MixtureSet> {
  const count = typeof rows === 'number' ? rows : rows[0] + random.integer(rows[1] - rows[0] + 1)
  return { support: drawSamples(mixture, count, random), query: drawSamples(mixture, count, random), seed }
}

/** Converts to mixture parameters, with Σ_k = A_k A_kᵀ. */
export function parametersOf({ components, columns, weights, means, roots }: DrawableMixture): MixtureParameters {
  const covariances = new Float64Array(components * columns * columns)
  for (let k = 0; k < components; k++) {
    const at = k * columns * columns
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0
        for (let l = 0; l < columns; l++) sum += roots[at + i * columns + l] * roots[at + j * columns + l]
        covariances[at + i * columns + j] = sum
        covariances[at + j * columns + i] = sum
      }
    }
  }
  return { covarianceType: 'full', components, columns, weights, means, covariances }
}

function drawSamples({ columns, weights, means, roots }: DrawableMixture, rows: number, random: Random): MixtureSet {
  const data = new Float64Array(rows * columns)
  const noise = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    const k = drawComponent(weights, random)
    for (let i = 0; i < columns; i++) noise[i] = random.normal()
    for (let i = 0; i < columns; i++) {
      let value = means[k * columns + i]
      for (let j = 0; j < columns; j++) value += roots[(k * columns + i) * columns + j] * noise[j]
      data[row * columns + i] = value
    }
  }
  return { data, rows, columns }
}

function drawComponent(weights: Float64Array, random: Random): number {
  let remaining = random.uniform()
  for (let k = 0; k < weights.length; k++) {
    remaining -= weights[k]
    if (remaining < 0) return k
  }
  return weights.length - 1
}
