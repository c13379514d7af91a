import type { Matrix } from '@mixtura/numerics'

/** Calls `visit` with block after block of rows and how much each row counts in each group: [rows, K] row-major, 0 to 1. */
export type WeightBlocks = (visit: (block: Matrix, weights: ArrayLike<number>) => void) => Promise<void>

/** The cells of a group, and of the rest: of all rows as far as they do not belong to it. All arrays are [K, D] row-major, in the units of the samples. */
export interface GroupMoments {
  /** [K] sum of the weights. */
  readonly sizes: Float64Array
  readonly means: Float64Array
  readonly standardDeviations: Float64Array
  readonly standardErrors: Float64Array
  readonly restMeans: Float64Array
  /** (mean - restMean) / √((s² + s_rest²) / 2): Cohen's d for two groups that count alike. */
  readonly differences: Float64Array
}

/**
 * Weighted moments of groups. Missing cells (NaN) do not count. With the weights r_n of the rows that have a cell, W = Σ r_n and
 * n_eff = W² / Σ r_n², the mean μ = Σ r_n x_n / W has, by linearisation, the standard error
 *
 *   √(n_eff / (n_eff - 1) Σ r_n² (x_n - μ)²) / W,
 *
 * which is s / √n if each row belongs to one group. It takes the weights as known. Two passes: squares are taken about the means.
 *
 * @returns NaN for what a group has too few cells for.
 * @see Cochran, Sampling Techniques (1977), section 6.3: the variance of a ratio of sums.
 */
export async function groupMoments(forEachBlock: WeightBlocks, groups: number, columns: number): Promise<GroupMoments> {
  const cells = groups * columns
  const sizes = new Float64Array(groups)
  const [weightSums, squaredWeights, sums] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)]
  const [restWeights, restSums] = [new Float64Array(cells), new Float64Array(cells)]
  await forEachBlock((block, weights) => {
    for (let row = 0; row < block.rows; row++) for (let k = 0; k < groups; k++) sizes[k]! += weights[row * groups + k]!
    forEachCell(block, weights, groups, (at, value, weight) => {
      weightSums[at]! += weight
      squaredWeights[at]! += weight * weight
      sums[at]! += weight * value
      restWeights[at]! += 1 - weight
      restSums[at]! += (1 - weight) * value
    })
  })
  const means = sums.map((sum, at) => sum / weightSums[at]!)
  // Posteriors that sum to all rows leave a rest of rounding errors.
  const restMeans = restSums.map((sum, at) => (restWeights[at]! > 1e-9 * (weightSums[at]! + restWeights[at]!) ? sum / restWeights[at]! : Number.NaN))
  const [squares, errorSquares, restSquares] = [new Float64Array(cells), new Float64Array(cells), new Float64Array(cells)]
  await forEachBlock((block, weights) =>
    forEachCell(block, weights, groups, (at, value, weight) => {
      const squared = (value - means[at]!) ** 2
      squares[at]! += weight * squared
      errorSquares[at]! += weight * weight * squared
      restSquares[at]! += (1 - weight) * (value - restMeans[at]!) ** 2
    }))
  const variances = squares.map((square, at) => square / weightSums[at]!)
  return {
    sizes,
    means,
    standardDeviations: variances.map(Math.sqrt),
    standardErrors: errorSquares.map((square, at) => {
      const effective = weightSums[at]! ** 2 / squaredWeights[at]!
      return effective > 1 ? Math.sqrt((effective / (effective - 1)) * square) / weightSums[at]! : Number.NaN
    }),
    restMeans,
    differences: means.map((mean, at) => {
      const gap = mean - restMeans[at]!
      return gap === 0 ? 0 : gap / Math.sqrt((variances[at]! + restSquares[at]! / restWeights[at]!) / 2)
    }),
  }
}

function forEachCell({ data, rows, columns }: Matrix, weights: ArrayLike<number>, groups: number, visit: (at: number, value: number, weight: number) => void): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = data[row * columns + column]!
      if (Number.isNaN(value)) continue
      for (let k = 0; k < groups; k++) visit(k * columns + column, value, weights[row * groups + k]!)
    }
  }
}
