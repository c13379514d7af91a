import type { Matrix } from '@mixtura/numerics'

export interface DistinctRows {
  /** The distinct rows, in order of first appearance. */
  readonly rows: Matrix
  /** [distinct] sum of the weights of the equal rows. */
  readonly copies: Float64Array
  /** [N] index of the distinct row that each row equals. */
  readonly slotOf: Int32Array
}

/**
 * Finds the distinct rows.
 *
 * @param weights [N] how often each row counts; 1 if left out.
 */
export function distinctRows({ data, rows, columns }: Matrix, weights?: Float64Array): DistinctRows {
  const slots = new Map<string, number>()
  const slotOf = new Int32Array(rows)
  const first: number[] = []
  const copies: number[] = []
  for (let row = 0; row < rows; row++) {
    const key = data.subarray(row * columns, (row + 1) * columns).join()
    let slot = slots.get(key)
    if (slot === undefined) {
      slot = first.length
      slots.set(key, slot)
      first.push(row)
      copies.push(0)
    }
    copies[slot] += weights ? weights[row] : 1
    slotOf[row] = slot
  }
  const distinct = new Float64Array(first.length * columns)
  first.forEach((row, slot) => distinct.set(data.subarray(row * columns, (row + 1) * columns), slot * columns))
  return { rows: { data: distinct, rows: first.length, columns }, copies: Float64Array.from(copies), slotOf }
}
