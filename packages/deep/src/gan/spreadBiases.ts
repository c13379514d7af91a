import type { Random } from '@mixtura/numerics'
import type { Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/**
 * Starts the biases of a network uniform on ±1/√n, n the inputs of a unit. With biases of 0 the kinks of all ReLU of a
 * layer pass through one point, and a discriminator of few columns is slow to see anything narrow elsewhere.
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
