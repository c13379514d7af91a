// Loops over the columns of a row, shared by all that is computed for many columns: a host compiles few of them, and early. The arguments
// are positions, because a view for each row of a matrix takes longer than the loop.

/**
 * Σ_i a[from + i] b[at + i], i < length. Four sums, because each addition would otherwise wait for the one before it.
 */
export function rowProduct(a: Float64Array, from: number, b: Float64Array, at: number, length: number): number {
  let first = 0
  let second = 0
  let third = 0
  let fourth = 0
  const whole = length - (length % 4)
  for (let i = 0; i < whole; i += 4) {
    first += a[from + i] * b[at + i]
    second += a[from + i + 1] * b[at + i + 1]
    third += a[from + i + 2] * b[at + i + 2]
    fourth += a[from + i + 3] * b[at + i + 3]
  }
  for (let i = whole; i < length; i++) first += a[from + i] * b[at + i]
  return first + second + (third + fourth)
}

/** to[at + i] += factor · values[from + i], i < length. */
export function addRow(to: Float64Array, at: number, factor: number, values: Float64Array, from: number, length: number): void {
  for (let i = 0; i < length; i++) to[at + i] += factor * values[from + i]
}

/** to[at + i] += factor · a[from + i] · b[start + i], i < length. */
export function addProducts(
  to: Float64Array, at: number, factor: number, a: Float64Array, from: number, b: Float64Array, start: number, length: number,
): void {
  for (let i = 0; i < length; i++) to[at + i] += factor * a[from + i] * b[start + i]
}

/** Multiplies each row by the same numbers: rows[at] *= factors[at % length]. */
export function scaleColumns(rows: Float64Array, factors: Float64Array): void {
  const length = factors.length
  for (let origin = 0; origin < rows.length; origin += length) for (let i = 0; i < length; i++) rows[origin + i] *= factors[i]
}
