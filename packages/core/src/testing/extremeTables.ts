import { createRandom, matrix, type Matrix } from '@mixtura/numerics'

const [rows, columns] = [24, 3]

/** Two clusters in three columns, with `change` applied to each value. */
export function extremeTable(change: (value: number, column: number, row: number) => number): Matrix {
  const random = createRandom(21)
  return matrix(
    Float64Array.from({ length: rows * columns }, (_, at) => {
      const row = Math.floor(at / columns)
      return change(random.normal() + 6 * (row % 2), at % columns, row)
    }),
    rows,
    columns,
  )
}

/** Tables at the limits of float64. Every call must return finite values for them, or throw a typed error. */
export const extremeTables: Readonly<Record<string, Matrix>> = {
  'rows at 1e141': extremeTable(value => value * 1e141),
  'rows at 1e160': extremeTable(value => value * 1e160),
  'the ends of float64': extremeTable((_value, _column, row) => (row % 2 ? 1 : -1) * 1.7e308),
  'rows at 1e-141': extremeTable(value => value * 1e-141),
  'rows at 1e-160': extremeTable(value => value * 1e-160),
  'denormal numbers': extremeTable(value => value * 1e-319),
  'an offset beyond the spread': extremeTable(value => value + 3e18),
  'an offset at the spacing of doubles': extremeTable(value => 3e18 + 512 * Math.round(value)),
  'a constant column': extremeTable((value, column) => (column === 2 ? -7 : value)),
  'equal rows': extremeTable(() => 4),
  'two distinct rows': extremeTable((_value, _column, row) => row % 2),
  'columns of 1e-139, 1 and 1e139': extremeTable((value, column) => value * [1e-139, 1, 1e139][column]),
  'one row far away': extremeTable((value, _column, row) => (row === 5 ? 1e120 : value)),
  'a single row': matrix(Float64Array.of(1, 2, 3), 1, 3),
}
