import { count, describeValue, isRecord, optional, readOptions } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import type { RegressionSet } from '../tasks/taskFamily.js'
import { denseLearner, type Predictor } from './denseLearner.js'
import { denseReaders, type DenseDesign } from './denseLayers.js'
import type { Learner } from './learner.js'
import { problemOfRows, stackRows } from './rowStack.js'

/** Options of `regressionLearner`. */
export interface RegressionOptions extends DenseDesign {
  /** Number of target columns; 1 by default. */
  readonly outputs?: number
}

/** A dense network for regression. Its loss is the mean squared error over rows and columns, in squared target units. */
export function regressionLearner(options: RegressionOptions): Learner<RegressionSet, Predictor> {
  const { outputs = 1, ...design } = readOptions<RegressionOptions>('regressionLearner', options, { ...denseReaders, outputs: optional(count(1)) })
  return denseLearner('regression', design, {
    outputs,
    problemOf(set) {
      if (!isRecord(set)) return { expected: 'inputs and targets', actual: describeValue(set) }
      const { inputs, targets } = set as RegressionSet
      return (
        problemOfRows('inputs', inputs, { rows: 1, columns: design.inputs }) ??
        problemOfRows('targets', targets, { rows: 1, columns: outputs }) ??
        (inputs.rows === targets.rows ? undefined : { expected: 'as many targets as inputs', actual: `${targets.rows} for ${inputs.rows}` })
      )
    },
    load(sets) {
      const { values, rowWeights } = stackRows(sets.map(({ inputs }) => inputs))
      const { values: targets, rowWeights: unused } = stackRows(sets.map(set => set.targets))
      const shares = tf.tidy(() => tf.div(tf.expandDims(rowWeights, 2), outputs))
      tf.dispose([unused, rowWeights])
      return {
        inputs: values,
        tensors: [values, shares, targets],
        losses: predicted => tf.sum(tf.mul(tf.square(tf.sub(predicted, targets)), shares), [1, 2]),
      }
    },
  })
}
