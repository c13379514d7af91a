import { createRandom, InvalidOptionError } from '@mixtura/numerics'
import { count, optional, readOptions, seed, text, type OptionReaders } from '@mixtura/numerics/validation'
import * as layers from '@tensorflow/tfjs-layers'
import { readActivation, type Activation } from './activation.js'
import { createNetwork, sizes, type Network } from './network.js'
import { PooledConvolution } from './pooledConvolution.js'

/** Options of `convolutionalEncoder` and `convolutionalDecoder`. */
export interface ConvolutionalOptions {
  /** Height of the images. Each of `filters` halves height and width, so both must be divisible by 2 that often. */
  readonly height: number
  readonly width: number
  /** Number of image channels; 1 by default. */
  readonly channels?: number
  /** Number of filters of each convolution; [32, 64] by default. */
  readonly filters?: readonly number[]
  /** Side of the window of each convolution, pixels; 5 by default. */
  readonly window?: number
  /** Units of the dense layers after the convolutions, the last of which is the code; [128] by default. */
  readonly widths?: readonly number[]
  /** Activation after every layer except the output; 'relu' by default. */
  readonly activation?: Activation
  /** Activation of the encoder's code, or of the decoder's pixels; 'linear' by default. */
  readonly outputActivation?: Activation
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Prefix of the names of the parameters; 'encoder' or 'decoder' by default. */
  readonly name?: string
}

/**
 * Convolutions, each followed by max-pooling that halves the image, then dense layers: [B, height, width, channels] to
 * [B, widths.at(-1)].
 */
export function convolutionalEncoder(options: ConvolutionalOptions): Network {
  const { height, width, channels, filters, window, widths, activation, outputActivation, seed: drawn, name } = complete(options, 'encoder')
  const stack: layers.layers.Layer[] = []
  filters.forEach((count, i) => {
    stack.push(
      new PooledConvolution({
        name: `convolution${i + 1}`,
        filters: count,
        window,
        activation,
        ...(i === 0 ? { inputShape: [height, width, channels] } : {}),
      }),
    )
  })
  stack.push(layers.layers.flatten({ name: 'flatten' }))
  widths.forEach((units, i) => {
    const isLast = i === widths.length - 1
    stack.push(layers.layers.dense({ name: `dense${i + 1}`, units, activation: isLast ? outputActivation : activation, ...noDraws }))
  })
  return createNetwork(name, stack, createRandom(drawn))
}

/**
 * Mirror of the encoder: dense layers, then transposed convolutions of stride 2: [B, widths.at(-1)] to
 * [B, height, width, channels].
 */
export function convolutionalDecoder(options: ConvolutionalOptions): Network {
  const { height, width, channels, filters, window, widths, activation, outputActivation, seed: drawn, name } = complete(options, 'decoder')
  const shrink = 2 ** filters.length
  const smallest = [height / shrink, width / shrink, filters[filters.length - 1]]
  const units = [...widths.slice(0, -1).reverse(), smallest.reduce((product, size) => product * size, 1)]
  const stack: layers.layers.Layer[] = units.map((count, i) =>
    layers.layers.dense({
      name: `dense${i + 1}`,
      units: count,
      activation,
      ...noDraws,
      ...(i === 0 ? { inputShape: [widths[widths.length - 1]] } : {}),
    }),
  )
  stack.push(layers.layers.reshape({ name: 'image', targetShape: smallest }))
  const backwards = [...filters.slice(0, -1).reverse(), channels]
  backwards.forEach((count, i) => {
    const isLast = i === backwards.length - 1
    stack.push(
      layers.layers.conv2dTranspose({
        name: `convolution${i + 1}`,
        filters: count,
        kernelSize: window,
        strides: 2,
        padding: 'same',
        activation: isLast ? outputActivation : activation,
        ...noDraws,
      }),
    )
  })
  return createNetwork(name, stack, createRandom(drawn))
}

/** Layers start with zeros, because createNetwork draws the kernels. */
const noDraws = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const

const convolutionalReaders: OptionReaders<ConvolutionalOptions> = {
  height: count(1),
  width: count(1),
  channels: optional(count(1)),
  filters: optional(sizes),
  window: optional(count(1)),
  widths: optional(sizes),
  activation: optional(readActivation),
  outputActivation: optional(readActivation),
  seed: optional(seed),
  name: optional(text('encoder')),
}

function complete(options: ConvolutionalOptions, name: 'encoder' | 'decoder'): Required<ConvolutionalOptions> {
  const completed: Required<ConvolutionalOptions> = {
    channels: 1,
    filters: [32, 64],
    window: 5,
    widths: [128],
    activation: 'relu',
    outputActivation: 'linear',
    seed: 0,
    name,
    ...readOptions<ConvolutionalOptions>(name === 'encoder' ? 'convolutionalEncoder' : 'convolutionalDecoder', options, convolutionalReaders),
  }
  const { height, width, filters } = completed
  const shrink = 2 ** filters.length
  for (const [option, size] of Object.entries({ height, width })) {
    if (size % shrink === 0) continue
    throw new InvalidOptionError(option, `a multiple of ${shrink}, since ${filters.length} layers halve the image`, size, 'Pad the images, or pass fewer filters.')
  }
  return completed
}
