import type { Random } from '@mixtura/numerics'

/** Row indices of each value. Values are in the order of their first rows. */
export function rowsByValue<Value>(values: ArrayLike<Value>): Map<Value, number[]> {
  const rowsOf = new Map<Value, number[]>()
  for (let row = 0; row < values.length; row++) {
    const rows = rowsOf.get(values[row])
    if (rows) rows.push(row)
    else rowsOf.set(values[row], [row])
  }
  return rowsOf
}

/** Draws `count` entries in random order without replacement, by the first steps of the Fisher-Yates shuffle. */
export function drawSome<Entry>(entries: readonly Entry[], count: number, random: Random): Entry[] {
  const moved = new Map<number, number>()
  return Array.from({ length: count }, (_, i) => {
    const at = i + random.integer(entries.length - i)
    const chosen = moved.get(at) ?? at
    moved.set(at, moved.get(i) ?? i)
    return entries[chosen]
  })
}
