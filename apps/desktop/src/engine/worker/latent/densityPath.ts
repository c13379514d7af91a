import type { GaussianMixture } from '@mixtura/core'
import { choleskyInPlace, type Matrix } from '@mixtura/numerics'

/** Share of the way to the weighted mean of the components that a point moves in one iteration. */
const pace = 0.2
const iterations = 80

/**
 * A path of high density between two places: the string method. Each inner point climbs the density,
 *
 *   z ← z + η (Σ_k r_k Λ_k)⁻¹ Σ_k r_k Λ_k (μ_k - z),
 *
 * which is a step along P⁻¹ ∇ ln p(z) towards the fixed point of a mode; then the points are spread evenly along the path. A path that no
 * longer changes runs through the lowest passes between its ends.
 *
 * @param line [n, C] points on the straight line, the ends included.
 * @returns [n, C] the path, with the same ends.
 * @see E, Ren and Vanden-Eijnden, Simplified and improved string method (2007); Carreira-Perpiñán, Mode-finding for mixtures of Gaussian
 * distributions (2000), for the step.
 */
export async function densityPath(mixture: GaussianMixture, line: Matrix): Promise<Matrix> {
  const { rows, columns } = line
  const precisions = Array.from({ length: mixture.components }, (_, k) => inverseOf(mixture.componentCovariance(k), columns))
  const means = Array.from({ length: mixture.components }, (_, k) => mixture.componentMean(k))
  let path = { ...line, data: Float64Array.from(line.data) }
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { data: shares } = await mixture.responsibilities(path)
    for (let row = 1; row < rows - 1; row++) {
      const point = path.data.subarray(row * columns, (row + 1) * columns)
      const precision = new Float64Array(columns * columns)
      const pull = new Float64Array(columns)
      means.forEach((mean, k) => {
        const share = shares[row * means.length + k]!
        if (share < 1e-9) return
        const own = precisions[k]!
        for (let i = 0; i < columns; i++) {
          for (let j = 0; j < columns; j++) {
            const entry = share * own[i * columns + j]!
            precision[i * columns + j]! += entry
            pull[i]! += entry * (mean[j]! - point[j]!)
          }
        }
      })
      solve(precision, pull, columns).forEach((step, i) => { point[i]! += pace * step })
    }
    path = { ...path, data: spreadEvenly(path) }
  }
  return path
}

/** [C, C] inverse of a covariance, which the caller keeps for many products. */
function inverseOf(covariance: Float64Array, columns: number): Float64Array {
  const inverse = new Float64Array(columns * columns)
  for (let j = 0; j < columns; j++) {
    const unit = new Float64Array(columns)
    unit[j] = 1
    solve(Float64Array.from(covariance), unit, columns).forEach((value, i) => { inverse[i * columns + j] = value })
  }
  return inverse
}

/** x of A x = b for a positive definite A, by its Cholesky factor. Overwrites `matrix`. */
function solve(matrix: Float64Array, right: Float64Array, columns: number): Float64Array {
  choleskyInPlace(matrix, columns)
  const x = Float64Array.from(right)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < i; j++) x[i]! -= matrix[i * columns + j]! * x[j]!
    x[i]! /= matrix[i * columns + i]!
  }
  for (let i = columns - 1; i >= 0; i--) {
    for (let j = i + 1; j < columns; j++) x[i]! -= matrix[j * columns + i]! * x[j]!
    x[i]! /= matrix[i * columns + i]!
  }
  return x
}

/** The points of a path, moved along it until they are equally far from each other. */
function spreadEvenly({ data, rows, columns }: { readonly data: Float64Array; readonly rows: number; readonly columns: number }): Float64Array<ArrayBuffer> {
  const lengths = new Float64Array(rows)
  for (let row = 1; row < rows; row++) {
    let squared = 0
    for (let i = 0; i < columns; i++) squared += (data[row * columns + i]! - data[(row - 1) * columns + i]!) ** 2
    lengths[row] = lengths[row - 1]! + Math.sqrt(squared)
  }
  const spread = Float64Array.from(data)
  const whole = lengths[rows - 1]!
  let segment = 1
  for (let row = 1; row < rows - 1; row++) {
    const wanted = (whole * row) / (rows - 1)
    while (segment < rows - 1 && lengths[segment]! < wanted) segment++
    const length = lengths[segment]! - lengths[segment - 1]!
    const share = length > 0 ? (wanted - lengths[segment - 1]!) / length : 0
    for (let i = 0; i < columns; i++) {
      const [from, to] = [data[(segment - 1) * columns + i]!, data[segment * columns + i]!]
      spread[row * columns + i] = from + share * (to - from)
    }
  }
  return spread
}
