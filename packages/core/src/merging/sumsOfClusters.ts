import type { Matrix } from '@mixtura/numerics'

/** [N, C] the sums of the columns of each cluster. */
export function sumsOfClusters({ data, rows, columns }: Matrix, clusters: readonly (readonly number[])[]): Matrix {
  const sums = new Float64Array(rows * clusters.length)
  for (let n = 0; n < rows; n++) {
    clusters.forEach((members, c) => {
      for (const k of members) sums[n * clusters.length + c] += data[n * columns + k]
    })
  }
  return { data: sums, rows, columns: clusters.length }
}

/** [N] the column of the largest value of each row; the lowest index among equals. */
export function largestOf({ data, rows, columns }: Matrix): Int32Array {
  const largest = new Int32Array(rows)
  for (let n = 0; n < rows; n++) {
    for (let c = 1; c < columns; c++) {
      if (data[n * columns + c] > data[n * columns + largest[n]]) largest[n] = c
    }
  }
  return largest
}
