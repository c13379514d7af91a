import { createRandom, matrix, type Matrix } from '@mixtura/numerics'

export interface Blobs {
  /** [N, D] */
  readonly samples: Matrix
  /** [N] */
  readonly labels: Int32Array
}

/**
 * Spherical clusters of unit variance around the given centres; row n belongs to cluster n modulo K.
 *
 * @param centres [K, D]
 */
export function blobs(
  centres: readonly (readonly number[])[],
  { rows, seed }: { readonly rows: number; readonly seed: number },
): Blobs {
  const random = createRandom(seed)
  const columns = centres[0].length
  const data = new Float64Array(rows * columns)
  const labels = Int32Array.from({ length: rows }, (_, row) => row % centres.length)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) data[row * columns + i] = centres[labels[row]][i] + random.normal()
  }
  return { samples: matrix(data, rows, columns), labels }
}

/** [rows, columns] standard normal values. */
export function noise(rows: number, columns: number, seed: number): Matrix {
  const random = createRandom(seed)
  return matrix(Float64Array.from({ length: rows * columns }, () => random.normal()), rows, columns)
}
