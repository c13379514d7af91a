import { createRandom } from '@mixtura/core'
import * as layers from '@tensorflow/tfjs-layers'
import { requireActivation, type Activation } from './activation.js'
import { createNetwork, requireSizes, type Network } from './network.js'

export interface DenseNetworkOptions {
  /** Columns of the input. */
  readonly inputs: number
  /** Units of each layer, the output's last. */
  readonly widths: readonly number[]
  /** After every layer but the last; 'relu' by default. */
  readonly activation?: Activation
  /** After the last layer; 'linear' by default. */
  readonly outputActivation?: Activation
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Begins the names of the parameters; 'dense' by default. Networks of one program need different ones. */
  readonly name?: string
}

/** Fully connected layers, [B, inputs] to [B, widths.at(-1)]. */
export function denseNetwork(options: DenseNetworkOptions): Network {
  const { inputs, widths, activation = 'relu', outputActivation = 'linear', seed = 0, name = 'dense' } = options
  requireSizes('inputs', [inputs])
  requireSizes('widths', widths)
  requireActivation('activation', activation)
  requireActivation('outputActivation', outputActivation)
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
  return createNetwork(name, stack, createRandom(seed))
}

/** The dense network that undoes one: the same widths backwards, to the inputs of the other. */
export function mirrorOf({ inputs, widths, activation, seed = 0 }: DenseNetworkOptions, outputActivation: Activation = 'linear'): Network {
  const backwards = [...widths.slice(0, -1).reverse(), inputs]
  return denseNetwork({
    inputs: widths[widths.length - 1],
    widths: backwards,
    outputActivation,
    // Another generator than that of the encoder.
    seed: seed + 1,
    name: 'decoder',
    ...(activation ? { activation } : {}),
  })
}
