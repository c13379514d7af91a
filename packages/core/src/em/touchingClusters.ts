import { roundingShare } from './widestGaps.js'

/** Fewest distinct values of a cluster; a smaller one may look separate by chance. */
const minValues = 16
/** Largest number of cuts of a piece before it counts as one cluster. */
const maxCuts = 7
/**
 * m cuts leave 1 / (m + 1)² of the variance of a uniform coordinate, and more of a normal or exponential one. Pieces are clusters
 * if the cuts leave less than this multiple of 1 / (m + 1)². Two normal clusters of equal size do so from a distance of 4.5
 * standard deviations.
 */
const clusterShare = 2 / 3
/** If the first cut leaves a larger share, there are no clusters: it leaves 0.36 of a normal coordinate, and 0.28 of three clusters. */
const maxFirstShare = 1 / 3

/** One coordinate of some rows. */
export interface Coordinate {
  readonly values: Float64Array
  readonly weights: Float64Array | undefined
  readonly rounding: number
}

/** The values [from, to) of a coordinate, and their best cut. */
interface Piece {
  readonly from: number
  readonly to: number
  readonly weight: number
  /** Weighted sum of squared deviations from the mean. */
  readonly squares: number
  /** Index of the first value after the best cut: the one that leaves the smallest sum of squares. */
  readonly cut: number
  /** Reduction of the squares by that cut; 0 if the piece cannot be cut. */
  readonly gain: number
}

/**
 * The share of a coordinate's variance that lies within clusters that no gap separates; 1 if it has no such clusters.
 *
 * Clusters 4.5 to 8 standard deviations apart touch each other, and clusters at any distance leave no gap if stray rows lie between
 * them. The variance of such a coordinate comes mostly from the distances between its clusters. The best cuts show this: they leave
 * clearly less variance than in a uniform coordinate, and what they leave is the variance within the clusters. Weight n counts as n
 * rows.
 *
 * @param coordinate.values [n] ascending.
 * @param coordinate.weights [n] of the values.
 * @param coordinate.rounding variance h² / 12 of the rounding to steps h; no cut removes it.
 * @see Fisher, On grouping for maximum homogeneity (1958); here each cut is made in the piece that gains most from it.
 */
export function withinShare(coordinate: Coordinate): number {
  const { length } = coordinate.values
  if (length < 2 * minValues) return 1
  const whole = pieceOf(coordinate, 0, length)
  return whole.squares > 0 ? squaresWithin(coordinate, whole) / whole.squares : 1
}

/**
 * [D, D] covariance with the variance along each invariant coordinate multiplied by a share. It is equivariant under linear maps of
 * the columns.
 *
 * The coordinates have unit covariance, so C = Σ_l c_l c_lᵀ with c_l = C b_l for direction b_l. Each term is multiplied by its share.
 *
 * @param directions [D, D] `invariantCoordinates` of the rows with this covariance.
 * @param shares [D]
 */
export function shrunkCovariance(covariance: Float64Array, directions: Float64Array, shares: Float64Array): Float64Array {
  if (shares.every(share => share === 1)) return covariance
  const columns = shares.length
  const within = new Float64Array(columns * columns)
  const c = new Float64Array(columns)
  for (let l = 0; l < columns; l++) {
    for (let i = 0; i < columns; i++) {
      c[i] = 0
      for (let j = 0; j < columns; j++) c[i] += covariance[i * columns + j] * directions[l * columns + j]
    }
    for (let i = 0; i < columns; i++) for (let j = 0; j < columns; j++) within[i * columns + j] += shares[l] * c[i] * c[j]
  }
  return within
}

/** Sum of squared deviations within the clusters of a piece, or within the piece if it has none. */
function squaresWithin(coordinate: Coordinate, piece: Piece): number {
  const pieces = [piece]
  const varianceOf = (squares: number): number => squares / piece.weight + coordinate.rounding
  const whole = varianceOf(piece.squares)
  for (let cuts = 1; cuts <= maxCuts; cuts++) {
    const next = pieces.reduce((best, candidate) => (candidate.gain > best.gain ? candidate : best))
    if (next.gain === 0) break
    pieces.splice(pieces.indexOf(next), 1, pieceOf(coordinate, next.from, next.cut), pieceOf(coordinate, next.cut, next.to))
    const left = varianceOf(pieces.reduce((sum, { squares }) => sum + squares, 0))
    if (cuts === 1 && left > maxFirstShare * whole) break
    if (left < (clusterShare / (cuts + 1) ** 2) * whole) return pieces.reduce((sum, part) => sum + squaresWithin(coordinate, part), 0)
  }
  return piece.squares
}

/**
 * The piece and its best cut, in O(n). A cut with weights W_l and W_r on its sides, and the sum S_l of deviations on the left,
 * reduces the squares by S_l² (1 / W_l + 1 / W_r).
 */
function pieceOf({ values, weights }: Coordinate, from: number, to: number): Piece {
  const rounding = roundingShare * Math.max(Math.abs(values[from]), Math.abs(values[to - 1]))
  let distinct = 1
  let weight = weights ? weights[from] : 1
  let shift = 0
  for (let at = from + 1; at < to; at++) {
    const rowWeight = weights ? weights[at] : 1
    if (values[at] - values[at - 1] > rounding) distinct++
    weight += rowWeight
    shift += rowWeight * (values[at] - values[from])
  }
  const mean = values[from] + shift / weight

  let cut = from
  let gain = 0
  let squares = 0
  let distinctBefore = 1
  let weightBefore = 0
  let sumBefore = 0
  for (let at = from; at < to; at++) {
    if (at > from && values[at] - values[at - 1] > rounding) {
      if (distinctBefore >= minValues && distinct - distinctBefore >= minValues) {
        const gained = (sumBefore * sumBefore * weight) / (weightBefore * (weight - weightBefore))
        if (gained > gain) {
          cut = at
          gain = gained
        }
      }
      distinctBefore++
    }
    const rowWeight = weights ? weights[at] : 1
    const difference = values[at] - mean
    weightBefore += rowWeight
    sumBefore += rowWeight * difference
    squares += rowWeight * difference * difference
  }
  return { from, to, weight, squares, cut, gain }
}
