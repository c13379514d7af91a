// Loops over the columns of a row. Steps over many columns are composed of them: a host then compiles these few, and early, and not each
// step, which takes longer than a small fit. The arguments are positions, because a view for each row of a matrix takes longer than
// the loop.

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

/** [p, r] products of p rows with r rows of the same number of columns. */
export function productsOfRows(a: Float64Array, b: Float64Array, columns: number): Float64Array {
  const width = b.length / columns
  const products = new Float64Array((a.length / columns) * width)
  for (let l = 0; l < a.length; l += columns) {
    for (let m = 0; m < b.length; m += columns) products[(l * width + m) / columns] = rowProduct(a, l, b, m, columns)
  }
  return products
}

/** Adds to p rows their combinations of r rows: to_l += Σ_m C_lm values_m, for C [p, r]. */
export function addCombinations(to: Float64Array, coefficients: Float64Array, values: Float64Array, columns: number): void {
  let at = 0
  for (let l = 0; l < to.length; l += columns) {
    for (let m = 0; m < values.length; m += columns) addRow(to, l, coefficients[at++], values, m, columns)
  }
}

/** values[at + i] *= factor, i < length. */
export function scaleRow(values: Float64Array, at: number, factor: number, length: number): void {
  for (let i = at; i < at + length; i++) values[i] *= factor
}

/** Multiplies each row by the same numbers: rows[at] *= factors[at % length]. */
export function scaleColumns(rows: Float64Array, factors: Float64Array): void {
  const length = factors.length
  for (let origin = 0; origin < rows.length; origin += length) for (let i = 0; i < length; i++) rows[origin + i] *= factors[i]
}

/** Raises each value to its bound, where it is lower. */
export function raiseTo(values: Float64Array, bounds: Float64Array): void {
  for (let i = 0; i < values.length; i++) if (values[i] < bounds[i]) values[i] = bounds[i]
}

/** Lowers each value to its bound, where it is higher. */
export function lowerTo(values: Float64Array, bounds: Float64Array): void {
  for (let i = 0; i < values.length; i++) if (values[i] > bounds[i]) values[i] = bounds[i]
}

/** Numbers of the values above a limit, ascending. */
export function indicesAbove(values: Float64Array, limit: number): number[] {
  const indices: number[] = []
  for (let i = 0; i < values.length; i++) if (values[i] > limit) indices.push(i)
  return indices
}

/** Number of the first value that is not positive and finite; -1 if there is none. */
export function firstNotPositive(values: Float64Array): number {
  for (let i = 0; i < values.length; i++) if (!(values[i] > 0 && values[i] < Infinity)) return i
  return -1
}

/** The values divided by a number. */
export function quotients(values: Float64Array, divisor: number): Float64Array {
  const results = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) results[i] = values[i] / divisor
  return results
}

/** The inverses of the square roots of positive values. */
export function inverseRoots(values: Float64Array): Float64Array {
  const results = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) results[i] = 1 / Math.sqrt(values[i])
  return results
}

/** The sum of the logarithms of positive values. */
export function sumOfLogarithms(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += Math.log(values[i])
  return sum
}
