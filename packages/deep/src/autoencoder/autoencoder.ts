import { forkSeed } from '@mixtura/numerics'
import type { Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { decoderOf, encoderOf, inputShapeOf, type NetworkDesign } from '../networks/networkDesign.js'

/** Networks that encode rows and decode codes. */
export interface Autoencoder {
  readonly encoder: Network
  readonly decoder: Network
  /** Shape of one row as the encoder takes it. */
  readonly inputShape: readonly number[]
  readonly parameters: Network['parameters']
  dispose(): void
}

export function createAutoencoder(design: NetworkDesign, { shape, code, seed }: { readonly shape: readonly number[]; readonly code: number; readonly seed: number }): Autoencoder {
  const encoder = encoderOf(design, { shape, code, seed: forkSeed(seed, 'encoder'), name: 'encoder' })
  const decoder = decoderOf(design, { shape, code, seed: forkSeed(seed, 'decoder'), name: 'decoder' })
  return {
    encoder,
    decoder,
    inputShape: inputShapeOf(design, shape),
    parameters: { ...encoder.parameters, ...decoder.parameters },
    dispose() {
      encoder.dispose()
      decoder.dispose()
    },
  }
}

/** Mean of (x - x̂)² over rows and values. */
export function reconstructionError({ decoder }: Autoencoder, codes: tf.Tensor, inputs: tf.Tensor): tf.Scalar {
  return tf.mean(tf.squaredDifference(inputs, decoder.apply(codes)))
}
