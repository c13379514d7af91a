import type { GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { NamedVariables, Stateful } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'

/** Maps codes to cluster probabilities; the network is trained through them. */
export interface ClusterHead extends Stateful {
  /** Variables trained together with the network. Empty for a head that is only fitted between rounds. */
  readonly parameters: NamedVariables
  /** ln p(cluster | code), differentiable: [B, Z] to [B, K]. */
  logResponsibilities(codes: tf.Tensor): tf.Tensor2D
  /**
   * Fits what the network does not train to the codes at the end of a round.
   *
   * @param targets [N, K] targets that the round was trained towards.
   * @returns [N, K] cluster probabilities of every row. The next targets are computed from them.
   */
  refit(codes: Matrix, targets: Matrix): Promise<Matrix>
  /**
   * Brings the clusters up to date with the network of a round that was stopped, without dividing the codes again.
   *
   * @returns [N, K] cluster probabilities of every row.
   */
  catchUp(codes: Matrix): Promise<Matrix>
  /** The clusters as a Gaussian mixture of the codes. Its components are in the order of the columns of `logResponsibilities`. */
  mixture(codes: Matrix): Promise<GaussianMixture>
  dispose(): void
}
