import type { Matrix } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import type { TaskProblem } from '../tasks/taskErrors.js'
import { applyDense, denseParameters, type DenseDesign } from './denseLayers.js'
import type { Learner } from './learner.js'
import { copiesOf, tensorsOf } from './namedArrays.js'
import { stackRows } from './rowStack.js'

/** A dense network with fixed parameters. */
export interface Predictor {
  /** [N, inputs] to [N, outputs]. */
  predict(inputs: Matrix): Promise<Matrix>
}

/** The parts in which the uses of a dense network differ. */
interface DenseUse<Set> {
  readonly outputs: number
  problemOf(set: Set): TaskProblem | undefined
  load(sets: readonly Set[]): {
    /** [T, N, inputs] */
    readonly inputs: tf.Tensor
    readonly tensors: readonly tf.Tensor[]
    /** [T] losses of the network's outputs, [T, N, outputs]. */
    losses(outputs: tf.Tensor): tf.Tensor
  }
}

/** A dense network as a function of its parameters. The networks of all tasks take one matrix product per layer. */
export function denseLearner<Set>(kind: string, design: DenseDesign, { outputs, problemOf, load }: DenseUse<Set>): Learner<Set, Predictor> {
  const { inputs, widths = [40, 40], activation = 'relu' } = design
  return {
    kind,
    settings: { inputs, widths, outputs, activation },
    parameters: denseParameters(design, outputs),
    problemOf,
    load(sets) {
      const loaded = load(sets)
      return {
        tensors: loaded.tensors,
        losses: parameters => loaded.losses(applyDense(parameters, loaded.inputs, activation)),
      }
    },
    model: parameters => ({
      async predict(rows: Matrix): Promise<Matrix> {
        const predicted = tf.tidy(() => applyDense(copiesOf(tensorsOf(parameters), 1), stackRows([rows]).values, activation))
        const data = await predicted.data<'float32'>()
        predicted.dispose()
        return { data: data.slice(), rows: rows.rows, columns: outputs }
      },
    }),
  }
}
