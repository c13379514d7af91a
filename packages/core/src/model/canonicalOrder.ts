import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from './parameters.js'

/**
 * The same mixture with its components in canonical order: by descending weight, ties by ascending mean (first column, then
 * the next). Equal mixtures then have equal arrays, whatever the start was.
 */
export function inCanonicalOrder(parameters: MixtureParameters): MixtureParameters {
  const { covarianceType, components, columns, weights, means, covariances } = parameters
  const order = canonicalOrder(parameters)
  return {
    covarianceType,
    components,
    columns,
    weights: reordered(weights, order),
    means: reordered(means, order),
    covariances: covarianceStructure(covarianceType).layout.shared ? covariances : reordered(covariances, order),
  }
}

/** [K] the components in canonical order. */
export function canonicalOrder({ weights, means, columns }: Pick<MixtureParameters, 'weights' | 'means' | 'columns'>): readonly number[] {
  return Array.from(weights.keys()).sort((a, b) => weights[b] - weights[a] || compareRows(means, a, b, columns))
}

/** @param values as many numbers for each component. */
export function reordered(values: Float64Array, order: readonly number[]): Float64Array {
  const size = values.length / order.length
  const ordered = new Float64Array(values.length)
  order.forEach((from, to) => ordered.set(values.subarray(from * size, (from + 1) * size), to * size))
  return ordered
}

function compareRows(values: Float64Array, a: number, b: number, columns: number): number {
  for (let i = 0; i < columns; i++) {
    const difference = values[a * columns + i] - values[b * columns + i]
    if (difference !== 0) return difference
  }
  return a - b
}
