import * as tf from '@tensorflow/tfjs-core'
import { scalarsOf } from './metricReader.js'
import { TensorLeakError } from './trainingErrors.js'
import type { StepMetrics } from './trainingPlan.js'

/** Holds a run to a constant number of tensors. */
export interface LeakWatch {
  before(): void
  /** @throws {TensorLeakError} if this step and the one before both left tensors behind. */
  after(step: number, metrics: StepMetrics): void
}

/**
 * A single step may make what lasts, such as the slots of an optimiser, at any time. Two in a row that do are a
 * leak; the first step of a run does not count. The count is that of the whole process: other work counts only while
 * a step waits, so steps that wait for nothing may share a process with it.
 */
export function createLeakWatch(): LeakWatch {
  let tensorsBefore = 0
  let isFirst = true
  let grewBefore = false
  return {
    before() {
      tensorsBefore = tf.memory().numTensors
    },
    after(step, metrics) {
      const tensorsAfter = tf.memory().numTensors - scalarsOf(metrics).length
      const grew = tensorsAfter > tensorsBefore && !isFirst
      isFirst = false
      if (grew && grewBefore) throw new TensorLeakError(step, tensorsBefore, tensorsAfter)
      grewBefore = grew
    },
  }
}
