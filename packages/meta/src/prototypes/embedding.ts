import { createRandom, InvalidOptionError } from '@mixtura/numerics'
import { count, list, optional, readOptions, requireObject, seed, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { glorotUniform, type JsonRecord, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from '../learners/learner.js'
import { namedArrays } from '../learners/readLearner.js'

/** A network as a function of its parameters, which maps the rows of a task to codes. */
export interface Embedding {
  /** Name in files, such as 'dense'. */
  readonly kind: string
  /** Everything that defines the embedding except its parameters. A file or checkpoint with other settings is refused. */
  readonly settings: JsonRecord
  /** Number of input columns. */
  readonly inputs: number
  /** Z, the number of values in a code. */
  readonly outputs: number
  /** Initial parameters. */
  readonly parameters: NamedArrays
  /** [B, inputs] to [B, outputs], differentiable once. */
  apply(parameters: NamedTensors, rows: tf.Tensor2D): tf.Tensor
}

/** @throws {ShapeError} unless it is an embedding. */
export function requireEmbedding(name: string, embedding: unknown): asserts embedding is Embedding {
  requireObject(name, embedding, {
    what: 'an embedding',
    fields: { kind: 'text', settings: 'object', inputs: 'number', outputs: 'number', parameters: 'object', apply: 'function' },
    remedy: 'Pass for example denseEmbedding({ inputs: 4 }).',
  })
  namedArrays(`${name}.parameters`, (embedding as Embedding).parameters)
}

/** Reads a list of at least one whole number from 1. */
const sizes: Reader<readonly number[]> = (name, value) => {
  const read = list(count(1), `${name}: [64, 64]`)(name, value)
  if (read.length > 0) return read
  throw new InvalidOptionError(name, 'a list of at least one number', value, `Pass for example ${name}: [64, 64].`)
}

/** Options of `denseEmbedding`. */
export interface DenseEmbeddingOptions {
  /** Number of input columns. */
  readonly inputs: number
  /** Units of each layer, the last of which is the code; [64, 64] by default. */
  readonly widths?: readonly number[]
  /** Seed of the initial parameters, a whole number from 0; 0 by default. */
  readonly seed?: number
}

const denseReaders: OptionReaders<DenseEmbeddingOptions> = { inputs: count(1), widths: optional(sizes), seed: optional(seed) }

/** Shapes of the kernels of a dense embedding, layer by layer. @throws {InvalidOptionError} for sizes out of range. */
export function denseKernels(options: DenseEmbeddingOptions): readonly (readonly number[])[] {
  const { inputs, widths = [64, 64] } = readOptions<DenseEmbeddingOptions>('denseEmbedding', options, denseReaders)
  return [inputs, ...widths].slice(0, -1).map((units, i) => [units, widths[i]])
}

/** Fully connected layers with ReLU between them. The output layer is linear. */
export function denseEmbedding(options: DenseEmbeddingOptions): Embedding {
  const kernels = denseKernels(options)
  const { inputs, widths = [64, 64], seed: drawnBy = 0 } = options
  return {
    kind: 'dense',
    settings: { inputs, widths },
    inputs,
    outputs: widths[widths.length - 1],
    parameters: layerArrays(kernels, drawnBy),
    apply: (parameters, rows) => applyDenseLayers(parameters, rows, { from: 1, to: widths.length }),
  }
}

/** Options of `convolutionalEmbedding`. */
export interface ConvolutionalEmbeddingOptions {
  /** Height of the images. Each of `filters` halves height and width, so both must be divisible by 2 that often. */
  readonly height: number
  readonly width: number
  /** Number of image channels; 1 by default. */
  readonly channels?: number
  /** Number of filters of each convolution; [16, 32] by default. */
  readonly filters?: readonly number[]
  /** Side of the window of each convolution, pixels; 3 by default. */
  readonly window?: number
  /** Units of the dense layers after the convolutions, the last of which is the code; [32] by default. */
  readonly widths?: readonly number[]
  /** Seed of the initial parameters, a whole number from 0; 0 by default. */
  readonly seed?: number
}

const convolutionalReaders: OptionReaders<ConvolutionalEmbeddingOptions> = {
  height: count(1),
  width: count(1),
  channels: optional(count(1)),
  filters: optional(sizes),
  window: optional(count(1)),
  widths: optional(sizes),
  seed: optional(seed),
}

/** Shapes of the kernels of a convolutional embedding, layer by layer. @throws {InvalidOptionError} for sizes out of range. */
export function convolutionalKernels(options: ConvolutionalEmbeddingOptions): readonly (readonly number[])[] {
  const { height, width, channels = 1, filters = [16, 32], window = 3, widths = [32] } = readOptions<ConvolutionalEmbeddingOptions>(
    'convolutionalEmbedding',
    options,
    convolutionalReaders,
  )
  const shrink = 2 ** filters.length
  for (const [option, size] of Object.entries({ height, width })) requireMultiple(option, size, shrink)
  const flat = (height / shrink) * (width / shrink) * filters[filters.length - 1]
  const dense = [flat, ...widths].slice(0, -1).map((units, i) => [units, widths[i]])
  const convolutions = filters.map((count, i) => [window, window, i === 0 ? channels : filters[i - 1], count])
  return [...convolutions, ...dense]
}

/** Convolutions with ReLU, each followed by max-pooling that halves the image, then dense layers. The output layer is linear. */
export function convolutionalEmbedding(options: ConvolutionalEmbeddingOptions): Embedding {
  const kernels = convolutionalKernels(options)
  const { height, width, channels = 1, filters = [16, 32], window = 3, widths = [32], seed: drawnBy = 0 } = options
  const [flat] = kernels[filters.length]
  return {
    kind: 'convolutional',
    settings: { height, width, channels, filters, window, widths },
    inputs: height * width * channels,
    outputs: widths[widths.length - 1],
    parameters: layerArrays(kernels, drawnBy),
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

/** Shapes of the parameters of an embedding, by name. */
export function shapesOfKernels(kernels: readonly (readonly number[])[]): Readonly<Record<string, readonly number[]>> {
  return Object.fromEntries(kernels.flatMap((shape, i) => [[`kernel${i + 1}`, shape], [`bias${i + 1}`, shape.slice(-1)]]))
}

/** Initial parameters, kernels by Glorot's rule and biases zero: kernel1, bias1, kernel2, … */
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
