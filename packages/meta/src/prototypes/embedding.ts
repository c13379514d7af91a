import { createRandom, InvalidOptionError } from '@mixtura/core'
import { glorotUniform, type JsonRecord, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from '../learners/learner.js'
import { requireCount } from '../tasks/requireOptions.js'

/** A network given as a function of its parameters: rows of a task to codes. */
export interface Embedding {
  /** Names it in files, such as 'dense'. */
  readonly kind: string
  /** All that makes it what it is, but its parameters: a file or checkpoint of other settings is refused. */
  readonly settings: JsonRecord
  /** Columns of its input. */
  readonly inputs: number
  /** Z, the numbers of a code. */
  readonly outputs: number
  /** Where training begins. */
  readonly parameters: NamedArrays
  /** [B, inputs] to [B, outputs], differentiable once. */
  apply(parameters: NamedTensors, rows: tf.Tensor2D): tf.Tensor
}

export interface DenseEmbeddingOptions {
  /** Columns of the input. */
  readonly inputs: number
  /** Units of each layer, the code's last; [64, 64] by default. */
  readonly widths?: readonly number[]
  /** Of the first parameters, a whole number from 0; 0 by default. */
  readonly seed?: number
}

/** Kernels of a dense embedding, layer by layer. @throws {InvalidOptionError} for sizes out of range. */
export function denseKernels({ inputs, widths = [64, 64] }: DenseEmbeddingOptions): readonly (readonly number[])[] {
  requireCount('inputs', inputs)
  for (const width of widths) requireCount('widths', width)
  return [inputs, ...widths].slice(0, -1).map((units, i) => [units, widths[i]])
}

/** Fully connected layers with ReLU between them; the code is linear. */
export function denseEmbedding(options: DenseEmbeddingOptions): Embedding {
  const { inputs, widths = [64, 64], seed = 0 } = options
  const kernels = denseKernels(options)
  return {
    kind: 'dense',
    settings: { inputs, widths },
    inputs,
    outputs: widths[widths.length - 1],
    parameters: layerArrays(kernels, seed),
    apply: (parameters, rows) => applyDenseLayers(parameters, rows, { from: 1, to: widths.length }),
  }
}

export interface ConvolutionalEmbeddingOptions {
  /** Of the images; each of `filters` halves both, so they must be divisible by 2 that often. */
  readonly height: number
  readonly width: number
  /** 1 by default. */
  readonly channels?: number
  /** Of each convolution; [16, 32] by default. */
  readonly filters?: readonly number[]
  /** Side of each convolution's window, pixels; 3 by default. */
  readonly window?: number
  /** Units of the dense layers behind, the code's last; [32] by default. */
  readonly widths?: readonly number[]
  /** Of the first parameters, a whole number from 0; 0 by default. */
  readonly seed?: number
}

/** Kernels of a convolutional embedding, layer by layer. @throws {InvalidOptionError} for sizes out of range. */
export function convolutionalKernels(options: ConvolutionalEmbeddingOptions): readonly (readonly number[])[] {
  const { height, width, channels = 1, filters = [16, 32], window = 3, widths = [32] } = options
  const shrink = 2 ** filters.length
  for (const [option, sizes] of Object.entries({ channels: [channels], filters, window: [window], widths })) {
    for (const size of sizes) requireCount(option, size)
  }
  for (const [option, size] of Object.entries({ height, width })) requireMultiple(option, size, shrink)
  const flat = (height / shrink) * (width / shrink) * filters[filters.length - 1]
  const dense = [flat, ...widths].slice(0, -1).map((units, i) => [units, widths[i]])
  const convolutions = filters.map((count, i) => [window, window, i === 0 ? channels : filters[i - 1], count])
  return [...convolutions, ...dense]
}

/** Convolutions with ReLU, each followed by a max-pooling that halves the image, then dense layers; the code is linear. */
export function convolutionalEmbedding(options: ConvolutionalEmbeddingOptions): Embedding {
  const { height, width, channels = 1, filters = [16, 32], window = 3, widths = [32], seed = 0 } = options
  const kernels = convolutionalKernels(options)
  const [flat] = kernels[filters.length]
  return {
    kind: 'convolutional',
    settings: { height, width, channels, filters, window, widths },
    inputs: height * width * channels,
    outputs: widths[widths.length - 1],
    parameters: layerArrays(kernels, seed),
    apply(parameters, rows) {
      let images: tf.Tensor4D = tf.reshape(rows, [-1, height, width, channels])
      filters.forEach((_, i) => {
        const sums = tf.conv2d(images, parameters[`kernel${i + 1}`] as tf.Tensor4D, 1, 'same')
        images = tf.maxPool(tf.relu(tf.add(sums, parameters[`bias${i + 1}`])) as tf.Tensor4D, 2, 2, 'valid')
      })
      const from = filters.length + 1
      return applyDenseLayers(parameters, tf.reshape(images, [-1, flat]), { from, to: filters.length + widths.length })
    },
  }
}

/** Shapes of an embedding's parameters, by name. */
export function shapesOfKernels(kernels: readonly (readonly number[])[]): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(kernels.flatMap((shape, i) => [[`kernel${i + 1}`, shape], [`bias${i + 1}`, shape.slice(-1)]]))
}

/** Kernels by Glorot's rule, biases zero: kernel1, bias1, kernel2, … */
function layerArrays(shapes: readonly (readonly number[])[], seed: number): NamedArrays {
  const random = createRandom(seed)
  return Object.fromEntries(
    shapes.flatMap((shape, i) => [
      [`kernel${i + 1}`, { shape, data: glorotUniform(shape, random.fork(i)) }],
      [`bias${i + 1}`, { shape: shape.slice(-1), data: new Float32Array(shape[shape.length - 1]) }],
    ]),
  )
}

function applyDenseLayers(
  parameters: NamedTensors,
  rows: tf.Tensor2D,
  { from, to }: { readonly from: number; readonly to: number },
): tf.Tensor {
  let values: tf.Tensor = rows
  for (let layer = from; layer <= to; layer++) {
    values = tf.add(tf.matMul(values, parameters[`kernel${layer}`]), parameters[`bias${layer}`])
    if (layer < to) values = tf.relu(values)
  }
  return values
}

function requireMultiple(option: string, size: number, shrink: number): void {
  if (Number.isSafeInteger(size) && size >= shrink && size % shrink === 0) return
  throw new InvalidOptionError(option, `a multiple of ${shrink}, for each of filters halves the image`, size, 'Pad the images, or pass fewer filters.')
}
