/**
 * Solves the leading `count` rows of L y = b by forward substitution, in place.
 *
 * @param lower [size, size] row-major, beginning at `offset`; its upper triangle is not read.
 * @param vector [count] b, which is replaced by y.
 */
export function solveLowerInPlace(
  lower: Float64Array,
  { offset, size, count }: { readonly offset: number; readonly size: number; readonly count: number },
  vector: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const row = offset + i * size
    let sum = vector[i]
    for (let j = 0; j < i; j++) sum -= lower[row + j] * vector[j]
    vector[i] = sum / lower[row + i]
  }
}
