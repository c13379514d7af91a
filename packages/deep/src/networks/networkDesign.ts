import {
  convolutionalDecoder,
  convolutionalEncoder,
  denseNetwork,
  modelReaders,
  type Activation,
  type Network,
} from '@mixtura/tensor'
import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, isRecord, list, optional, record, type OptionReaders, type Reader } from '@mixtura/numerics/validation'

/** Fully connected layers, for tables and small images. */
export interface DenseDesign {
  readonly kind: 'dense'
  /** Units of the encoder's hidden layers. A decoder has them in reverse order. */
  readonly widths: readonly number[]
  /** Activation after every hidden layer; 'relu' by default. */
  readonly activation?: Activation
}

/** Convolutions, each followed by pooling that halves the image, then dense layers; for images. */
export interface ConvolutionalDesign {
  readonly kind: 'convolutional'
  /** Number of filters of each convolution; [32, 64] by default. */
  readonly filters?: readonly number[]
  /** Side of the window of each convolution, pixels; 5 by default. */
  readonly window?: number
  /** Units of the dense layers after the convolutions; [128] by default. */
  readonly widths?: readonly number[]
  /** 'relu' by default. */
  readonly activation?: Activation
}

/** Layers of a network that a fit makes for the shape of its rows. */
export type NetworkDesign = DenseDesign | ConvolutionalDesign

/** Reads the units of hidden layers; the list may be empty. */
export const hiddenWidths: Reader<readonly number[]> = list(count(1), 'widths: [128, 64]')

const denseReaders: OptionReaders<DenseDesign> = {
  kind: choice(['dense']),
  widths: hiddenWidths,
  activation: optional(modelReaders.activation),
}

const convolutionalReaders: OptionReaders<ConvolutionalDesign> = {
  kind: choice(['convolutional']),
  filters: optional(modelReaders.sizes),
  window: optional(count(1)),
  widths: optional(hiddenWidths),
  activation: optional(modelReaders.activation),
}

/** Reads a network design. */
export const networkDesign: Reader<NetworkDesign> = (name, value) => {
  if (!isRecord(value)) {
    throw new InvalidOptionError(name, 'the design of a network', value, `Pass for example ${name}: { kind: 'dense', widths: [128, 64] }.`)
  }
  const kind = choice(['dense', 'convolutional'])(`${name}.kind`, value['kind'])
  return kind === 'dense' ? record(denseReaders)(name, value) : record(convolutionalReaders)(name, value)
}

/** 500-500-2000, as in Xie, Girshick & Farhadi, Unsupervised deep embedding for clustering analysis (2016), VaDE and N2D. */
export const decDesign: DenseDesign = { kind: 'dense', widths: [500, 500, 2000] }

/** conv 5x5x32, pool, conv 5x5x64, pool, dense 128. */
export const convolutionalDesign: ConvolutionalDesign = { kind: 'convolutional', filters: [32, 64], window: 5, widths: [128] }

export interface DesignedNetworkOptions {
  /** Shape of one row: [columns], or [height, width, channels]. */
  readonly shape: readonly number[]
  /** Number of values in a code. */
  readonly code: number
  readonly seed: number
  /** Prefix of the names of the parameters. */
  readonly name: string
  /** Activation of the encoder's code or of the decoder's rows; 'linear' by default. */
  readonly outputActivation?: Activation
}

/** Shape in which a design takes rows: convolutional designs take images whole, others take flat rows. */
export function inputShapeOf(design: NetworkDesign, shape: readonly number[]): readonly number[] {
  return design.kind === 'convolutional' ? imageShape(shape) : [sizeOf(shape)]
}

/** Makes the network from [B, ...inputShapeOf] to [B, code]. */
export function encoderOf(design: NetworkDesign, options: DesignedNetworkOptions): Network {
  const { shape, code, seed, name, outputActivation = 'linear' } = options
  if (design.kind === 'dense') {
    const { widths, activation = 'relu' } = design
    return denseNetwork({ inputs: sizeOf(shape), widths: [...widths, code], activation, outputActivation, seed, name })
  }
  return convolutionalEncoder(convolutions(design, options))
}

/** Makes the network from [B, code] to [B, ...inputShapeOf]. */
export function decoderOf(design: NetworkDesign, options: DesignedNetworkOptions): Network {
  const { shape, code, seed, name, outputActivation = 'linear' } = options
  if (design.kind === 'dense') {
    const { widths, activation = 'relu' } = design
    return denseNetwork({ inputs: code, widths: [...widths.toReversed(), sizeOf(shape)], activation, outputActivation, seed, name })
  }
  return convolutionalDecoder(convolutions(design, options))
}

function convolutions(design: ConvolutionalDesign, { shape, code, seed, name, outputActivation = 'linear' }: DesignedNetworkOptions) {
  const [height, width, channels] = imageShape(shape)
  const { filters = [32, 64], window = 5, widths = [128], activation = 'relu' } = design
  return { height, width, channels, filters, window, widths: [...widths, code], activation, outputActivation, seed, name }
}

function imageShape(shape: readonly number[]): readonly [number, number, number] {
  if (shape.length === 3) return [shape[0], shape[1], shape[2]]
  throw new InvalidOptionError('shape', '[height, width, channels] for a convolutional network', `[${shape.join(', ')}]`, 'Pass for example shape: [28, 28, 1], or a dense network.')
}

/** Number of values in a row of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
