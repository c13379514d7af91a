import { createRandom, ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import { activate, glorotUniform, requireTensor } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import {
  completeOptions,
  readConv2dOptions,
  type CompleteConv2dOptions,
  type GaussianMixtureConv2dOptions,
} from './conv2dOptions.js'
import type { TapGaussians } from './gaussianTaps.js'
import { mixtureFilters } from './mixtureFilters.js'
import { startGaussians } from './startGaussians.js'

type WeightName = 'weights' | keyof TapGaussians | 'bias'
type LayerWeight = layers.layers.Layer['trainableWeights'][number]

/**
 * A convolution whose filters are mixtures of Gaussians over the window, for `createNetwork` and any model of tf.layers:
 *
 *   y[p, o] = activation(b_o + Σ_{q, i} x[p + q, i] Σ_k a[k, i, o] g_k(q))
 *
 * It trains the weights a, the bias, and the centre and the Cholesky factor of the covariance of each Gaussian. A filter has K
 * parameters for any window size (plus five per Gaussian) and is smooth over the window.
 *
 * The weights are a kernel of three dimensions, so createNetwork draws them with its own seed. Glorot's rule fits them,
 * because every Gaussian has unit energy. The parameters of the Gaussians are vectors, which start from the layer's `seed`.
 *
 * @throws {ShapeError} {InvalidOptionError} if `options` is not an object, or for options out of range.
 */
export function gaussianMixtureConv2d(options: GaussianMixtureConv2dOptions): GaussianMixtureConv2d {
  return new GaussianMixtureConv2d(options)
}

/** A layer as gaussianMixtureConv2d makes it. It is registered, so that saved models that contain it can be loaded. */
export class GaussianMixtureConv2d extends layers.layers.Layer {
  static readonly className = 'GaussianMixtureConv2d'
  readonly #options: CompleteConv2dOptions
  readonly #variables = new Map<WeightName, LayerWeight>()

  constructor(options: GaussianMixtureConv2dOptions) {
    const read = readConv2dOptions(options)
    const { name, trainable, dtype, inputShape, batchInputShape } = read
    super({
      ...(name !== undefined && { name }),
      ...(trainable !== undefined && { trainable }),
      ...(dtype && { dtype }),
      ...(inputShape && { inputShape: [...inputShape] }),
      ...(batchInputShape && { batchInputShape: [...batchInputShape] }),
    })
    this.#options = completeOptions(read)
    this.inputSpec = [new layers.InputSpec({ ndim: 4 })]
  }

  override build(inputShape: layers.Shape | layers.Shape[]): void {
    const inputs = requireImages('inputShape', inputShape)[3]!
    const { components, filters, window, sharing, useBias, seed } = this.#options
    const random = createRandom(seed)
    const shape = [components, inputs, filters]
    this.#add('weights', shape, glorotUniform(shape, random.fork(0)))
    const sets = sharing === 'layer' ? 1 : inputs * filters
    const start = startGaussians({ components, sets, window }, random.fork(1))
    for (const [name, values] of Object.entries(start)) this.#add(name as keyof TapGaussians, [values.length], values)
    if (useBias) this.#add('bias', [filters], new Float32Array(filters))
    this.inputSpec = [new layers.InputSpec({ ndim: 4, axes: { 3: inputs } })]
    this.built = true
  }

  #add(name: WeightName, shape: number[], values: Float32Array): void {
    const weight = this.addWeight(name, shape, 'float32', layers.initializers.zeros())
    tf.tidy(() => void weight.write(tf.tensor(values, shape)))
    this.#variables.set(name, weight)
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const images = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D
    requireTensor('inputs', images)
    requireImages('inputs', images.shape)
    return tf.tidy(() => {
      const { strides, padding, activation, useBias } = this.#options
      const maps = tf.conv2d(images, this.filters(), [...strides], padding)
      return activate(useBias ? tf.add(maps, this.#value('bias')) : maps, activation)
    })
  }

  /** [height, width, inputs, outputs] current filters. */
  filters(): tf.Tensor4D {
    const gaussians: TapGaussians = {
      meanRows: this.#value('meanRows'),
      meanColumns: this.#value('meanColumns'),
      logScaleRows: this.#value('logScaleRows'),
      slants: this.#value('slants'),
      logScaleColumns: this.#value('logScaleColumns'),
    }
    return mixtureFilters(this.#value('weights'), gaussians, this.#options)
  }

  #value(name: WeightName): tf.Tensor {
    return this.#variables.get(name)!.read()
  }

  override computeOutputShape(inputShape: layers.Shape | layers.Shape[]): layers.Shape {
    const [batch, ...sides] = requireImages('inputShape', inputShape)
    const { window, strides, padding, dilation, filters } = this.#options
    const [height, width] = [0, 1].map(axis => {
      const side = sides[axis]
      if (side === null) return null
      const covered = (window[axis] - 1) * dilation + 1
      return Math.ceil((padding === 'same' ? side : side - covered + 1) / strides[axis])
    })
    return [batch, height, width, filters]
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { window, strides, ...plain } = this.#options
    return { ...super.getConfig(), ...plain, window: [...window], strides: [...strides] }
  }
}

/** @throws {ShapeError} unless it is [batch, height, width, channels]. All but the channels may be unknown. */
function requireImages(name: string, shape: unknown): layers.Shape {
  const isSide = (side: unknown): boolean => side === null || (Number.isSafeInteger(side) && Number(side) >= 0)
  if (Array.isArray(shape) && shape.length === 4 && shape.every(isSide) && Number(shape[3]) >= 1) return shape as layers.Shape
  const actual = Array.isArray(shape) && shape.every(side => typeof side === 'number') ? `[${shape.join(', ')}]` : describeValue(shape)
  throw new ShapeError(name, '[batch, height, width, channels]', actual, 'Pass images, one after the other.')
}

tf.serialization.registerClass(GaussianMixtureConv2d)
