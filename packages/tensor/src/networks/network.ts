import { InvalidOptionError, type Random } from '@mixtura/core'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import type { NamedVariables } from '../checkpoint/variableArrays.js'
import { glorotUniform } from './glorotUniform.js'

/** A feed-forward network whose parameters a training program can name. */
export interface Network {
  /** The layers, for all that TensorFlow.js does with them. */
  readonly model: layers.Sequential
  /** `<network>/<layer>/<weight>`, such as `encoder/dense1/kernel`. */
  readonly parameters: NamedVariables
  /** What layers carry beside, such as the moving means of batch normalisation: for a checkpoint, not for an optimiser. */
  readonly buffers: NamedVariables
  /** Numbers in `parameters`. */
  readonly parameterCount: number
  /** Without the dimension of the batch. */
  readonly inputShape: readonly number[]
  readonly outputShape: readonly number[]
  /**
   * [B, ...inputShape] to [B, ...outputShape].
   *
   * @param options.training whether layers that differ in training, such as dropout, act as in training; false by default.
   */
  apply(inputs: tf.Tensor, options?: { readonly training?: boolean }): tf.Tensor
  dispose(): void
}

/**
 * A network of the layers, whose names must be its own. Parameters of two and more dimensions are drawn anew from `random`
 * by Glorot's rule, on the host, so a seed gives the same network on every backend; others keep what the layers gave them.
 *
 * @param name begins the names of its parameters.
 */
export function createNetwork(name: string, stack: layers.layers.Layer[], random: Random): Network {
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
    apply: (inputs, { training = false } = {}) => model.apply(inputs, { training }) as tf.Tensor,
    dispose: () => void model.dispose(),
  }
}

type LayerWeight = layers.layers.Layer['trainableWeights'][number]

/** 'kernel' of 'dense1/kernel'. */
function ownName({ originalName }: LayerWeight): string {
  return originalName.slice(originalName.lastIndexOf('/') + 1)
}

/** What a layer reads as a tensor is the variable itself. */
function variableOf(weight: LayerWeight): tf.Variable {
  return weight.read() as tf.Variable
}

function withoutBatch(shape: readonly (number | null)[]): number[] {
  return shape.slice(1).map(size => size ?? 0)
}

/** @throws {InvalidOptionError} unless all are whole numbers of at least 1, and there is at least one. */
export function requireSizes(option: string, sizes: readonly number[]): void {
  if (sizes.length > 0 && sizes.every(size => Number.isSafeInteger(size) && size >= 1)) return
  throw new InvalidOptionError(option, 'whole numbers of at least 1', `[${sizes.join(', ')}]`, `Pass for example ${option}: [500, 10].`)
}
