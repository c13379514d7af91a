import type { PreparedModel } from './preparedModel.js'

/** Subtracted from a stretch, for the rounding of its computation. */
const slack = 1e-6

/**
 * How an upper bound u on the log-density of a row under some components changes from one model to the next:
 *
 *   u' = constant + slope u + root sqrt(top - u)   for u <= limit; no bound otherwise.
 *
 * A distance d = |P (x - μ)| becomes at least α d - δ. α is the smallest singular value of P' P⁻¹ and δ = |P' (μ' - μ)|, each
 * the worst over all components. With ln p = n - d² / 2, the new log-density is at most n' - (α d - δ)² / 2, where d is the
 * smallest distance that u allows.
 *
 * @returns [constant, slope, root, top, limit]; undefined if the models cannot be compared or differ too much.
 * @see Hamerly, Making k-means even faster (2010), which adjusts bounds instead of computing them again.
 */
export function modelDrift(from: PreparedModel, to: PreparedModel): Float64Array | undefined {
  const { factor, components, columns } = to
  if (from.factor !== factor || from.components !== components || from.columns !== columns || factor === 'analysers') return undefined
  let shift = 0
  for (let k = 0; k < components; k++) shift = Math.max(shift, shiftOf(from, to, k))
  if (!(shift < maxShift)) return undefined
  let stretch = Infinity
  for (let k = 0; k < (factor === 'shared' ? 1 : components); k++) {
    stretch = Math.min(stretch, factor === 'diagonal' ? stretchOfDiagonal(from, to, k) : stretchOfTriangle(from, to, k))
  }
  if (!(stretch > 0)) return undefined
  const slope = stretch ** 2
  let constant = -Infinity
  let top = -Infinity
  let smallest = Infinity
  for (let k = 0; k < components; k++) {
    constant = Math.max(constant, to.logNormalizers[k] - slope * from.logNormalizers[k])
    top = Math.max(top, from.logNormalizers[k])
    smallest = Math.min(smallest, from.logNormalizers[k])
  }
  return Float64Array.of(constant - shift ** 2 / 2, slope, Math.SQRT2 * stretch * shift, top, smallest - (shift / stretch) ** 2 / 2)
}

/** If a mean moves by more than this, in standard deviations of its component, the bounds become useless. */
const maxShift = 20

/** |P' (μ' - μ)| of component k. */
function shiftOf(from: PreparedModel, to: PreparedModel, k: number): number {
  const { factor, columns, factors, means } = to
  const difference = means.subarray(k * columns, (k + 1) * columns).map((mean, i) => mean - from.means[k * columns + i])
  const origin = factor === 'shared' ? 0 : k * columns ** 2
  let squared = 0
  for (let j = 0; j < columns; j++) {
    let projected = 0
    if (factor === 'diagonal') projected = factors[k * columns + j] * difference[j]
    else for (let i = 0; i <= j; i++) projected += factors[origin + j * columns + i] * difference[i]
    squared += projected ** 2
  }
  return Math.sqrt(squared)
}

/** The smallest p' / p. */
function stretchOfDiagonal(from: PreparedModel, to: PreparedModel, k: number): number {
  const { columns } = to
  let smallest = Infinity
  for (let i = k * columns; i < (k + 1) * columns; i++) smallest = Math.min(smallest, to.factors[i] / from.factors[i])
  return smallest - slack
}

/** Lower bound of the smallest singular value of M = P' P⁻¹: 1 - |M - I| in the Frobenius norm. */
function stretchOfTriangle({ factors }: PreparedModel, to: PreparedModel, k: number): number {
  const { columns } = to
  const origin = k * columns ** 2
  const row = new Float64Array(columns)
  let squared = 0
  for (let i = 0; i < columns; i++) {
    // Row i of M from M P = P', by back substitution.
    row.set(to.factors.subarray(origin + i * columns, origin + i * columns + i + 1))
    for (let j = i; j >= 0; j--) {
      const at = origin + j * columns
      const entry = row[j] / factors[at + j]
      for (let l = 0; l < j; l++) row[l] -= entry * factors[at + l]
      squared += (i === j ? entry - 1 : entry) ** 2
      if (squared >= 1) return 0
    }
  }
  return 1 - Math.sqrt(squared) - slack
}
