import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { classLogDensities, estimateClasses, type ClassGaussians, type ClassShape } from './classGaussians.js'
import type { SupportBatch } from './episodeBatch.js'

/**
 * Estimates the classes of T episodes from their supports. Each step is an EM step with fixed labels:
 *
 *   r[s, k] = softmax_k ln N(z_s; μ_k, Σ_k) over the components that row s may belong to,
 *
 * which are those of its class, or all if it has no label. With several prototypes per class this is soft k-means within the
 * class. With unlabelled rows it is the refinement of Ren et al. With neither, the steps change nothing.
 *
 * @param codes [T, S, Z] of the support.
 * @see Ren et al., Meta-learning for semi-supervised few-shot classification (2018), eq. 3 and 4.
 */
export function refinedClasses(
  codes: tf.Tensor,
  { seats, allowed, presence }: SupportBatch,
  { head, shape, steps }: { readonly head: NamedTensors; readonly shape: ClassShape; readonly steps: number },
): ClassGaussians {
  let gaussians = estimateClasses(codes, seats, { head, shape })
  for (let step = 0; step < steps; step++) {
    const logits = tf.add(tf.transpose(classLogDensities(codes, gaussians, shape), [0, 2, 1]), allowed)
    gaussians = estimateClasses(codes, tf.mul(tf.softmax(logits), presence), { head, shape })
  }
  return gaussians
}

/**
 * Logits of the classes, which are equally likely: ln Σ_j N(z_n; μ_cj, Σ_c) up to a term that all classes share.
 *
 * @param codes [T, N, Z]
 * @returns [T, N, C]
 */
export function classLogits(codes: tf.Tensor, gaussians: ClassGaussians, shape: ClassShape): tf.Tensor {
  const [tasks, rows] = codes.shape as [number, number]
  const densities = classLogDensities(codes, gaussians, shape)
  const ofClasses = shape.prototypesPerClass === 1
    ? densities
    : tf.logSumExp(tf.reshape(densities, [tasks, shape.classes, shape.prototypesPerClass, rows]), 2)
  return tf.transpose(ofClasses, [0, 2, 1])
}
