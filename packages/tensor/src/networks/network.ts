import { InvalidOptionError, ShapeError, type Random } from '@mixtura/numerics'
import { describeValue, flag, largestCount, optional, readOptions, text, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { requireRandom, requireTensor } from '../arguments/requireTensor.js'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import { glorotUniform } from './glorotUniform.js'

/** A feed-forward network with named parameters. */
export interface Network {
  /** The layers as a TensorFlow.js model. */
  readonly model: layers.Sequential
  /** Variables named `<network>/<layer>/<weight>`, such as `encoder/dense1/kernel`. */
  readonly parameters: NamedVariables
  /** Other state of layers, such as the moving means of batch normalisation. Checkpoints need it; optimisers do not. */
  readonly buffers: NamedVariables
  /** Number of values in `parameters`. */
  readonly parameterCount: number
  /** Shape of one input, without the batch dimension. */
  readonly inputShape: readonly number[]
  readonly outputShape: readonly number[]
  /**
   * Maps [B, ...inputShape] to [B, ...outputShape].
   *
   * @param options.training whether layers such as dropout act as in training; false by default.
   */
  apply(inputs: tf.Tensor, options?: { readonly training?: boolean }): tf.Tensor
  dispose(): void
}

/**
 * Makes a network of the layers. Layer names must be unique in it. Parameters with two or more dimensions are drawn from `random`
 * by Glorot's rule on the host, so a seed gives the same network on every backend. Other parameters keep their values.
 *
 * @param name prefix of the names of its parameters.
 */
export function createNetwork(name: string, stack: layers.layers.Layer[], random: Random): Network {
  text('encoder')('name', name)
  requireRandom(random)
  if (!(Array.isArray(stack) && stack.length > 0 && stack.every(isLayer))) {
    throw new ShapeError('stack', 'a list of layers, at least one', describeValue(stack), 'Pass for example [layers.layers.dense({ units: 2, inputShape: [3] })].')
  }
  const model = layers.sequential({ name, layers: stack })
  const variablesOf = (kind: 'trainableWeights' | 'nonTrainableWeights'): Record<string, tf.Variable> =>
    Object.fromEntries(model.layers.flatMap(layer => layer[kind].map(weight => [`${name}/${layer.name}/${ownName(weight)}`, variableOf(weight)])))
  const parameters = variablesOf('trainableWeights')
  const kernels = Object.values(parameters).filter(({ rank }) => rank >= 2)
  kernels.forEach((kernel, i) => {
    const value = tf.tensor(glorotUniform(kernel.shape, random.fork(i)), kernel.shape, 'float32')
    kernel.assign(value)
    value.dispose()
  })
  return {
    model,
    parameters,
    buffers: variablesOf('nonTrainableWeights'),
    parameterCount: Object.values(parameters).reduce((sum, { size }) => sum + size, 0),
    inputShape: withoutBatch(model.inputs[0].shape),
    outputShape: withoutBatch(model.outputs[0].shape),
    apply(inputs, options) {
      requireTensor('inputs', inputs)
      const { training = false } = readOptions<{ readonly training?: boolean }>('apply', options, { training: optional(flag) })
      return model.apply(inputs, { training }) as tf.Tensor
    },
    dispose: () => void model.dispose(),
  }
}

type LayerWeight = layers.layers.Layer['trainableWeights'][number]

/** Returns 'kernel' for 'dense1/kernel'. */
function ownName({ originalName }: LayerWeight): string {
  return originalName.slice(originalName.lastIndexOf('/') + 1)
}

/** The variable behind a weight. What a layer reads as a tensor is the variable itself. */
function variableOf(weight: LayerWeight): tf.Variable {
  return weight.read() as tf.Variable
}

function withoutBatch(shape: readonly (number | null)[]): number[] {
  return shape.slice(1).map(size => size ?? 0)
}

/** Checks the fields, not the class, because a bundle of TensorFlow.js has its own classes. */
const isLayer = (layer: unknown): boolean => typeof layer === 'object' && layer !== null && 'apply' in layer && 'trainableWeights' in layer

const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && Number(size) >= 1 && Number(size) <= largestCount

/** Reads a list of at least one whole number from 1. */
export const sizes: Reader<readonly number[]> = (name, value) => {
  const numbers: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined
  if (numbers && numbers.length > 0 && numbers.every(isSize)) return numbers as readonly number[]
  const shown = numbers?.every(size => typeof size === 'number') ? `[${numbers.join(', ')}]` : value
  throw new InvalidOptionError(name, 'whole numbers of at least 1', shown, `Pass for example ${name}: [500, 10].`)
}
