import { InvalidOptionError } from '@mixtura/numerics'
import {
  choice,
  count,
  flag,
  isRecord,
  list,
  optional,
  readOptions,
  seed,
  text,
  type OptionReaders,
  type Reader,
} from '@mixtura/numerics/validation'
import { modelReaders, type Activation } from '@mixtura/tensor'
import type { WindowSize } from './gaussianTaps.js'
import type { GaussianSharing } from './mixtureFilters.js'

/** Options of `gaussianMixtureConv2d`. */
export interface GaussianMixtureConv2dOptions {
  /** Number of output channels. */
  readonly filters: number
  /** Size of the window in taps: its side, or its height and width; 5 by default. */
  readonly window?: number | WindowSize
  /** K, the number of Gaussians per filter; 4 by default. */
  readonly components?: number
  /** Which filters share the K Gaussians; 'layer' by default. */
  readonly sharing?: GaussianSharing
  /** Strides of the window; 1 by default. */
  readonly strides?: number | WindowSize
  /** 'same' by default. */
  readonly padding?: 'same' | 'valid'
  /** Distance between neighbouring taps, pixels; 1 by default. */
  readonly dilation?: number
  /** 'linear' by default. */
  readonly activation?: Activation
  /** true by default. */
  readonly useBias?: boolean
  /** Seed of the Gaussians' centres, a whole number from 0; 0 by default. */
  readonly seed?: number
  /** Name of the layer. `createNetwork` starts the names of its parameters with it. */
  readonly name?: string
  /** [height, width, channels]; needed if this is the first layer of a model. */
  readonly inputShape?: readonly number[]
}

export interface CompleteConv2dOptions
  extends Required<Omit<GaussianMixtureConv2dOptions, 'window' | 'strides' | 'name' | 'inputShape'>> {
  readonly window: WindowSize
  readonly strides: WindowSize
}

const sides: Reader<number | WindowSize> = (name, value) => {
  if (typeof value === 'number') return count(1)(name, value)
  if (!Array.isArray(value) || value.length !== 2) {
    throw new InvalidOptionError(name, 'a whole number, or two of them', value, `Pass for example ${name}: 3 or ${name}: [3, 5].`)
  }
  const [height, width] = list(count(1), `${name}: [3, 5]`)(name, value) as WindowSize
  return [height, width]
}

/** Options as the constructor takes them, including those that a saved model stores for any layer. */
export interface RestoredConv2dOptions extends GaussianMixtureConv2dOptions {
  readonly trainable?: boolean
  readonly dtype?: 'float32'
  readonly batchInputShape?: readonly (number | null)[]
  /** Custom classes of nested layers. The library passes them to every layer; unused here. */
  readonly customObjects?: object
}

const sideOrNull: Reader<number | null> = (name, value) => (value === null ? null : count(1)(name, value))

const objectOfClasses: Reader<object> = (name, value) => {
  if (isRecord(value)) return value
  throw new InvalidOptionError(name, 'an object of classes by name', value, 'Leave it out.')
}

const conv2dReaders: OptionReaders<RestoredConv2dOptions> = {
  filters: count(1),
  window: optional(sides),
  components: optional(count(1)),
  sharing: optional(choice(['layer', 'filter'])),
  strides: optional(sides),
  padding: optional(choice(['same', 'valid'])),
  dilation: optional(count(1)),
  activation: optional(modelReaders.activation),
  useBias: optional(flag),
  seed: optional(seed),
  name: optional(text('filters')),
  inputShape: optional(modelReaders.sizes),
  trainable: optional(flag),
  dtype: optional(choice(['float32'])),
  customObjects: optional(objectOfClasses),
  batchInputShape: optional(list(sideOrNull, 'batchInputShape: [null, 28, 28, 1]')),
}

/**
 * @throws {ShapeError} unless `options` is an object.
 * @throws {InvalidOptionError} for options out of range.
 */
export function readConv2dOptions(options: unknown): RestoredConv2dOptions {
  return readOptions<RestoredConv2dOptions>('gaussianMixtureConv2d', options, conv2dReaders)
}

/** Fills in the defaults. @param options as `readConv2dOptions` reads them. */
export function completeOptions(options: GaussianMixtureConv2dOptions): CompleteConv2dOptions {
  const { filters, components = 4, sharing = 'layer', padding = 'same', dilation = 1 } = options
  const { activation = 'linear', useBias = true, seed: drawnBy = 0 } = options
  const window = pairOf(options.window ?? 5)
  const strides = pairOf(options.strides ?? 1)
  return { filters, components, sharing, window, strides, padding, dilation, activation, useBias, seed: drawnBy }
}

function pairOf(value: number | WindowSize): WindowSize {
  return typeof value === 'number' ? [value, value] : value
}
