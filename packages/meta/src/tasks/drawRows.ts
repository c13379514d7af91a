import { someShuffledRows, type Random } from '@mixtura/numerics'

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

/** Draws `count` entries in random order without replacement. */
export function drawSome<Entry>(entries: readonly Entry[], count: number, random: Random): Entry[] {
  return Array.from(someShuffledRows(entries.length, count, random), at => entries[at])
}
