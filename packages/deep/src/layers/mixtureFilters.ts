import * as tf from '@tensorflow/tfjs-core'
import { gaussianTaps, type TapGaussians, type WindowSize } from './gaussianTaps.js'

/**
 * 'filter': each pair of an input and an output channel has K Gaussians of its own. 'layer': all share the same K, so a
 * filter is a point in the space that these span.
 */
export type GaussianSharing = 'filter' | 'layer'

export interface MixtureFilterOptions {
  readonly window: WindowSize
  readonly sharing: GaussianSharing
  /** Steps on the image from one tap to the next. */
  readonly dilation: number
}

/**
 * Filters of a convolution as mixtures of Gaussians over its window:
 *
 *   F[p, i, o] = Σ_k a[k, i, o] g_m(p),  m = k if the layer shares its Gaussians, else (k, i, o)
 *
 * @param weights [K, inputs, outputs] a, of either sign.
 * @param gaussians M = K, or K · inputs · outputs in the order of the weights.
 * @returns [height, width, inputs, outputs], spread over more taps where dilated.
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
 * [dilated taps, taps] one where a tap goes. Dilation by zeros between taps, since the convolutions of TensorFlow.js that
 * dilate by themselves have no gradient.
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
