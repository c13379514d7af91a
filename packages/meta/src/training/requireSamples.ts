import { NonFiniteValuesError, ShapeError, type Matrix } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { isMatrix } from '../learners/rowStack.js'

/**
 * Checks samples for an existing network.
 *
 * @throws {ShapeError} for no rows, or a number of columns that differs from training.
 * @throws {NonFiniteValuesError} for NaN and infinities.
 */
export function requireSamples(samples: Matrix, expected: number): void {
  if (!isMatrix(samples)) throw new ShapeError('samples', `rows of ${expected} values, as in training`, describeValue(samples), 'Pass { data, rows, columns } with a Float64Array or Float32Array.')
  const { data, rows, columns } = samples
  if (rows < 1 || columns !== expected || data.length !== rows * columns) {
    const actual = data.length === rows * columns ? `${rows} x ${columns}` : `${data.length} numbers for ${rows} x ${columns}`
    throw new ShapeError('samples', `rows of ${expected} values, as in training`, actual, 'Pass the columns that the network was trained on.')
  }
  let [count, first] = [0, -1]
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue
    if (first < 0) first = i
    count++
  }
  if (count > 0) throw new NonFiniteValuesError(count, Math.floor(first / columns), first % columns, data[first])
}
