import { createRandom, forkSeed } from '@mixtura/numerics'
import { count, optional, readOptions, seed, text, type OptionReaders } from '@mixtura/numerics/validation'
import * as layers from '@tensorflow/tfjs-layers'
import { readActivation, type Activation } from './activation.js'
import { createNetwork, sizes, type Network } from './network.js'

/** Options of `denseNetwork`. */
export interface DenseNetworkOptions {
  /** Number of input columns. */
  readonly inputs: number
  /** Units of each layer, the last of which is the output. */
  readonly widths: readonly number[]
  /** Activation after every layer except the last; 'relu' by default. */
  readonly activation?: Activation
  /** Activation after the last layer; 'linear' by default. */
  readonly outputActivation?: Activation
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Prefix of the names of the parameters; 'dense' by default. Networks of one program need different names. */
  readonly name?: string
}

const denseReaders: OptionReaders<DenseNetworkOptions> = {
  inputs: count(1),
  widths: sizes,
  activation: optional(readActivation),
  outputActivation: optional(readActivation),
  seed: optional(seed),
  name: optional(text('dense')),
}

/** Fully connected layers from [B, inputs] to [B, widths.at(-1)]. @throws {ShapeError} {InvalidOptionError} */
export function denseNetwork(options: DenseNetworkOptions): Network {
  return denseLayers(readOptions<DenseNetworkOptions>('denseNetwork', options, denseReaders))
}

function denseLayers({ inputs, widths, activation = 'relu', outputActivation = 'linear', seed: drawn = 0, name = 'dense' }: DenseNetworkOptions): Network {
  const stack = widths.map((units, i) =>
    layers.layers.dense({
      name: `dense${i + 1}`,
      units,
      activation: i === widths.length - 1 ? outputActivation : activation,
      kernelInitializer: 'zeros',
      biasInitializer: 'zeros',
      ...(i === 0 ? { inputShape: [inputs] } : {}),
    }),
  )
  return createNetwork(name, stack, createRandom(drawn))
}

/** Dense network with the widths of `options` in reverse order, from its outputs back to its inputs. */
export function mirrorOf(options: DenseNetworkOptions, outputActivation: Activation = 'linear'): Network {
  const { inputs, widths, activation, seed: drawn = 0 } = readOptions<DenseNetworkOptions>('mirrorOf', options, denseReaders)
  const backwards = [...widths.slice(0, -1).reverse(), inputs]
  return denseLayers({
    inputs: widths[widths.length - 1],
    widths: backwards,
    outputActivation: readActivation('outputActivation', outputActivation),
    seed: forkSeed(drawn, 'mirror'),
    name: 'decoder',
    ...(activation ? { activation } : {}),
  })
}
