import { rotateColumns, rotateSymmetric, symmetricEigen } from '@mixtura/numerics'
import type { CentredMoments, CovarianceStructure } from './covarianceStructure.js'
import { matrixPerComponent } from './layouts.js'
import { geometricMean, requirePositive, scatterMatrices, weightedSum } from './scatterMatrices.js'
import { fromEigen } from './varyingOrientation.js'

const orientation = (columns: number): number => (columns * (columns - 1)) / 2

/** Σ_k = λ D A_k Dᵀ. */
export const EVE: CovarianceStructure = {
  layout: matrixPerComponent,
  parameterCount: (components, columns) => 1 + components * (columns - 1) + orientation(columns),
  estimate: (moments, previous) =>
    alongCommonAxes(moments, previous, diagonals => {
      const sizes = diagonals.map(geometricMean)
      const volume = sizes.reduce((sum, size) => sum + size, 0) / moments.total
      // The ratio first: the product of two variances may leave the range of float64.
      return diagonals.map((diagonal, k) => diagonal.map(value => volume * (value / sizes[k])))
    }),
}

/** Σ_k = λ_k D A_k Dᵀ. */
export const VVE: CovarianceStructure = {
  layout: matrixPerComponent,
  parameterCount: (components, columns) => components * columns + orientation(columns),
  estimate: (moments, previous) =>
    alongCommonAxes(moments, previous, diagonals => {
      diagonals.forEach(requirePositive)
      return diagonals.map((diagonal, k) => diagonal.map(value => value / moments.counts[k]))
    }),
}

/** Maximum-likelihood variances along given axes, from the diagonals of the scatters in the basis of these axes. */
type FitAlongAxes = (diagonals: readonly Float64Array[]) => readonly Float64Array[]

/**
 * The axes have converged if |sin 2θ| of the largest rotation of a round is at most this. A test of the gain, which is flat
 * at the maximum, would find the axes only to the square root of the rounding.
 */
const angleTolerance = 1e-11
const maxRounds = 500

/**
 * Maximises the likelihood over common axes D and the variances along them, in turn. For given variances a_k, the axes
 * minimise Σ_k tr(W_k D a_k⁻¹ Dᵀ). In the plane of two axes l, m the best rotation has a closed form: the new d_l is the
 * eigenvector of the smaller eigenvalue of the 2 x 2 matrix Σ_k (1/a_kl - 1/a_km) [d_l d_m]ᵀ W_k [d_l d_m].
 * No step can lower the likelihood.
 *
 * @param previous the search begins at the axes of these covariances; without them, at the axes of the pooled scatter.
 * @see Flury & Gautschi, An algorithm for simultaneous orthogonal transformation of several positive definite
 *   symmetric matrices to nearly diagonal form (1986), for the plane rotations; Browne & McNicholas, Orthogonal Stiefel
 *   manifold optimization for eigen-decomposed covariance parameter estimation in mixture models (2014), for the objective.
 */
function alongCommonAxes(moments: CentredMoments, previous: Float64Array | undefined, fit: FitAlongAxes): Float64Array {
  const { components, columns } = moments
  const matrices = scatterMatrices(moments)
  const axes = startAxes(matrices, previous, columns)
  // The scatters in the basis of the axes, AᵀWA. They rotate with the axes.
  const rotated = matrices.map(matrix => alongAxes(matrix, axes, columns))
  let variances = fit(rotated.map(matrix => diagonalOf(matrix, columns)))
  for (let round = 0; round < maxRounds; round++) {
    let largest = 0
    for (let l = 0; l < columns; l++) {
      for (let m = l + 1; m < columns; m++) {
        largest = Math.max(largest, rotatePlane(rotated, { axes, variances, columns, l, m }))
      }
    }
    variances = fit(rotated.map(matrix => diagonalOf(matrix, columns)))
    if (!(largest > angleTolerance)) break
  }
  const covariances = new Float64Array(components * columns * columns)
  variances.forEach((values, k) => covariances.set(fromEigen(axes, values, columns), k * columns * columns))
  return covariances
}

/** Rotates to the best axes of one plane. Returns |sin 2θ|, which is also 0 if two axes were only exchanged. */
function rotatePlane(
  rotated: readonly Float64Array[],
  { axes, variances, columns, l, m }: {
    readonly axes: Float64Array
    readonly variances: readonly Float64Array[]
    readonly columns: number
    readonly l: number
    readonly m: number
  },
): number {
  let ll = 0
  let lm = 0
  let mm = 0
  rotated.forEach((matrix, k) => {
    const difference = 1 / variances[k][l] - 1 / variances[k][m]
    ll += difference * matrix[l * columns + l]
    lm += difference * matrix[l * columns + m]
    mm += difference * matrix[m * columns + m]
  })
  if (lm === 0 && ll <= mm) return 0
  // The direction of the larger eigenvalue, rotated by a right angle.
  const angle = 0.5 * Math.atan2(2 * lm, ll - mm) - Math.PI / 2
  const rotation = { p: l, q: m, angle }
  for (const matrix of rotated) rotateSymmetric(matrix, columns, rotation)
  rotateColumns(axes, columns, rotation)
  return Math.abs(Math.sin(2 * angle))
}

function startAxes(
  matrices: readonly Float64Array[],
  previous: Float64Array | undefined,
  columns: number,
): Float64Array {
  const size = columns * columns
  if (previous?.length !== matrices.length * size) {
    return symmetricEigen(weightedSum(matrices, matrices.map(() => 1)), columns).vectors
  }
  // If matrices have common axes, their sum has the same axes.
  const each = matrices.map((_, k) => previous.subarray(k * size, (k + 1) * size))
  return symmetricEigen(weightedSum(each, matrices.map(() => 1)), columns).vectors
}

/** AᵀWA */
function alongAxes(matrix: Float64Array, axes: Float64Array, columns: number): Float64Array {
  const product = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      let sum = 0
      for (let a = 0; a < columns; a++) {
        for (let b = 0; b < columns; b++) {
          sum += axes[a * columns + i] * matrix[a * columns + b] * axes[b * columns + j]
        }
      }
      product[i * columns + j] = sum
    }
  }
  return product
}

function diagonalOf(matrix: Float64Array, columns: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, i) => matrix[i * columns + i])
}
