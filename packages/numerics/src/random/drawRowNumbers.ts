import type { Random } from './random.js'

/**
 * Draws [min(count, rows)] distinct row numbers, in ascending order.
 *
 * @see Bentley & Floyd, Programming pearls: a sample of brilliance (1987). The time depends on the number of rows drawn, not on `rows`.
 */
export function drawRowNumbers(rows: number, count: number, random: Random): Uint32Array {
  if (count >= rows) return Uint32Array.from({ length: rows }, (_, row) => row)
  const drawn = new Set<number>()
  for (let last = rows - count; last < rows; last++) {
    const row = random.integer(last + 1)
    drawn.add(drawn.has(row) ? last : row)
  }
  return Uint32Array.from(drawn).sort()
}
