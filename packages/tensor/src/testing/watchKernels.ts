import * as tf from '@tensorflow/tfjs-core'
import { kernelSignature } from './kernelSignature.js'

type RunKernel = (kernelName: string, inputs: tf.NamedTensorMap, attrs?: tf.NamedAttrMap) => tf.Tensor | tf.Tensor[]

export interface KernelWatch {
  /**
   * Fails if a recorded call is not covered. The record is cleared.
   *
   * @throws {Error} naming the kernel, dtype, rank and backend of each call that is not covered.
   */
  readonly requireCovered: () => void
  /** Clears the record and stops watching. */
  readonly stop: () => void
}

/**
 * Records every kernel that TensorFlow.js runs, at the one method through which operations, gradients and layers run kernels.
 *
 * @param covered signatures (see `kernelSignature`) that tests check on every backend.
 */
export function watchKernels(covered: ReadonlySet<string>): KernelWatch {
  const uncovered = new Map<string, string>()
  const engine = tf.engine() as unknown as { runKernel: RunKernel }
  const stock = engine.runKernel
  engine.runKernel = function (kernelName, inputs, attrs) {
    const signature = kernelSignature(kernelName, inputs, attrs)
    if (!covered.has(signature)) uncovered.set(signature, tf.getBackend())
    return stock.call(this, kernelName, inputs, attrs)
  }

  return {
    requireCovered: () => {
      if (uncovered.size === 0) return
      const calls = [...uncovered].sort(([a], [b]) => (a < b ? -1 : 1)).map(([signature, backend]) => `  ${signature} on ${backend}\n`)
      uncovered.clear()
      throw new Error(
        `kernels were called with dtypes or ranks that no test holds on every backend:\n${calls.join('')}` +
          'Add each signature to packages/tensor/src/suite/kernels/coveredSignatures.ts, and run kernels.test.ts there.',
      )
    },
    stop: () => {
      uncovered.clear()
      engine.runKernel = stock
    },
  }
}
