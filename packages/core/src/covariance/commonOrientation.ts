import { rotateColumns, rotateSymmetric, symmetricEigen } from '../linalg/symmetricEigen.js'
import type { CentredMoments, CovarianceStructure } from './covarianceStructure.js'
import { matrixPerComponent } from './layouts.js'
import { geometricMean, scatterMatrices, weightedSum } from './scatterMatrices.js'
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
      return {
        variances: diagonals.map((diagonal, k) => diagonal.map(value => (volume * value) / sizes[k])),
        deviance: moments.total * moments.columns * Math.log(volume),
      }
    }),
}

/** Σ_k = λ_k D A_k Dᵀ. */
export const VVE: CovarianceStructure = {
  layout: matrixPerComponent,
  parameterCount: (components, columns) => components * columns + orientation(columns),
  estimate: (moments, previous) =>
    alongCommonAxes(moments, previous, diagonals => {
      const variances = diagonals.map((diagonal, k) => diagonal.map(value => value / moments.counts[k]))
      return {
        variances,
        deviance: variances.reduce(
          (sum, values, k) => sum + moments.counts[k] * moments.columns * Math.log(geometricMean(values, k)),
          0,
        ),
      }
    }),
}

/** Variances along given axes that are the most likely, and -2 ln L at them up to a constant. */
type FitAlongAxes = (diagonals: readonly Float64Array[]) => {
  readonly variances: readonly Float64Array[]
  readonly deviance: number
}

/** Nats over all samples that a round of rotations must gain to go on, relative to the number of samples. */
const arrived = 1e-13
const maxRounds = 500

/**
 * Common axes D and variances along them, by turns. For given variances a_k, the axes minimise
 * Σ_k tr(W_k D a_k⁻¹ Dᵀ), and in the plane of two axes l, m the best rotation is known exactly: the new d_l is the
 * eigenvector of the smaller eigenvalue of the 2 x 2 matrix Σ_k (1/a_kl - 1/a_km) [d_l d_m]ᵀ W_k [d_l d_m].
 * No step can lower the likelihood.
 *
 * @param previous the search begins at the axes of these covariances; else at those of the pooled scatter.
 * @see Flury & Gautschi, An algorithm for simultaneous orthogonal transformation of several positive definite
 *   symmetric matrices to nearly diagonal form (1986), for the plane rotations; Browne & McNicholas, Orthogonal Stiefel
 *   manifold optimization for eigen-decomposed covariance parameter estimation in mixture models (2014), for the objective.
 */
function alongCommonAxes(moments: CentredMoments, previous: Float64Array | undefined, fit: FitAlongAxes): Float64Array {
  const { components, columns, total } = moments
  const matrices = scatterMatrices(moments)
  const axes = startAxes(matrices, previous, columns)
  // Scatters seen along the axes, AᵀWA; rotating the axes rotates them.
  const rotated = matrices.map(matrix => alongAxes(matrix, axes, columns))
  let { variances, deviance } = fit(rotated.map(matrix => diagonalOf(matrix, columns)))
  for (let round = 0; round < maxRounds; round++) {
    for (let l = 0; l < columns; l++) {
      for (let m = l + 1; m < columns; m++) rotatePlane(rotated, { axes, variances, columns, l, m })
    }
    const next = fit(rotated.map(matrix => diagonalOf(matrix, columns)))
    const gain = deviance - next.deviance
    ;({ variances, deviance } = next)
    if (!(gain > arrived * total)) break
  }
  const covariances = new Float64Array(components * columns * columns)
  variances.forEach((values, k) => covariances.set(fromEigen(axes, values, columns), k * columns * columns))
  return covariances
}

function rotatePlane(
  rotated: readonly Float64Array[],
  { axes, variances, columns, l, m }: {
    readonly axes: Float64Array
    readonly variances: readonly Float64Array[]
    readonly columns: number
    readonly l: number
    readonly m: number
  },
): void {
  let ll = 0
  let lm = 0
  let mm = 0
  rotated.forEach((matrix, k) => {
    const difference = 1 / variances[k][l] - 1 / variances[k][m]
    ll += difference * matrix[l * columns + l]
    lm += difference * matrix[l * columns + m]
    mm += difference * matrix[m * columns + m]
  })
  if (lm === 0 && ll <= mm) return
  // The direction of the larger eigenvalue, turned by a right angle.
  const angle = 0.5 * Math.atan2(2 * lm, ll - mm) - Math.PI / 2
  const rotation = { p: l, q: m, angle }
  for (const matrix of rotated) rotateSymmetric(matrix, columns, rotation)
  rotateColumns(axes, columns, rotation)
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
  // Matrices with common axes have a sum with the same axes.
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
