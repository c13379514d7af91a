import type { Regularization } from '@mixtura/core'
import { stopGradient, type Batch, type Optimizer, type StepContext, type StepMetrics } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { AnomalyNetworks } from './anomalyNetworks.js'
import type { CompleteDagmmSettings } from './anomalyOptions.js'
import { gaussianEnergies, softGaussians } from './softGaussians.js'

/** Squared float32 rounding of features of size 1. Smaller variances cannot be told from those of a constant. */
export const smallestVariance = 1e-12

/**
 * A training step on networks and mixture together:
 *
 *   loss = 1/N Σ ‖x - x'‖² + λ₁ 1/N Σ E(z) + λ₂ Σ_k Σ_j 1 / Σ_kjj
 *
 * The mixture is computed from the batch. The variance added for regularisation is treated as constant: no gradient passes
 * through it.
 *
 * @see Zong et al., Deep autoencoding Gaussian mixture model (2018), eq. 7.
 */
export function anomalyStep(
  { networks, optimizer }: { readonly networks: AnomalyNetworks; readonly optimizer: Optimizer },
  { energyWeight, singularityWeight, regularization }: CompleteDagmmSettings,
): (batch: Batch, context: StepContext) => StepMetrics {
  return ({ inputs }, { random }) =>
    optimizer.minimize(() => {
      const { rows, reconstructions, features, shares } = networks.apply(inputs, random)
      const added = stopGradient(tf.add(addedVariances(features, regularization), smallestVariance))
      const mixture = softGaussians(features, shares, added)
      const reconstructionLoss = tf.mean(tf.sum(tf.square(tf.sub(rows, reconstructions)), 1)) as tf.Scalar
      const meanEnergy = tf.mean(gaussianEnergies(features, mixture, tf.mul(added, 0.5))) as tf.Scalar
      const singularity = tf.sum(tf.reciprocal(variancesOf(mixture.covariances))) as tf.Scalar
      const loss = tf.add(reconstructionLoss, tf.add(tf.mul(meanEnergy, energyWeight), tf.mul(singularity, singularityWeight)))
      return { loss: loss as tf.Scalar, reconstructionLoss, meanEnergy, singularity }
    })
}

function addedVariances(features: tf.Tensor2D, regularization: Regularization): tf.Tensor {
  if ('absolute' in regularization) return tf.fill([features.shape[1]], regularization.absolute)
  return tf.mul(tf.moments(features, 0).variance, regularization.relative)
}

/** [K, D] diagonals of [K, D, D]. */
function variancesOf(covariances: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(covariances, tf.eye(covariances.shape[1]!)), 2)
}
