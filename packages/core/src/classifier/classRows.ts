import { type Matrix, requireFinite, requireSpread, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { encodeLabels, requireLabels, type Label } from '../metrics/encodeLabels.js'

/** Labelled samples and their classes. */
export interface ClassRows {
  /** [N, D] */
  readonly samples: Matrix
  /** [N] index of each sample's class in `classes`. */
  readonly codes: Int32Array
  /** [C] */
  readonly classes: readonly Label[]
  /** [C] number of rows of each class. */
  readonly counts: Float64Array
}

/**
 * @throws {ShapeError} if there is not one label per row, or one class only.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 */
export function classRows(samples: Samples, labels: ArrayLike<Label>): ClassRows {
  const data = toMatrix(samples)
  requireFinite(data, samples)
  requireSpread(data)
  requireLabels('labels', labels)
  if (labels.length !== data.rows) {
    throw new ShapeError('labels', `[${data.rows}], one per row`, `[${labels.length}]`, 'Give every row its label.')
  }
  const { codes, distinct, counts } = encodeLabels(labels, 'labels')
  if (distinct.length < 2) {
    throw new ShapeError('labels', 'of at least 2 classes', `all ${distinct[0]}`, 'Pass samples of at least two classes.')
  }
  return { samples: data, codes, classes: distinct, counts }
}

/** [N_c, D] */
export function rowsOfClass({ samples, codes, counts }: ClassRows, code: number): Matrix {
  const { data, columns } = samples
  const taken = new Float64Array(counts[code] * columns)
  let to = 0
  codes.forEach((other, row) => {
    if (other !== code) return
    taken.set(data.subarray(row * columns, (row + 1) * columns), to)
    to += columns
  })
  return { data: taken, rows: counts[code], columns }
}
