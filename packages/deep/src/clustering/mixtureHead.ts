import { GaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { CheckpointMismatchError, logSoftmax, mixtureOnDevice, type JsonRecord } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'
import type { ClusterHead } from './clusterHead.js'
import { meanShares } from './meanShares.js'
import { mixtureOfAssignment } from './mixtureOfAssignment.js'

export interface MixtureHeadOptions {
  readonly covarianceType: NamedCovarianceType
  /** Divides the codes anew, [N, Z] to [N, K], from what they were trained towards. */
  readonly partition: (codes: Matrix, targets: Matrix) => Promise<Matrix>
  readonly signal?: AbortSignal
}

/**
 * The components of a Gaussian mixture of the codes, each the clusters' M-step. The network is trained through the mixture's
 * log-densities: a softmax head of its own would pull the codes away from the mixture that they are clustered by.
 */
export function mixtureHead(start: GaussianMixture, { covarianceType, partition, signal }: MixtureHeadOptions): ClusterHead {
  let mixture = start
  let device = mixtureOnDevice(start)

  function replace(next: GaussianMixture): void {
    device.dispose()
    mixture = next
    device = mixtureOnDevice(next)
  }

  return {
    parameters: {},
    logResponsibilities: codes => logSoftmax(device.logJoint(codes)) as tf.Tensor2D,
    async refit(codes, targets) {
      const divided = await partition(codes, targets)
      replace(await mixtureOfAssignment(codes, divided, { covarianceType, ...(signal ? { signal } : {}) }))
      return meanShares(divided, await mixture.responsibilities(codes))
    },
    mixture: async () => mixture,
    saveState: async () => ({ values: { mixture: mixture.toJSON() as unknown as JsonRecord }, arrays: {} }),
    restoreState({ values }) {
      const saved = GaussianMixture.fromJSON(values.mixture)
      const [expected, actual] = [start, saved].map(({ components, columns }) => `of ${components} components in ${columns} columns`)
      if (actual !== expected) throw new CheckpointMismatchError('mixture', expected, actual)
      replace(saved)
    },
    dispose: () => device.dispose(),
  }
}
