import { symmetricEigen } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import type { NamedCovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'

/** Structures whose eigenvalues are free of one another, or all in common: bounding them keeps the structure. */
export const boundableTypes: readonly NamedCovarianceType[] = [
  'full', 'tied', 'diag', 'spherical', 'EII', 'VII', 'EEI', 'VVI', 'EEE', 'VVV',
]

/** An eigenvalue, and how much it counts. */
interface WeightedValue {
  /** Data units squared. */
  readonly value: number
  /** Soft count of its component times its multiplicity. */
  readonly count: number
}

/**
 * The mixture with the most likely covariances of which no eigenvalue, over all components, is more than `ratio` times
 * another: axes stay, and eigenvalues are clipped to [m, ratio · m] with the m that minimises
 *
 *   Σ_k n_k Σ_l (ln d_kl + λ_kl / d_kl),  d_kl = min(max(λ_kl, m), ratio · m).
 *
 * On either side of the m that clip other eigenvalues, the best m is a weighted mean of those clipped; all are tried.
 *
 * @param estimated what the M-step made without the bound, one of `boundableTypes`.
 * @param ratio at least 1; 1 makes all components spheres of one size.
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
  const least = leastEigenvalue(weighted, ratio)
  if (least === undefined) return estimated
  const clip = (value: number): number => Math.min(Math.max(value, least), ratio * least)
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

/** m; undefined where no eigenvalue needs clipping. */
function leastEigenvalue(values: readonly WeightedValue[], ratio: number): number | undefined {
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

/** The m that is best as long as the same eigenvalues are clipped as at `inside`; NaN where none is. */
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

function costOf(values: readonly WeightedValue[], least: number, ratio: number): number {
  return values.reduce((sum, { value, count }) => {
    const bounded = Math.min(Math.max(value, least), ratio * least)
    return sum + count * (Math.log(bounded) + value / bounded)
  }, 0)
}
