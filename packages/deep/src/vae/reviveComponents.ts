import type { Random } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'

/**
 * Reinitialises dead components. The mean becomes the code of a row drawn at random, the variances become the weighted mean
 * of those of the other components, correlations become 0, and the weight becomes the mean weight of the others.
 *
 * @param options.dead indices of the dead components.
 * @param options.codes [B, Z] codes of a batch.
 */
export async function reviveComponents(
  { components, columns, logits, means, rawLogVariances, slants }: LearnableMixture,
  { dead, codes, random }: { readonly dead: readonly number[]; readonly codes: tf.Tensor2D; readonly random: Random },
): Promise<void> {
  const alive = Array.from({ length: components }, (_, component) => component).filter(component => !dead.includes(component))
  if (dead.length === 0 || alive.length === 0) return
  const [newLogits, newMeans, newRaw, codeValues] = await Promise.all([logits, means, rawLogVariances, codes].map(copyOf))
  const largest = Math.max(...alive.map(component => newLogits[component]))
  const shares = alive.map(component => Math.exp(newLogits[component] - largest))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const logit = largest + Math.log(total / alive.length)
  const pooled = Array.from({ length: columns }, (_, j) =>
    Math.log(alive.reduce((sum, component, i) => sum + (shares[i] / total) * Math.exp(newRaw[component * columns + j]), 0)),
  )
  for (const component of dead) {
    const row = random.integer(codes.shape[0])
    newLogits[component] = logit
    newMeans.set(codeValues.subarray(row * columns, (row + 1) * columns), component * columns)
    newRaw.set(pooled, component * columns)
  }
  tf.tidy(() => {
    logits.assign(tf.tensor1d(newLogits))
    means.assign(tf.tensor2d(newMeans, [components, columns]))
    rawLogVariances.assign(tf.tensor2d(newRaw, [components, columns]))
    const isAlive = tf.tensor3d(Float32Array.from({ length: components }, (_, component) => (dead.includes(component) ? 0 : 1)), [components, 1, 1])
    slants?.assign(tf.mul(slants, isAlive))
  })
}

async function copyOf(tensor: tf.Tensor): Promise<Float32Array> {
  return (await tensor.data<'float32'>()).slice()
}
