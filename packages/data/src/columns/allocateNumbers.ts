/**
 * Zeros in shared memory. The threads of a fit read them in place; numbers in other memory would first be copied.
 *
 * @param length number of float64 numbers.
 */
export function allocateNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}
