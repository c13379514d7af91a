import { choleskyInPlace, columnMeans, columnVariances, invertLowerTriangular, type Matrix } from '@mixtura/numerics'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'

/**
 * [N] most probable cluster of each row: argmax_k n_k N(x; m_k, S_k), or with `spherical` the cluster of the nearest mean.
 * Among equals it is the lowest index.
 *
 * S_k = (W_k + α I) / (n_k + 1) gives every cluster a volume. It is about W_k / n_k for large clusters, and a sphere for a
 * single row. α is the mean variance, as in `ellipsoidCriterion`.
 *
 * @param labels [M] cluster of each row of `known`; every cluster from 0 to K - 1 occurs.
 */
export function assignRows(
  samples: Matrix,
  { known, weights, labels, clusters, spherical }: {
    readonly known: Matrix
    /** [M] weights of the rows of `known`; 1 if left out. */
    readonly weights?: Float64Array | undefined
    readonly labels: Int32Array
    readonly clusters: number
    readonly spherical: boolean
  },
): Int32Array {
  const { columns } = samples
  const { counts, centres: means, scatters } = statisticsOfLabels({ samples: known, weights }, labels, {
    components: clusters,
    scatter: spherical ? 'diagonal' : 'full',
  })
  const factors = spherical ? [] : clusterFactors(scatters, counts, known)
  const assigned = new Int32Array(samples.rows)
  const centred = new Float64Array(columns)
  for (let row = 0; row < samples.rows; row++) {
    let best = Infinity
    for (let k = 0; k < clusters; k++) {
      for (let i = 0; i < columns; i++) centred[i] = samples.data[row * columns + i] - means[k * columns + i]
      const deviance = spherical ? squaredNorm(centred) : factors[k].constant + squaredNormUnder(factors[k].factor, centred)
      if (deviance < best) {
        best = deviance
        assigned[row] = k
      }
    }
  }
  return assigned
}

interface ClusterFactor {
  /** P = L⁻¹ with S_k = L Lᵀ. */
  readonly factor: Float64Array
  /** ln |S_k| - 2 ln n_k */
  readonly constant: number
}

/** @param scatters [K, D, D] lower triangles of W_k. */
function clusterFactors(scatters: Float64Array, counts: Float64Array, known: Matrix): readonly ClusterFactor[] {
  const { columns } = known
  const size = columns * columns
  const variances = columnVariances(known, columnMeans(known))
  const meanVariance = variances.reduce((sum, variance) => sum + variance, 0) / columns
  return Array.from(counts, (count, k) => {
    const lower = scatters.slice(k * size, (k + 1) * size)
    for (let i = 0; i < columns; i++) lower[i * columns + i] += Math.max(meanVariance, Number.EPSILON)
    for (let i = 0; i < size; i++) lower[i] /= count + 1
    choleskyInPlace(lower, columns) // cannot fail: a scatter plus a multiple of the identity
    const factor = new Float64Array(size)
    invertLowerTriangular(lower, factor, columns)
    let constant = -2 * Math.log(count)
    for (let i = 0; i < columns; i++) constant += 2 * Math.log(lower[i * columns + i])
    return { factor, constant }
  })
}

function squaredNorm(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0)
}

function squaredNormUnder(factor: Float64Array, vector: Float64Array): number {
  const columns = vector.length
  let squared = 0
  for (let i = 0; i < columns; i++) {
    let product = 0
    for (let j = 0; j <= i; j++) product += factor[i * columns + j] * vector[j]
    squared += product * product
  }
  return squared
}
