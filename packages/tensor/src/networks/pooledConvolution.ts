import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { activate, type Activation } from './activation.js'

export interface PooledConvolutionOptions {
  readonly name: string
  /** Channels of the output. */
  readonly filters: number
  /** Side of the window, pixels. */
  readonly window: number
  readonly activation: Activation
  /** [height, width, channels] if it is the first layer of a model. */
  readonly inputShape?: readonly number[]
}

/**
 * activation(bias + maxPool(images * kernel)): a convolution that keeps the size of images, and a max-pooling that halves
 * it. Bias and activation come last, as both are monotone: the same values as before the pooling, from a quarter of the
 * work. Registered, so that saved models that have it can be loaded. A layer of its own also because the stock one takes the gradient for the images even where nothing asks for it.
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

  /** Zeros: createNetwork draws the kernel. */
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
