import { createRandom } from '@mixtura/core'

/** Fixed, so that the same data always shows the same points. */
const seed = 1

/**
 * `limit` of `count` row positions without replacement, each set equally likely, ascending; all of them
 * when there are no more than `limit`. The same arguments give the same rows.
 *
 * @see Knuth, The Art of Computer Programming, vol. 2, section 3.4.2, algorithm S.
 */
export function drawRows(count: number, limit: number): Uint32Array {
  if (count <= limit) return Uint32Array.from({ length: count }, (_, row) => row)
  const random = createRandom(seed)
  const drawn = new Uint32Array(limit)
  for (let row = 0, taken = 0; taken < limit; row++) {
    if (random.uniform() * (count - row) < limit - taken) drawn[taken++] = row
  }
  return drawn
}
