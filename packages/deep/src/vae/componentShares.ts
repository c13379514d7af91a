import * as tf from '@tensorflow/tfjs-core'

/**
 * [K] running share of the rows that each component has: mean responsibilities of batches, averaged over about one epoch.
 * The shares start equal, so a component can count as dead only after about one epoch.
 */
export interface ComponentShares {
  /** Part of the training program, so that checkpoints include it. No optimiser updates it. */
  readonly variable: tf.Variable<tf.Rank.R1>
  /** @param responsibilities [K] mean responsibilities of a batch. */
  add(responsibilities: tf.Tensor1D): void
  /** Indices of the components whose share is less than `below` / K. */
  dead(below: number): Promise<readonly number[]>
  /** Resets the shares of these components to their initial value. */
  forget(numbers: readonly number[]): void
  dispose(): void
}

/** After one epoch, a share keeps e^-5 = 0.0067 of its old value. */
const forgettingPerEpoch = 5

/** @param batchesPerEpoch number of batches that shares are averaged over. */
export function componentShares(components: number, batchesPerEpoch: number): ComponentShares {
  const variable = tf.tidy(() => tf.variable(tf.fill([components], 1 / components)) as tf.Variable<tf.Rank.R1>)
  const memory = Math.exp(-forgettingPerEpoch / batchesPerEpoch)
  return {
    variable,
    add: responsibilities =>
      tf.tidy(() => variable.assign(tf.add(tf.mul(variable, memory), tf.mul(responsibilities, 1 - memory)))),
    async dead(below) {
      const shares = await variable.data()
      return Array.from(shares.keys()).filter(component => shares[component] < below / components)
    },
    forget(numbers) {
      if (numbers.length === 0) return
      const again = Array.from({ length: components }, (_, component) => numbers.includes(component))
      tf.tidy(() => variable.assign(tf.where(tf.tensor1d(again, 'bool'), tf.fill([components], 1 / components), variable)))
    },
    dispose: () => variable.dispose(),
  }
}
