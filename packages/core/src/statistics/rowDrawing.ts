import { drawRowNumbers, type Matrix, type Random } from '@mixtura/numerics'
import type { RowKnowledge } from './rowKnowledge.js'

/** The rows that are drawn in one pass over chunks, and the memory for them. */
export interface RowDrawing {
  readonly samples: Matrix
  /** [M] weights of the drawn rows; all 1 if chunks have none. */
  readonly weights: Float64Array
  readonly drawn: Uint32Array
  /** Number of rows so far, and how many of them were drawn. */
  seen: number
  taken: number
}

/** Chooses the rows before the pass, which is possible because the total number of rows is known. */
export function createRowDrawing({ rows, columns, count, random }: {
  readonly rows: number
  readonly columns: number
  readonly count: number
  readonly random: Random
}): RowDrawing {
  const drawn = drawRowNumbers(rows, count, random)
  const data = new Float64Array(drawn.length * columns)
  return { samples: { data, rows: drawn.length, columns }, weights: new Float64Array(drawn.length).fill(1), drawn, seen: 0, taken: 0 }
}

/** Copies the drawn rows of the next chunk. */
export function copyDrawn(drawing: RowDrawing, { data, rows, columns }: Matrix, { weights: given }: RowKnowledge = {}): void {
  const { samples, weights, drawn } = drawing
  while (drawing.taken < drawn.length && drawn[drawing.taken] < drawing.seen + rows) {
    const row = drawn[drawing.taken] - drawing.seen
    samples.data.set(data.subarray(row * columns, (row + 1) * columns), drawing.taken * columns)
    if (given) weights[drawing.taken] = given[row]
    drawing.taken++
  }
  drawing.seen += rows
}
