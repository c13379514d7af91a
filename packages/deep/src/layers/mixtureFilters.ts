import * as tf from '@tensorflow/tfjs-core'
import { gaussianTaps, type TapGaussians, type WindowSize } from './gaussianTaps.js'

/**
 * 'filter': each pair of an input and an output channel has its own K Gaussians. 'layer': all pairs share the same K, so each
 * filter is a linear combination of these.
 */
export type GaussianSharing = 'filter' | 'layer'

export interface MixtureFilterOptions {
  readonly window: WindowSize
  readonly sharing: GaussianSharing
  /** Distance between neighbouring taps, pixels. */
  readonly dilation: number
}

/**
 * Convolution filters as mixtures of Gaussians over the window:
 *
 *   F[p, i, o] = Σ_k a[k, i, o] g_m(p),  m = k if the layer shares its Gaussians, else (k, i, o)
 *
 * @param weights [K, inputs, outputs] a, positive or negative.
 * @param gaussians M = K, or K · inputs · outputs in the order of the weights.
 * @returns [height, width, inputs, outputs]; with dilation, height and width include the gaps.
 */
export function mixtureFilters(weights: tf.Tensor, gaussians: TapGaussians, options: MixtureFilterOptions): tf.Tensor4D {
  return tf.tidy(() => {
    const { window, sharing, dilation } = options
    const [components, inputs, outputs] = weights.shape as [number, number, number]
    const pairs = inputs * outputs
    const taps = gaussianTaps(gaussians, window)
    const flatWeights = tf.reshape(weights, [components, pairs])
    const filters =
      sharing === 'layer'
        ? tf.matMul(taps, flatWeights)
        : tf.sum(tf.mul(tf.reshape(taps, [-1, components, pairs]), flatWeights), 1)
    const [height, width] = window.map(side => (side - 1) * dilation + 1)
    const spread = dilation === 1 ? filters : tf.matMul(placementOf(window, dilation), filters)
    return tf.reshape(spread, [height, width, inputs, outputs])
  })
}

/**
 * [dilated taps, taps] matrix with 1 where a tap is placed. Dilation is done by zeros between the taps, because the dilated
 * convolutions of TensorFlow.js have no gradient.
 */
function placementOf([height, width]: WindowSize, dilation: number): tf.Tensor2D {
  const taps = height * width
  const [dilatedHeight, dilatedWidth] = [height, width].map(side => (side - 1) * dilation + 1)
  const placement = new Float32Array(dilatedHeight * dilatedWidth * taps)
  for (let tap = 0; tap < taps; tap++) {
    const place = Math.floor(tap / width) * dilation * dilatedWidth + (tap % width) * dilation
    placement[place * taps + tap] = 1
  }
  return tf.tensor2d(placement, [dilatedHeight * dilatedWidth, taps])
}
