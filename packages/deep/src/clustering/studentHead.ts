import type { GaussianMixture, NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { logSoftmax, type NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { assignArrays, readArrays } from '../models/networkArrays.js'
import type { ClusterHead } from './clusterHead.js'
import { mixtureOfAssignment } from '../mixtures/mixtureOfAssignment.js'
import { responsibilitiesOf } from './responsibilitiesOf.js'

/**
 * Head whose probabilities are similarities to centroids that are trained with the network:
 *
 *   q(k | z) ∝ 1 / (1 + ‖z - μ_k‖²)
 *
 * @see Xie, Girshick & Farhadi, Unsupervised deep embedding for clustering analysis (2016), eq. 1 with α = 1.
 */
export function studentHead(start: GaussianMixture, { covarianceType }: { readonly covarianceType: NamedCovarianceType }): ClusterHead {
  const { components, columns } = start
  const centroids = tf.tidy(() => tf.variable(tf.tensor2d(Float32Array.from(start.means), [components, columns])))
  const parameters: NamedVariables = { 'head/centroids': centroids }

  function logResponsibilities(codes: tf.Tensor): tf.Tensor2D {
    return tf.tidy(() => {
      const differences = tf.sub(tf.reshape(codes, [codes.shape[0], 1, columns]), tf.reshape(centroids, [1, components, columns]))
      return logSoftmax(tf.neg(tf.log1p(tf.sum(tf.square(differences), 2)))) as tf.Tensor2D
    })
  }

  return {
    parameters,
    logResponsibilities,
    refit: codes => responsibilitiesOf(logResponsibilities, codes),
    catchUp: codes => responsibilitiesOf(logResponsibilities, codes),
    async mixture(codes: Matrix) {
      return mixtureOfAssignment(codes, await responsibilitiesOf(logResponsibilities, codes), { covarianceType })
    },
    saveState: async () => ({ values: {}, arrays: await readArrays(parameters) }),
    restoreState: ({ arrays }) => assignArrays(parameters, arrays),
    dispose: () => centroids.dispose(),
  }
}
