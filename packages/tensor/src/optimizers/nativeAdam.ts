import * as tf from '@tensorflow/tfjs-core'
import { readArrays } from '../checkpoint/variableArrays.js'
import { adamScalars, type AdamSettings } from './adamScalars.js'
import { requireSlots } from './slots.js'
import type { ParameterUpdate } from './updateRule.js'

interface OperationAttribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number | string | readonly number[]
}

/** The methods of the native backend that are used here. It runs TensorFlow's operations by name. */
interface NativeBackend {
  readonly binding: {
    readonly TF_ATTR_TYPE: number
    readonly TF_ATTR_STRING: number
    readonly TF_ATTR_SHAPE: number
    readonly TF_ATTR_BOOL: number
    readonly TF_FLOAT: number
  }
  executeMultipleOutputs(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[]
}

/** Counts the variables of all optimisers, because TensorFlow identifies variables by name in the whole process. */
let variablesMade = 0

/**
 * Adam by TensorFlow's own kernel, in one pass on all cores. Parameter and slots are TensorFlow variables; the slots are read only
 * for a checkpoint.
 *
 * @returns undefined on backends other than the native one.
 */
export function nativeAdam(variable: tf.Variable, settings: AdamSettings): ParameterUpdate | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined
  const backend = tf.backend() as unknown as NativeBackend
  const { binding } = backend
  const { shape } = variable
  const dtype: OperationAttribute = { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }
  const run = (name: string, attributes: readonly OperationAttribute[], inputs: readonly tf.Tensor[]): tf.Tensor[] =>
    backend.executeMultipleOutputs(name, attributes, inputs, outputsOf[name])

  function makeVariable(): tf.Tensor {
    const name = `mixtura-adam-${variablesMade++}`
    const attributes = [
      { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
      { name: 'shared_name', type: binding.TF_ATTR_STRING, value: name },
      dtype,
      { name: 'shape', type: binding.TF_ATTR_SHAPE, value: shape },
    ]
    return tf.keep(run('VarHandleOp', attributes, [])[0])
  }
  const [parameter, mean, square] = [makeVariable(), makeVariable(), makeVariable()]
  const assign = (handle: tf.Tensor, value: tf.Tensor): unknown => run('AssignVariableOp', [dtype], [handle, value])
  const read = (handle: tf.Tensor): tf.Tensor => run('ReadVariableOp', [dtype], [handle])[0]
  tf.tidy(() => {
    for (const handle of [mean, square]) assign(handle, tf.zeros(shape))
  })

  return {
    update(gradient, step) {
      const { beta1, beta2, rate, epsilon, keep } = adamScalars(settings, step)
      const start = keep === 1 ? variable : tf.mul(variable, keep)
      assign(parameter, start)
      // TensorFlow updates a value in place if nothing else holds it, and otherwise copies it first. So the old value is released
      // before the update; meanwhile the variable must hold another tensor of its shape.
      if (start !== variable) start.dispose()
      variable.assign(gradient)
      // The rate includes the bias corrections, so TensorFlow gets 0 for the powers of beta.
      const scalars = [0, 0, rate, beta1, beta2, epsilon].map(value => tf.scalar(value))
      const attributes = [
        { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
        { name: 'use_locking', type: binding.TF_ATTR_BOOL, value: false },
        { name: 'use_nesterov', type: binding.TF_ATTR_BOOL, value: false },
      ]
      run('ResourceApplyAdam', attributes, [parameter, mean, square, ...scalars, gradient])
      variable.assign(read(parameter))
    },
    async saveSlots() {
      const slots = { mean: read(mean), square: read(square) }
      try {
        return await readArrays(slots)
      } finally {
        tf.dispose(slots)
      }
    },
    restoreSlots(slots) {
      requireSlots(shape, ['mean', 'square'], slots)
      tf.tidy(() => {
        assign(mean, tf.tensor(slots.mean.data.slice(), [...shape], 'float32'))
        assign(square, tf.tensor(slots.square.data.slice(), [...shape], 'float32'))
      })
    },
    dispose() {
      for (const handle of [parameter, mean, square]) {
        run('DestroyResourceOp', [{ name: 'ignore_lookup_error', type: binding.TF_ATTR_BOOL, value: true }], [handle])
        handle.dispose()
      }
    },
  }
}

const outputsOf: Readonly<Record<string, number>> = {
  VarHandleOp: 1,
  AssignVariableOp: 0,
  ReadVariableOp: 1,
  ResourceApplyAdam: 0,
  DestroyResourceOp: 0,
}
