import * as tf from '@tensorflow/tfjs-core'

/**
 * The share of all rows that each component has, [K], as training goes by: mean responsibilities of batches, averaged
 * over about one epoch. They begin equal, so that an epoch must pass before a component counts as dead.
 */
export interface ComponentShares {
  /** For the program of the training, so that checkpoints hold it; no optimiser moves it. */
  readonly variable: tf.Variable<tf.Rank.R1>
  /** @param responsibilities [K], mean of a batch. */
  add(responsibilities: tf.Tensor1D): void
  /** Numbers of the components whose share is less than `below` / K. */
  dead(below: number): Promise<readonly number[]>
  /** Puts components back to the start. */
  forget(numbers: readonly number[]): void
  dispose(): void
}

/** Of what a share was an epoch ago, e^-5 = 0.0067 remains. */
const forgettingPerEpoch = 5

/** @param batchesPerEpoch over which shares are averaged. */
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
