import type { Random } from '@mixtura/numerics'

/**
 * [rows] the numbers 0 to rows - 1 in a random order, which depends only on `random`.
 *
 * @see Fisher & Yates; Knuth, The Art of Computer Programming 2 (1997), algorithm 3.4.2 P.
 */
export function shuffledRows(rows: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row)
  for (let last = rows - 1; last > 0; last--) {
    const other = random.integer(last + 1)
    const row = order[last]
    order[last] = order[other]
    order[other] = row
  }
  return order
}
