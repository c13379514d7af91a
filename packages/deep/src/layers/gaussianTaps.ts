import * as tf from '@tensorflow/tfjs-core'

/**
 * M Gaussians over the window of a convolution; each array is [M]. The covariance of a Gaussian is Σ = L Lᵀ with the lower
 * triangular L = [[l_r, 0], [slant, l_c]], l = minimumDeviation + exp(log scale), so all parameter values are valid.
 * Lengths are in taps, the distance between neighbouring weights of the window.
 */
export interface TapGaussians {
  /** Row of the centre, downwards from the middle of the window. */
  readonly meanRows: tf.Tensor
  /** Column of the centre, rightwards from the middle of the window. */
  readonly meanColumns: tf.Tensor
  readonly logScaleRows: tf.Tensor
  readonly slants: tf.Tensor
  readonly logScaleColumns: tf.Tensor
}

/** Height and width of a window in taps. */
export type WindowSize = readonly [number, number]

/** In taps. A narrower Gaussian can lie between taps, where neither it nor its gradient reaches one. */
export const minimumDeviation = 0.1

/**
 * [height · width, M] values of the Gaussians at the taps. Each column has unit energy:
 *
 *   g_m(p) = N(p; μ_m, Σ_m) / √(Σ_q N(q; μ_m, Σ_m)²) = exp(ℓ_m(p) - ½ ln Σ_q exp 2 ℓ_m(q)),  ℓ_m(p) = -½ ‖L_m⁻¹ (p - μ_m)‖²
 *
 * It is computed in log space, so a Gaussian far outside the window or far narrower than a tap still has unit energy. In the
 * limit of zero variance only the nearest tap is nonzero; in the limit of infinite variance all taps are equal.
 */
export function gaussianTaps(gaussians: TapGaussians, [height, width]: WindowSize): tf.Tensor2D {
  return tf.tidy(() => {
    const { meanRows, meanColumns, logScaleRows, slants, logScaleColumns } = gaussians
    const { rows, columns } = tapPositions([height, width])
    const white = tf.div(tf.sub(rows, meanRows), deviations(logScaleRows))
    const whiteAcross = tf.div(
      tf.sub(tf.sub(columns, meanColumns), tf.mul(slants, white)),
      deviations(logScaleColumns),
    )
    const logDensities = tf.mul(tf.add(tf.square(white), tf.square(whiteAcross)), -0.5)
    const logEnergies = tf.logSumExp(tf.mul(logDensities, 2), 0, true)
    return tf.exp(tf.sub(logDensities, tf.mul(logEnergies, 0.5))) as tf.Tensor2D
  })
}

function deviations(logScale: tf.Tensor): tf.Tensor {
  return tf.add(tf.exp(logScale), minimumDeviation)
}

/** Row and column of each tap from the middle of the window, each [height · width, 1]. */
function tapPositions([height, width]: WindowSize): { readonly rows: tf.Tensor2D; readonly columns: tf.Tensor2D } {
  const taps = height * width
  const rows = Float32Array.from({ length: taps }, (_, tap) => Math.floor(tap / width) - (height - 1) / 2)
  const columns = Float32Array.from({ length: taps }, (_, tap) => (tap % width) - (width - 1) / 2)
  return { rows: tf.tensor2d(rows, [taps, 1]), columns: tf.tensor2d(columns, [taps, 1]) }
}
