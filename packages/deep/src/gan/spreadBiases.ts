import type { Random } from '@mixtura/numerics'
import type { Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/**
 * Initialises the biases of a network uniformly on ±1/√n, where n is the number of inputs of a unit. With zero biases the kinks
 * of all ReLUs of a layer pass through one point, and a discriminator of few columns is slow to detect narrow modes elsewhere.
 */
export function spreadBiases(network: Network, random: Random): void {
  const layers = Object.keys(network.parameters).filter(name => name.endsWith('/bias'))
  layers.forEach((name, layer) => {
    const bias = network.parameters[name]
    const kernel = network.parameters[name.replace(/bias$/, 'kernel')]
    const limit = 1 / Math.sqrt(kernel.size / bias.size)
    const values = random.fork(layer)
    tf.tidy(() => bias.assign(tf.tensor1d(Float32Array.from({ length: bias.size }, () => limit * (2 * values.uniform() - 1)))))
  })
}
