import type { Random } from './random.js'

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

/**
 * [count] distinct row numbers below `rows` in a random order: the first steps of a shuffle. Only the entries that the shuffle has
 * moved are stored, so the time depends on `count` and not on `rows`.
 *
 * @param count at most `rows`.
 */
export function someShuffledRows(rows: number, count: number, random: Random): Uint32Array {
  const moved = new Map<number, number>()
  return Uint32Array.from({ length: count }, (_, i) => {
    const at = i + random.integer(rows - i)
    const row = moved.get(at) ?? at
    moved.set(at, moved.get(i) ?? i)
    return row
  })
}
