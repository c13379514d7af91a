import * as tf from '@tensorflow/tfjs-core'
import type { ScatterKind } from '@mixtura/core'

/** Tensors of a DeviceMixture. */
export interface MixtureTensors {
  /** [K, D, D], or [K, 1, D] for diagonal scatter. */
  readonly factors: tf.Tensor3D
  /** [K, 1, D] */
  readonly means: tf.Tensor3D
  /** [K, 1] */
  readonly logNormalizers: tf.Tensor2D
}

/** Sums over S groups of rows. Each group is summed in float32. */
export type BlockStatistics = {
  /** [S] sums of log-densities minus the reference, nats. */
  readonly logLikelihoods: tf.Tensor
  /** [K, S] */
  readonly counts: tf.Tensor
  /** [K, S, D] sums of differences from the means. */
  readonly sums: tf.Tensor
  /** [K, S, D, D] or [K, S, D] scatters about the means. */
  readonly scatters: tf.Tensor
}

/**
 * The E-step of a block of rows, in operations that every backend has:
 *
 *   d_k = x - μ_k,  y_k = d_k L_k⁻ᵀ,  ln p_k = c_k - ½ ‖y_k‖²,  r_k = exp(ln p_k - logsumexp)
 *   Σ r_k,  Σ r_k d_k,  Σ r_k d_k d_kᵀ  over each group of `groupRows` rows
 *
 * The means are subtracted first, so the sums have no cancellation.
 *
 * @param samples [S * groupRows, D], relative to the origin of the mixture.
 */
export function blockStatistics(
  samples: tf.Tensor2D,
  { factors, means, logNormalizers }: MixtureTensors,
  { scatter, groupRows }: { readonly scatter: ScatterKind; readonly groupRows: number },
): BlockStatistics {
  return tf.tidy(() => {
    const [rows, columns] = samples.shape
    const components = means.shape[0]
    const groups = rows / groupRows
    const differences = tf.sub(tf.reshape(samples, [1, rows, columns]), means) // [K, B, D]
    const white = scatter === 'full' ? tf.matMul(differences, factors) : tf.mul(differences, factors)
    const logDensities = tf.sub(logNormalizers, tf.mul(tf.sum(tf.square(white), 2), 0.5)) // [K, B]
    const largest = tf.max(logDensities, 0, true)
    const shares = tf.exp(tf.sub(logDensities, largest))
    const total = tf.sum(shares, 0, true)
    const responsibilities = tf.div(shares, total)
    const logLikelihoods = tf.add(largest, tf.log(total)) // [1, B]

    const grouped = tf.reshape(responsibilities, [components * groups, 1, groupRows])
    const groupedDifferences = tf.reshape(differences, [components * groups, groupRows, columns])
    const weighted = tf.mul(groupedDifferences, tf.reshape(responsibilities, [components * groups, groupRows, 1]))
    const scatters =
      scatter === 'full' ? tf.matMul(weighted, groupedDifferences, true) : tf.sum(tf.mul(weighted, groupedDifferences), 1)
    return {
      logLikelihoods: tf.sum(tf.reshape(logLikelihoods, [groups, groupRows]), 1),
      counts: tf.sum(grouped, 2),
      sums: tf.sum(weighted, 1),
      scatters,
    }
  })
}
