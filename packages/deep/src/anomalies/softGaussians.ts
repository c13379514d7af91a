import * as tf from '@tensorflow/tfjs-core'

/** A Gaussian mixture on the device. Gradients may pass through its parameters. */
export interface GaussianTensors {
  /** [K] */
  readonly weights: tf.Tensor
  /** [K, 1, D] */
  readonly means: tf.Tensor
  /** [K, D, D] */
  readonly covariances: tf.Tensor
}

/** Least count that means are divided by, so that the quotient is finite for a component without rows. */
const smallestCount = 1e-6
const smallestWeight = 1e-12

/**
 * The mixture of a batch from soft assignments γ, differentiable with respect to rows and shares:
 *
 *   N_k = Σ_n γ_nk,  φ_k = N_k / N,  μ_k = Σ_n γ_nk z_n / N_k,  Σ_k = Σ_n γ_nk (z_n - μ_k)(z_n - μ_k)ᵀ / N_k + diag R
 *
 * @param rows [B, D]
 * @param shares [B, K] γ, rows sum to 1.
 * @param regularization [D] R, variances.
 * @see Zong et al., Deep autoencoding Gaussian mixture model (2018), eq. 5.
 */
export function softGaussians(rows: tf.Tensor, shares: tf.Tensor, regularization: tf.Tensor): GaussianTensors {
  return tf.tidy(() => {
    const [batch, columns] = rows.shape as [number, number]
    const components = shares.shape[1]!
    const counts = tf.maximum(tf.sum(shares, 0), smallestCount)
    const means = tf.expandDims(tf.div(tf.matMul(shares, rows, true), tf.expandDims(counts, 1)), 1)
    const differences = tf.sub(tf.reshape(rows, [1, batch, columns]), means)
    const weighted = tf.mul(differences, tf.reshape(tf.transpose(shares), [components, batch, 1]))
    const scatters = tf.div(tf.matMul(weighted, differences, true), tf.reshape(counts, [components, 1, 1]))
    return { weights: tf.div(counts, batch), means, covariances: tf.add(scatters, tf.mul(tf.eye(columns), regularization)) }
  })
}

/**
 * [B] energy of each row, - ln Σ_k φ_k N(z; μ_k, Σ_k), nats, differentiable with respect to rows and mixture.
 *
 * Each covariance is factored as L diag(p) Lᵀ by Schur complements, one column at a time for all components and rows at once:
 * pivot p = S₁₁, l = S₁₂ / p, S ← S₂₂ - l S₁₂ᵀ. The residuals are reduced in the same way. No matrix is inverted.
 *
 * @param smallestPivots [D] above 0. A smaller pivot can only come from rounding and is replaced by this value.
 * @see Zong et al. (2018), eq. 6; Golub & Van Loan, Matrix Computations (2013), section 4.1.
 */
export function gaussianEnergies(rows: tf.Tensor, { weights, means, covariances }: GaussianTensors, smallestPivots: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => {
    const [batch, columns] = rows.shape as [number, number]
    const components = weights.shape[0]
    let schur = covariances
    let residuals = tf.transpose(tf.sub(tf.reshape(rows, [1, batch, columns]), means), [0, 2, 1])
    let squares: tf.Tensor = tf.zeros([components, batch])
    let logDeterminants: tf.Tensor = tf.zeros([components, 1])
    for (let left = columns; left > 0; left--) {
      const smallest = tf.slice(smallestPivots, [columns - left], [1])
      const pivots = tf.maximum(tf.slice(schur, [0, 0, 0], [components, 1, 1]), smallest)
      const residual = tf.slice(residuals, [0, 0, 0], [components, 1, batch])
      squares = tf.add(squares, tf.reshape(tf.div(tf.square(residual), pivots), [components, batch]))
      logDeterminants = tf.add(logDeterminants, tf.reshape(tf.log(pivots), [components, 1]))
      if (left === 1) break
      const crossing = tf.slice(schur, [0, 0, 1], [components, 1, left - 1])
      const factors = tf.div(tf.slice(schur, [0, 1, 0], [components, left - 1, 1]), pivots)
      schur = tf.sub(tf.slice(schur, [0, 1, 1], [components, left - 1, left - 1]), tf.mul(factors, crossing))
      residuals = tf.sub(tf.slice(residuals, [0, 1, 0], [components, left - 1, batch]), tf.mul(factors, residual))
    }
    const logNormalizers = tf.mul(tf.add(logDeterminants, columns * Math.log(2 * Math.PI)), -0.5)
    const logWeights = tf.reshape(tf.log(tf.maximum(weights, smallestWeight)), [components, 1])
    const logJoint = tf.sub(tf.add(logWeights, logNormalizers), tf.mul(squares, 0.5))
    return tf.neg(tf.logSumExp(logJoint, 0)) as tf.Tensor1D
  })
}
