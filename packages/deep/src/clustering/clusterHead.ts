import type { GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { NamedVariables, Stateful } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'

/** What turns codes into shares of clusters, and so tells the network where codes should lie. */
export interface ClusterHead extends Stateful {
  /** Trained with the network; none where the head is fitted between rounds. */
  readonly parameters: NamedVariables
  /** ln p(cluster | code), differentiable: [B, Z] to [B, K]. */
  logResponsibilities(codes: tf.Tensor): tf.Tensor2D
  /**
   * Takes the codes of a round in: fits what the network does not train.
   *
   * @param targets [N, K] what the round was trained towards.
   * @returns [N, K] shares of clusters in every row, which the next targets are made of.
   */
  refit(codes: Matrix, targets: Matrix): Promise<Matrix>
  /** The clusters as a mixture of the codes, in the order of the columns of logResponsibilities. */
  mixture(codes: Matrix): Promise<GaussianMixture>
  dispose(): void
}
