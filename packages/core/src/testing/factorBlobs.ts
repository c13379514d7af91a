import { createRandom, matrix } from '@mixtura/numerics'
import type { Blobs } from './blobs.js'

/**
 * Clusters x = μ_k + Λ_k z + e with q standard normal factors z and noise variances from 0.2 to 1.2; row n belongs to cluster
 * n modulo K.
 */
export function factorBlobs(
  { components, columns, factors, spread }: {
    readonly components: number
    readonly columns: number
    readonly factors: number
    /** Standard deviation of the coordinates of the means. */
    readonly spread: number
  },
  { rows, seed }: { readonly rows: number; readonly seed: number },
): Blobs {
  const random = createRandom(seed)
  const normals = (count: number, scale: number): Float64Array => Float64Array.from({ length: count }, () => scale * random.normal())
  const clusters = Array.from({ length: components }, () => ({
    mean: normals(columns, spread),
    loadings: normals(columns * factors, 1),
    deviations: Float64Array.from({ length: columns }, () => Math.sqrt(0.2 + random.uniform())),
  }))
  const labels = Int32Array.from({ length: rows }, (_, row) => row % components)
  const data = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const { mean, loadings, deviations } = clusters[labels[row]]
    const z = normals(factors, 1)
    for (let i = 0; i < columns; i++) {
      let value = mean[i] + deviations[i] * random.normal()
      for (let l = 0; l < factors; l++) value += loadings[i * factors + l] * z[l]
      data[row * columns + i] = value
    }
  }
  return { samples: matrix(data, rows, columns), labels }
}
