import { choleskyInPlace, InvalidOptionError, type Matrix, type Random } from '@mixtura/numerics'
import { factorModelOf } from '../covariance/storedFactors.js'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'

/** Samples drawn from a mixture, with the component of each. */
export interface LabelledSamples {
  /** [N, D] */
  readonly samples: Matrix
  /** [N] component of each sample. */
  readonly labels: Int32Array
}

/**
 * Ancestral sampling: draws a component k with probability w_k, or takes the given one, then x = μ_k + L_k ε with
 * Σ_k = L_k L_kᵀ and standard normal ε. L_k is the Cholesky factor, the diagonal of standard deviations, or with factors [Ψ_k^(1/2), Λ_k].
 *
 * @throws {InvalidOptionError} for more rows than memory can hold.
 */
export function sampleMixture(
  model: MixtureParameters,
  count: number,
  { random, component }: { readonly random: Random; readonly component?: number | undefined },
): LabelledSamples {
  const { columns, weights, means } = model
  const { data, labels } = allocateRows(count, columns)
  const deviate = createDeviate(model, random)
  for (let n = 0; n < count; n++) {
    const k = component ?? drawComponent(weights, random)
    labels[n] = k
    const row = data.subarray(n * columns, (n + 1) * columns)
    deviate(k, row)
    for (let i = 0; i < columns; i++) row[i] += means[k * columns + i]
  }
  return { samples: { data, rows: count, columns }, labels }
}

/** Makes a function that writes L_k ε. */
function createDeviate(
  { covarianceType, covariances, components, columns }: MixtureParameters,
  random: Random,
): (component: number, row: Float64Array) => void {
  const { layout } = covarianceStructure(covarianceType)
  const each = <Factor>(factorOf: (k: number) => Factor): readonly Factor[] => Array.from({ length: components }, (_, k) => factorOf(k))
  const draw = (row: Float64Array): void => {
    for (let i = 0; i < columns; i++) row[i] = random.normal()
  }
  if (layout.scatter === 'diagonal') {
    const deviations = each(k => layout.variances(covariances, k, columns).map(Math.sqrt))
    return (k, row) => {
      draw(row)
      for (let i = 0; i < columns; i++) row[i] *= deviations[k][i]
    }
  }
  if (typeof covarianceType === 'object') {
    const { factors } = covarianceType
    const models = each(component => factorModelOf(covariances, { component, columns, factors }))
    return (k, row) => {
      const { loadings, noiseVariances } = models[k]
      draw(row)
      for (let i = 0; i < columns; i++) row[i] *= Math.sqrt(noiseVariances[i])
      for (let l = 0; l < factors; l++) {
        const factor = random.normal()
        for (let i = 0; i < columns; i++) row[i] += loadings[i * factors + l] * factor
      }
    }
  }
  const lower = each(component => {
    const factor = expandCovariance(layout, covariances, { component, columns })
    choleskyInPlace(factor, columns)
    return factor
  })
  return (k, row) => {
    draw(row)
    for (let i = columns - 1; i >= 0; i--) {
      let value = 0
      for (let j = 0; j <= i; j++) value += lower[k][i * columns + j] * row[j]
      row[i] = value
    }
  }
}

/** @param weights [K] summing to 1. */
export function drawComponent(weights: ArrayLike<number>, random: Random): number {
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

/** @throws {InvalidOptionError} for more rows than memory can hold. */
export function allocateRows(count: number, columns: number): AllocatedRows {
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
