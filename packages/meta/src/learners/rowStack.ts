import type { Matrix } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import type { TaskProblem } from '../tasks/taskErrors.js'

/** Rows of T sets as one tensor. Shorter sets are padded with rows of zeros. */
export interface RowStack {
  /** [T, N, D] */
  readonly values: tf.Tensor
  /** [T, N]: 1 / N_t for the rows of a set, 0 for padding. */
  readonly rowWeights: tf.Tensor
}

/** The scaling x ↦ (x - offset) · factor, column by column. */
export interface Frame {
  /** [D], data units. */
  readonly offset: readonly number[]
  /** [D], 1 / data units. */
  readonly factor: readonly number[]
}

/** Scales the rows of the sets in float64, if a frame is given, then rounds them to float32. */
export function stackRows(sets: readonly Matrix[], frame?: Frame): RowStack {
  const { columns } = sets[0]
  const rows = Math.max(...sets.map(set => set.rows))
  const values = new Float32Array(sets.length * rows * columns)
  const rowWeights = new Float32Array(sets.length * rows)
  sets.forEach((set, task) => {
    rowWeights.fill(1 / set.rows, task * rows, task * rows + set.rows)
    const at = task * rows * columns
    if (!frame) {
      values.set(set.data, at)
      return
    }
    for (let i = 0; i < set.data.length; i++) {
      const column = i % columns
      values[at + i] = (set.data[i] - frame.offset[column]) * frame.factor[column]
    }
  })
  return {
    values: tf.tensor(values, [sets.length, rows, columns]),
    rowWeights: tf.tensor(rowWeights, [sets.length, rows]),
  }
}

/** Explains why a matrix of a set cannot be used; undefined if it can. */
export function problemOfRows(thing: string, matrix: Matrix, expected: { readonly rows: number; readonly columns: number }): TaskProblem | undefined {
  if (!isMatrix(matrix)) return { expected: `${thing} of at least ${expected.rows} x ${expected.columns}`, actual: describeValue(matrix) }
  const { data, rows, columns } = matrix
  if (rows < expected.rows || columns !== expected.columns || data.length !== rows * columns) {
    return {
      expected: `${thing} of at least ${expected.rows} x ${expected.columns}`,
      actual: data.length === rows * columns ? `${rows} x ${columns}` : `${data.length} numbers for ${rows} x ${columns}`,
    }
  }
  const at = data.findIndex((value: number) => !Number.isFinite(value))
  if (at < 0) return undefined
  return { expected: `${thing} of finite numbers`, actual: `${data[at]} at row ${Math.floor(at / columns)}, column ${at % columns}` }
}

/** Whether `value` has the fields of a matrix with the right types. It does not check that they fit each other. */
export function isMatrix(value: unknown): value is Matrix {
  return isRecord(value) && (value.data instanceof Float64Array || value.data instanceof Float32Array) && Number.isSafeInteger(value.rows) && Number.isSafeInteger(value.columns)
}
