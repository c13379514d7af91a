import { InvalidOptionError } from '@mixtura/core'
import type { Activation } from '@mixtura/tensor'
import type { WindowSize } from './gaussianTaps.js'
import type { GaussianSharing } from './mixtureFilters.js'

export interface GaussianMixtureConv2dOptions {
  /** Channels of the output. */
  readonly filters: number
  /** Side of the window, or its height and width, taps; 5 by default. */
  readonly window?: number | WindowSize
  /** K, Gaussians of a filter; 4 by default. */
  readonly components?: number
  /** Who shares the K Gaussians: 'layer' by default. */
  readonly sharing?: GaussianSharing
  /** 1 by default. */
  readonly strides?: number | WindowSize
  /** 'same' by default. */
  readonly padding?: 'same' | 'valid'
  /** Steps on the image from one tap to the next; 1 by default. */
  readonly dilation?: number
  /** 'linear' by default. */
  readonly activation?: Activation
  /** true by default. */
  readonly useBias?: boolean
  /** Of the Gaussians' centres; whole number from 0; 0 by default. */
  readonly seed?: number
  /** Of the layer; createNetwork begins the names of its parameters with it. */
  readonly name?: string
  /** [height, width, channels] if it is the first layer of a model. */
  readonly inputShape?: readonly number[]
}

export interface CompleteConv2dOptions
  extends Required<Omit<GaussianMixtureConv2dOptions, 'window' | 'strides' | 'name' | 'inputShape'>> {
  readonly window: WindowSize
  readonly strides: WindowSize
}

/** @throws {InvalidOptionError} for options out of range. */
export function completeOptions(options: GaussianMixtureConv2dOptions): CompleteConv2dOptions {
  const { filters, components = 4, sharing = 'layer', padding = 'same', dilation = 1 } = options
  const { activation = 'linear', useBias = true, seed = 0 } = options
  const window = pairOf(options.window ?? 5)
  const strides = pairOf(options.strides ?? 1)
  const counts = { filters, components, dilation, 'window[0]': window[0], 'window[1]': window[1], 'strides[0]': strides[0], 'strides[1]': strides[1] }
  for (const [option, count] of Object.entries(counts)) {
    if (Number.isSafeInteger(count) && count >= 1) continue
    throw new InvalidOptionError(option, 'a whole number of at least 1', count, `Pass for example ${option}: 3.`)
  }
  requireChoice('sharing', sharing, ['layer', 'filter'])
  requireChoice('padding', padding, ['same', 'valid'])
  requireChoice('activation', activation, ['relu', 'tanh', 'sigmoid', 'elu', 'softplus', 'linear'])
  if (!(Number.isSafeInteger(seed) && seed >= 0)) {
    throw new InvalidOptionError('seed', 'a whole number from 0 to 2^53 - 1', seed, 'Pass for example seed: 7.')
  }
  return { filters, components, sharing, window, strides, padding, dilation, activation, useBias, seed }
}

function pairOf(value: number | WindowSize): WindowSize {
  return typeof value === 'number' ? [value, value] : value
}

function requireChoice<Choice extends string>(option: string, choice: Choice, choices: readonly Choice[]): void {
  if (choices.includes(choice)) return
  const listed = choices.map(known => `'${known}'`).join(', ')
  throw new InvalidOptionError(option, `one of ${listed}`, choice, `Pass for example ${option}: '${choices[0]}'.`)
}
