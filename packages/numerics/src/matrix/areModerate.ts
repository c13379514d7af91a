/** The high halves of float64 are at odd positions of the numbers' memory on hosts that store low bytes first. */
const highHalf = new Uint8Array(Uint16Array.of(1).buffer)[0]
/** High half of 2^480. */
const limit = 0x5df00000

/**
 * Whether all values are finite and below 2^480 in magnitude. It compares the upper halves of the numbers as integers: a host that has not
 * compiled a loop yet allocates memory for each float64 that the loop reads, which takes longer than a small fit.
 */
export function areModerate(values: Float64Array): boolean {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
  for (let i = highHalf; i < halves.length; i += 2) if ((halves[i] & 0x7fffffff) >= limit) return false
  return true
}
