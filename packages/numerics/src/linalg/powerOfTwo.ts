/**
 * The power of two at or below the largest absolute value; 1 if all are 0. Division by it is exact, and keeps squares of the
 * values in the range of float64.
 */
export function powerOfTwo(values: Float64Array): number {
  let largest = 0
  for (const value of values) largest = Math.max(largest, Math.abs(value))
  // The quotient of denormal numbers by a denormal unit would lose digits, and 2 ** 1024 is infinite.
  return largest > 0 ? 2 ** Math.min(Math.max(Math.floor(Math.log2(largest)), -1022), 1023) : 1
}
