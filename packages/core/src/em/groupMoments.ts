import { diagonalOf } from '@mixtura/numerics'
import type { ScatterKind } from '../kernels/workspace.js'
import { coreShares, coreVariances } from './denseCores.js'
import { rowMoments, type GroupMoments } from './rowMoments.js'
import { columnShares, type RowGroup } from './separatedGroups.js'

export interface MomentsOptions {
  /** [D] step to which the values of each column are rounded. */
  readonly steps: Float64Array
  readonly scatter: ScatterKind
  /** Whether clusters that touch each other count as one. */
  readonly joinsTouching: boolean
}

/** Moments whose covariance is diagonal, or has one column; they are computed once. */
const diagonalMoments = (group: RowGroup, scatter: ScatterKind): GroupMoments => (group.diagonal ??= rowMoments(group, scatter))

/** Pooled moments of several groups; the scatter of each group is about its own mean. */
export function pooledMoments(groups: readonly RowGroup[], scatter: ScatterKind): GroupMoments {
  const moments = groups.map(group => rowMoments(group, scatter))
  const total = moments.reduce((sum, { weight }) => sum + weight, 0)
  const covariance = new Float64Array(moments[0].covariance.length)
  for (const own of moments) own.covariance.forEach((value, at) => (covariance[at] += (own.weight / total) * value))
  return { weight: total, covariance }
}

/**
 * Moments of one group. Its covariance is scaled down to the variance within clusters that touch each other, and then to the cores
 * of its columns; the latter does not change correlations.
 */
export function clusterMoments(group: RowGroup, { steps, scatter, joinsTouching }: MomentsOptions): GroupMoments {
  const { columns } = group.samples
  const isFull = scatter === 'full' && columns > 1
  const { weight, covariance: whole } = isFull ? (group.invariant?.moments ?? rowMoments(group, scatter)) : diagonalMoments(group, scatter)
  const within = (): Float64Array =>
    isFull ? (group.invariant?.within ?? whole) : columnShares(group, steps).map((share, i) => share * whole[i])
  const covariance = joinsTouching ? whole : within()
  const shares = coreShares((group.cores ??= coreVariances(group.samples)), diagonalOf(covariance, columns))
  if (shares.every(share => share === 1)) return { weight, covariance }
  const shareAt = (at: number): number => (isFull ? Math.sqrt(shares[Math.floor(at / columns)] * shares[at % columns]) : shares[at])
  return { weight, covariance: covariance.map((value, at) => value * shareAt(at)) }
}
