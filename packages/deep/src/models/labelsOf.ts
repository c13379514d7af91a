import type { Matrix } from '@mixtura/numerics'

/** [N] column of the largest probability of each row; the first one if several are equal. */
export function labelsOf({ data, rows, columns }: Matrix): Int32Array {
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let k = 1; k < columns; k++) if (data[row * columns + k] > data[row * columns + labels[row]]) labels[row] = k
  }
  return labels
}
