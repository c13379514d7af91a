import { drawRowNumbers, type Matrix, type Random } from '@mixtura/numerics'

/** Rows of a pass that are wanted, and room for them. */
export interface WantedRows {
  readonly samples: Matrix
  readonly wanted: Uint32Array
  /** Rows that have passed, and how many of the wanted were among them. */
  seen: number
  taken: number
}

/** The rows to be drawn are decided before the pass, since their number is known. */
export function createWantedRows({ rows, columns, count, random }: {
  readonly rows: number
  readonly columns: number
  readonly count: number
  readonly random: Random
}): WantedRows {
  const wanted = drawRowNumbers(rows, count, random)
  const data = new Float64Array(wanted.length * columns)
  return { samples: { data, rows: wanted.length, columns }, wanted, seen: 0, taken: 0 }
}

/** Copies the wanted rows of the next chunk. */
export function copyDrawn(wantedRows: WantedRows, { data, rows, columns }: Matrix): void {
  const { samples, wanted } = wantedRows
  while (wantedRows.taken < wanted.length && wanted[wantedRows.taken] < wantedRows.seen + rows) {
    const row = wanted[wantedRows.taken] - wantedRows.seen
    samples.data.set(data.subarray(row * columns, (row + 1) * columns), wantedRows.taken * columns)
    wantedRows.taken++
  }
  wantedRows.seen += rows
}
