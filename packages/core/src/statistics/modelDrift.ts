import type { PreparedModel } from './preparedModel.js'

/** Of a stretch, for the rounding of what it is computed from. */
const slack = 1e-6

/**
 * What a bound u on the log-density of any of a row's components becomes as the model moves:
 *
 *   u' = constant + slope u + root sqrt(top - u)   for u <= limit.
 *
 * A distance d = |P (x - μ)| becomes at least α d - δ, with the least stretch α of P' P⁻¹ and δ = |P' (μ' - μ)|, the worst of
 * all components. With ln p = n - d² / 2 that is n' - (α d - δ)² / 2 at most, taken at the least d that u allows.
 *
 * @returns [constant, slope, root, top, limit]; undefined where the models do not compare or have moved too far.
 * @see Hamerly, Making k-means even faster (2010), for bounds that are moved instead of taken anew.
 */
export function modelDrift(from: PreparedModel, to: PreparedModel): Float64Array | undefined {
  const { factor, components, columns } = to
  if (from.factor !== factor || from.components !== components || from.columns !== columns || to.analysers) return undefined
  let shift = 0
  for (let k = 0; k < components; k++) shift = Math.max(shift, shiftOf(from, to, k))
  if (!(shift < mostShift)) return undefined
  let stretch = Infinity
  for (let k = 0; k < (factor === 'shared' ? 1 : components); k++) {
    stretch = Math.min(stretch, factor === 'diagonal' ? stretchOfDiagonal(from, to, k) : stretchOfTriangle(from, to, k))
  }
  if (!(stretch > 0)) return undefined
  const slope = stretch ** 2
  let constant = -Infinity
  let top = -Infinity
  let least = Infinity
  for (let k = 0; k < components; k++) {
    constant = Math.max(constant, to.logNormalizers[k] - slope * from.logNormalizers[k])
    top = Math.max(top, from.logNormalizers[k])
    least = Math.min(least, from.logNormalizers[k])
  }
  return Float64Array.of(constant - shift ** 2 / 2, slope, Math.SQRT2 * stretch * shift, top, least - (shift / stretch) ** 2 / 2)
}

/** Standard deviations of a component beyond which its movement leaves no bound of use. */
const mostShift = 20

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

/** The least p' / p. */
function stretchOfDiagonal(from: PreparedModel, to: PreparedModel, k: number): number {
  const { columns } = to
  let least = Infinity
  for (let i = k * columns; i < (k + 1) * columns; i++) least = Math.min(least, to.factors[i] / from.factors[i])
  return least - slack
}

/** A lower bound of the least singular value of M = P' P⁻¹: 1 - |M - I|, by the Frobenius norm. */
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
