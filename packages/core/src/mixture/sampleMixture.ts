import { covarianceStructure } from '../covariance/structures.js'
import { InvalidOptionError } from '../errors.js'
import { choleskyInPlace } from '../linalg/cholesky.js'
import type { Matrix } from '../matrix/matrix.js'
import type { Random } from '../random/random.js'
import type { MixtureParameters } from './parameters.js'

export interface LabelledSamples {
  /** [N, D] */
  readonly samples: Matrix
  /** [N] the component that each sample came from. */
  readonly labels: Int32Array
}

/**
 * Ancestral sampling: a component k with probability w_k, then x = μ_k + L_k ε with Σ_k = L_k L_kᵀ.
 *
 * @throws {InvalidOptionError} for more rows than memory can hold.
 */
export function sampleMixture(model: MixtureParameters, count: number, random: Random): LabelledSamples {
  const { components, columns, weights, means } = model
  const { data, labels } = allocateRows(count, columns)
  const { layout } = covarianceStructure(model.covarianceType)
  const factors = Array.from({ length: components }, (_, k) => {
    const factor = layout.expand(model.covariances, k, columns)
    choleskyInPlace(factor, columns)
    return factor
  })
  const noise = new Float64Array(columns)
  for (let n = 0; n < count; n++) {
    const k = drawComponent(weights, random)
    labels[n] = k
    for (let i = 0; i < columns; i++) noise[i] = random.normal()
    for (let i = 0; i < columns; i++) {
      let value = means[k * columns + i]
      for (let j = 0; j <= i; j++) value += factors[k][i * columns + j] * noise[j]
      data[n * columns + i] = value
    }
  }
  return { samples: { data, rows: count, columns }, labels }
}

function drawComponent(weights: Float64Array, random: Random): number {
  let remaining = random.uniform()
  for (let k = 0; k < weights.length; k++) {
    remaining -= weights[k]
    if (remaining < 0) return k
  }
  return weights.length - 1
}

interface AllocatedRows {
  readonly data: Float64Array
  readonly labels: Int32Array
}

function allocateRows(count: number, columns: number): AllocatedRows {
  const rows = tryAllocate(count, columns)
  if (rows) return rows
  let fitting = Math.floor(count / 2)
  while (fitting > 0 && !tryAllocate(fitting, columns)) fitting = Math.floor(fitting / 2)
  const expected = `a number of rows that fit in memory, such as ${fitting} of ${columns} ${columns === 1 ? 'column' : 'columns'}`
  throw new InvalidOptionError('count', expected, count, 'Draw fewer rows at a time, each time with another seed.')
}

function tryAllocate(count: number, columns: number): AllocatedRows | undefined {
  try {
    return { data: new Float64Array(count * columns), labels: new Int32Array(count) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}
