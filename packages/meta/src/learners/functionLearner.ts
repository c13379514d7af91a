import { InvalidOptionError } from '@mixtura/numerics'
import { callback, isRecord, optional, readOptions, text } from '@mixtura/numerics/validation'
import type { JsonRecord, NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { TaskProblem } from '../tasks/taskErrors.js'
import type { Learner, NamedArrays } from './learner.js'
import { mapTensors } from './namedArrays.js'
import { namedArrays } from './readLearner.js'

/** Options of `functionLearner`. */
export interface FunctionLearnerOptions<Set> {
  /** Name of the learner in files and reports. */
  readonly kind: string
  /** Initial parameters. */
  readonly parameters: NamedArrays
  /** Loads one set to the device. */
  readonly load: (set: Set) => NamedTensors
  /** Loss of one task under its own parameters, composed of differentiable functions of TensorFlow.js. */
  readonly loss: (parameters: NamedTensors, set: NamedTensors) => tf.Scalar
  /** Explains why a set cannot be learned from, or returns undefined; every set is accepted by default. */
  readonly problemOf?: (set: Set) => TaskProblem | undefined
  /** Other settings that a file must match; {} by default. */
  readonly settings?: JsonRecord
}

/**
 * Makes a learner from any differentiable model, for example a convolutional network, whose filters cannot be batched over tasks.
 * Tasks are computed one after another.
 */
export function functionLearner<Set>(options: FunctionLearnerOptions<Set>): Learner<Set, NamedArrays> {
  const { kind, parameters, load, loss, problemOf = () => undefined, settings = {} } = readOptions<FunctionLearnerOptions<Set>>('functionLearner', options, {
    kind: text('my learner'),
    parameters: namedArrays,
    load: callback(),
    loss: callback(),
    problemOf: optional(callback()),
    settings: optional((name, value) => {
      if (isRecord(value)) return value as JsonRecord
      throw new InvalidOptionError(name, 'an object', value, `Pass for example ${name}: {}.`)
    }),
  })
  return {
    kind,
    settings,
    parameters,
    problemOf,
    load(sets) {
      const loaded = sets.map(load)
      return {
        tensors: loaded.flatMap(set => Object.values(set)),
        losses(stacked) {
          return tf.stack(loaded.map((set, task) => loss(mapTensors(stacked, value => entryOf(value, task)), set)))
        },
      }
    },
    model: adapted => adapted,
  }
}

/** One entry along the first axis. The gradient of `tf.unstack` fails if there is only one entry. */
function entryOf(value: tf.Tensor, at: number): tf.Tensor {
  const [, ...shape] = value.shape
  return tf.reshape(tf.slice(value, [at, ...shape.map(() => 0)], [1, ...shape]), shape)
}
