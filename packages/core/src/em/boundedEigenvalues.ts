import { symmetricEigen } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { covarianceStructure } from '../covariance/structures.js'

interface WeightedValue {
  /** Eigenvalue, data units squared. */
  readonly value: number
  /** Weight of its component; 1 for an eigenvalue that all components share. */
  readonly count: number
}

/**
 * The M-step under a bound: no eigenvalue of any component is more than `ratio` times another. The axes stay, and the
 * eigenvalues λ are clipped to [m, ratio · m] with the m that minimises
 *
 *   Σ_k n_k Σ_l (ln d_kl + λ_kl / d_kl),  d_kl = min(max(λ_kl, m), ratio · m).
 *
 * The values λ and λ / ratio divide the line into intervals. Within one interval the same eigenvalues are clipped, and the
 * best m is their weighted mean. The code tries every interval and keeps the best m.
 *
 * @param estimated result of the M-step without the bound; its structure is one of `boundableTypes`.
 * @param ratio at least 1; with 1 all components are spheres of the same size.
 * @see García-Escudero, Gordaliza, Matrán & Mayo-Iscar, A general trimming approach to robust cluster analysis (2008);
 *   Fritz, García-Escudero & Mayo-Iscar, A fast algorithm for robust constrained clustering (2013), sec. 3.
 */
export function withBoundedEigenvalues(estimated: MixtureParameters, ratio: number): MixtureParameters {
  const { covarianceType, components, columns, covariances, weights } = estimated
  const { layout } = covarianceStructure(covarianceType)
  const isMatrix = layout.scatter === 'full'
  const blocks = isMatrix ? covariances.length / columns ** 2 : covariances.length
  const eigen = isMatrix
    ? Array.from({ length: blocks }, (_, k) => symmetricEigen(covariances.subarray(k * columns ** 2, (k + 1) * columns ** 2), columns))
    : []
  const values = isMatrix ? eigen.flatMap(({ values: own }) => Array.from(own)) : Array.from(covariances)
  const perComponent = values.length / components
  const weighted = values.map((value, at) => ({ value, count: layout.shared ? 1 : weights[Math.floor(at / perComponent)] }))
  const minimum = lowerBoundOfEigenvalues(weighted, ratio)
  if (minimum === undefined) return estimated
  const clip = (value: number): number => Math.min(Math.max(value, minimum), ratio * minimum)
  if (!isMatrix) return { ...estimated, covariances: covariances.map(clip) }
  const bounded = new Float64Array(covariances.length)
  eigen.forEach(({ values: own, vectors }, k) => {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0
        for (let l = 0; l < columns; l++) sum += vectors[i * columns + l] * clip(own[l]) * vectors[j * columns + l]
        bounded[(k * columns + i) * columns + j] = sum
      }
    }
  })
  return { ...estimated, covariances: bounded }
}

/** The best m; undefined if no eigenvalue needs clipping. */
function lowerBoundOfEigenvalues(values: readonly WeightedValue[], ratio: number): number | undefined {
  const all = values.map(({ value }) => value)
  if (Math.max(...all) <= ratio * Math.min(...all)) return undefined
  const edges = [...new Set(all.flatMap(value => [value, value / ratio]))].sort((a, b) => a - b)
  let best: number | undefined
  let lowest = Infinity
  for (let e = 0; e <= edges.length; e++) {
    const inside = e === 0 ? edges[0] / 2 : e === edges.length ? 2 * edges[e - 1] : (edges[e - 1] + edges[e]) / 2
    const candidate = bestWithin(values, inside, ratio)
    const cost = candidate > 0 ? costOf(values, candidate, ratio) : Infinity
    if (!(cost < lowest)) continue
    lowest = cost
    best = candidate
  }
  return best
}

/** The best m if the clipped eigenvalues are those clipped at m = `inside`; NaN if none is clipped there. */
function bestWithin(values: readonly WeightedValue[], inside: number, ratio: number): number {
  let sum = 0
  let counts = 0
  for (const { value, count } of values) {
    if (value < inside) sum += count * value
    else if (value > ratio * inside) sum += (count * value) / ratio
    else continue
    counts += count
  }
  return sum / counts
}

function costOf(values: readonly WeightedValue[], minimum: number, ratio: number): number {
  return values.reduce((sum, { value, count }) => {
    const bounded = Math.min(Math.max(value, minimum), ratio * minimum)
    return sum + count * (Math.log(bounded) + value / bounded)
  }, 0)
}
