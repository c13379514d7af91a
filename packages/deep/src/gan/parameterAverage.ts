import type { NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/**
 * Exponential moving average of parameters. A generator oscillates around the solution, and its average is closer to it.
 *
 * @see Yazıcı et al., The unusual effectiveness of averaging in GAN training (2019).
 */
export interface ParameterAverage {
  /** Averages, named 'average/' plus the name of the parameter. Checkpoints include them. Empty without averaging. */
  readonly variables: NamedVariables
  /** Returns `variables` with each averaged one replaced by its average. */
  of(variables: NamedVariables): NamedVariables
  /** @param step counted from 1. */
  update(step: number): void
  dispose(): void
}

/** Steps between updates. The average moves slowly, and each update costs three operations per parameter. */
const stepsBetween = 10

/**
 * a ← d a + (1 - d) p every ten steps, with d = decay¹⁰. At update n, d is at most (1 + n) / (10 + n), so that the average
 * soon forgets the initial parameters.
 *
 * @param decay per step, in [0, 1); with 0 nothing is averaged.
 */
export function parameterAverage(parameters: NamedVariables, decay: number): ParameterAverage {
  const names = decay > 0 ? Object.keys(parameters) : []
  const averages = tf.tidy(() => Object.fromEntries(names.map(name => [name, tf.variable(tf.clone(parameters[name]), false)])))
  return {
    variables: Object.fromEntries(names.map(name => [`average/${name}`, averages[name]])),
    of: variables => ({ ...variables, ...averages }),
    update(step) {
      if (step % stepsBetween !== 0) return
      const update = step / stepsBetween
      const kept = Math.min(decay ** stepsBetween, (1 + update) / (10 + update))
      tf.tidy(() => {
        for (const name of names) {
          averages[name].assign(tf.add(tf.mul(averages[name], kept), tf.mul(parameters[name], 1 - kept)))
        }
      })
    },
    dispose: () => tf.dispose(averages),
  }
}
