import { GaussianMixture, type NamedCovarianceType } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { CheckpointMismatchError, logSoftmax, mixtureOnDevice, type JsonRecord } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'
import type { ClusterHead } from './clusterHead.js'
import { meanShares } from './meanShares.js'
import { mixtureOfAssignment } from '../mixtures/mixtureOfAssignment.js'
import { responsibilitiesOf } from './responsibilitiesOf.js'

export interface MixtureHeadOptions {
  readonly covarianceType: NamedCovarianceType
  /** Divides the new codes into clusters, [N, Z] to [N, K]. `targets` are what the round was trained towards. */
  readonly partition: (codes: Matrix, targets: Matrix) => Promise<Matrix>
  readonly signal?: AbortSignal
}

/**
 * Head whose clusters are the components of a Gaussian mixture of the codes, one M-step from the partition. The network is
 * trained through the mixture's log-densities, because a separate softmax head would pull the codes away from the mixture.
 */
export function mixtureHead(start: GaussianMixture, { covarianceType, partition, signal }: MixtureHeadOptions): ClusterHead {
  let mixture = start
  let device = mixtureOnDevice(start)

  function replace(next: GaussianMixture): void {
    device.dispose()
    mixture = next
    device = mixtureOnDevice(next)
  }

  const logResponsibilities = (codes: tf.Tensor): tf.Tensor2D => logSoftmax(device.logJoint(codes)) as tf.Tensor2D

  return {
    parameters: {},
    logResponsibilities,
    async refit(codes, targets) {
      const divided = await partition(codes, targets)
      replace(await mixtureOfAssignment(codes, divided, { covarianceType, ...(signal ? { signal } : {}) }))
      return meanShares(divided, await mixture.responsibilities(codes))
    },
    async catchUp(codes) {
      // On the device, log-probabilities stay finite however far the codes have moved.
      replace(await mixtureOfAssignment(codes, await responsibilitiesOf(logResponsibilities, codes), { covarianceType, ...(signal ? { signal } : {}) }))
      return responsibilitiesOf(logResponsibilities, codes)
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
