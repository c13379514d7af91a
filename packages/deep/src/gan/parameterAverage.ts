import type { NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/**
 * An exponential moving average of parameters: a generator circles about the answer, and its average lies nearer to it.
 *
 * @see Yazıcı et al., The unusual effectiveness of averaging in GAN training (2019).
 */
export interface ParameterAverage {
  /** By the names of the parameters, behind 'average/'; a checkpoint holds them. Empty where nothing is averaged. */
  readonly variables: NamedVariables
  /** The same variables, those that are averaged in place of the moving ones. */
  of(variables: NamedVariables): NamedVariables
  /** @param step counted from 1. */
  update(step: number): void
  dispose(): void
}

/** Steps from one update to the next: the average moves slowly, and each update costs three operations a parameter. */
const stepsBetween = 10

/**
 * a ← d a + (1 - d) p every ten steps, with d = decay¹⁰, and less at the start, where the average has not yet
 * forgotten the first parameters: at most (1 + n) / (10 + n) at update n.
 *
 * @param decay per step, in [0, 1); 0 averages nothing.
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
