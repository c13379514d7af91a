import * as tf from '@tensorflow/tfjs-core'
import { scalarsOf } from './metricReader.js'
import { TensorLeakError } from './trainingErrors.js'
import type { StepMetrics } from './trainingPlan.js'

/** Checks that the number of tensors stays constant during a run. */
export interface LeakWatch {
  before(): void
  /** @throws {TensorLeakError} if both this step and the one before left tensors behind. */
  after(step: number, metrics: StepMetrics): void
}

/**
 * Watches for tensors that steps leave behind. A single step may create lasting tensors at any time, such as the slots of an
 * optimiser. Two such steps in a row are a leak, except that the first step of a run is not counted. The number of tensors is
 * that of the whole process. Other work is counted only while a step waits, so steps that never wait may share a process with it.
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
