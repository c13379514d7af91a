import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { activate, type Activation } from './activation.js'

export interface PooledConvolutionOptions {
  readonly name: string
  /** Number of output channels. */
  readonly filters: number
  /** Side of the window, pixels. */
  readonly window: number
  readonly activation: Activation
  /** [height, width, channels]; needed if this is the first layer of a model. */
  readonly inputShape?: readonly number[]
}

/**
 * activation(bias + maxPool(images * kernel)): a convolution that keeps the size of images, then max-pooling that halves it. Bias
 * and activation come last: both are monotone, so the values are the same as before the pooling, at a quarter of the work. The
 * layer is registered, so that saved models that contain it can be loaded. The stock layer would also compute the gradient with
 * respect to the images where nothing asks for it.
 */
export class PooledConvolution extends layers.layers.Layer {
  static readonly className = 'PooledConvolution'
  readonly #options: PooledConvolutionOptions
  readonly #weights: LayerWeight[] = []

  constructor(options: PooledConvolutionOptions) {
    const { inputShape, ...rest } = options
    super({ ...rest, ...(inputShape && { inputShape: [...inputShape] }) })
    this.#options = options
    this.inputSpec = [new layers.InputSpec({ ndim: 4 })]
  }

  /** Kernels start with zeros, because createNetwork draws them. */
  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const { filters, window } = this.#options
    const channels = (inputShape as layers.Shape)[3]!
    const zeros = layers.initializers.zeros()
    this.#weights.push(this.addWeight('kernel', [window, window, channels, filters], 'float32', zeros), this.addWeight('bias', [filters], 'float32', zeros))
    this.built = true
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const images = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D
      const [kernel, bias] = this.#weights.map(weight => weight.read())
      const pooled = tf.maxPool(tf.conv2d(images, kernel as tf.Tensor4D, 1, 'same'), 2, 2, 'valid')
      return activate(tf.add(pooled, bias!), this.#options.activation)
    })
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [batch, height, width] = inputShape as layers.Shape
    return [batch, height! / 2, width! / 2, this.#options.filters]
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, window, activation } = this.#options
    return { ...super.getConfig(), filters, window, activation }
  }
}

type LayerWeight = layers.layers.Layer['trainableWeights'][number]

tf.serialization.registerClass(PooledConvolution)
