import { MixturaError } from '@mixtura/numerics'

/** A metric or a parameter has become NaN or infinite. */
export class NonFiniteTrainingError extends MixturaError {
  override readonly name = 'NonFiniteTrainingError'
  readonly code = 'non-finite-training'
  constructor(
    /** The metric or parameter, such as `metric 'loss'`. */
    readonly thing: string,
    readonly value: number,
    /** Counted from 1. */
    readonly step: number,
    /** Counted from 1. */
    readonly epoch: number,
    /** Step of the last checkpoint; undefined if there is none. */
    readonly checkpointStep: number | undefined,
  ) {
    super(
      `${thing} is ${value} at step ${step} (epoch ${epoch}). Lower the learning rate, clip the gradients (clipNorm: 1), ` +
        `or look for values that are not finite in the data; ` +
        (checkpointStep === undefined
          ? 'no checkpoint was written.'
          : `the checkpoint of step ${checkpointStep} holds parameters from before.`),
    )
  }
}

/** Steps leave tensors behind. */
export class TensorLeakError extends MixturaError {
  override readonly name = 'TensorLeakError'
  readonly code = 'tensor-leak'
  constructor(
    /** Counted from 1. */
    readonly step: number,
    /** Number of tensors before the step. */
    readonly before: number,
    /** Number of tensors after the step, not counting its metrics. */
    readonly after: number,
  ) {
    const left = after - before
    super(
      `step ${step} left ${left} ${left === 1 ? 'tensor' : 'tensors'} behind (${before} before it, ${after} after, ` +
        `metrics aside), and so did the step before. Compute inside tf.tidy, and dispose what outlives it.`,
    )
  }
}

/** A step needs more memory than the device has. */
export class DeviceMemoryError extends MixturaError {
  override readonly name = 'DeviceMemoryError'
  readonly code = 'device-memory'
  constructor(
    /** Counted from 1. */
    readonly step: number,
    /** Step of the last checkpoint; undefined if there is none. */
    readonly checkpointStep: number | undefined,
    /** The error of the backend. */
    override readonly cause: Error,
  ) {
    super(
      `step ${step} needs more memory than the device has. Lower batchSize or the widths of the network, or use another ` +
        `backend; ${checkpointStep === undefined ? 'no checkpoint was written.' : `the run goes on from the checkpoint of step ${checkpointStep}.`}`,
    )
  }
}
