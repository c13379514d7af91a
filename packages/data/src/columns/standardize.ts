import { ConstantColumnError } from '../errors/columnErrors.js'

/** [D] each: what was subtracted from and divided out of every column. */
export interface Scaling {
  readonly center: Float64Array
  readonly scale: Float64Array
}

/** The scaling that changes nothing. */
export function unitScaling(columns: number): Scaling {
  return { center: new Float64Array(columns), scale: new Float64Array(columns).fill(1) }
}

/**
 * Brings every column to mean 0 and sample standard deviation 1, in place:
 *
 *   center[j] = Σ_n x[n,j] / N,  scale[j]² = Σ_n (x[n,j] - center[j])² / (N - 1)
 *
 * in two passes, so that a large mean costs no digits.
 *
 * @param samples [N, D] row-major, finite; overwritten.
 * @param columnNames [D]
 * @throws {ConstantColumnError} for a column with one value only, before anything is overwritten.
 */
export function standardizeInPlace(samples: Float64Array, columnNames: readonly string[]): Scaling {
  const columns = columnNames.length
  const rows = samples.length / columns
  const center = new Float64Array(columns)
  const scale = new Float64Array(columns)
  const isVarying = new Uint8Array(columns)
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    center[column] += samples[at] / rows
    if (samples[at] !== samples[column]) isVarying[column] = 1
  }
  const constant = isVarying.indexOf(0)
  if (constant >= 0) throw new ConstantColumnError(columnNames[constant], samples[constant])
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    samples[at] -= center[column]
    scale[column] += samples[at] * samples[at]
  }
  for (let column = 0; column < columns; column++) scale[column] = Math.sqrt(scale[column] / (rows - 1))
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    samples[at] /= scale[column]
  }
  return { center, scale }
}
