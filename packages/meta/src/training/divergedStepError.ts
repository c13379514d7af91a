import { MixturaError } from '@mixtura/numerics'

/** The loss of a task is no longer finite in training. */
export class DivergedStepError extends MixturaError {
  override readonly name = 'DivergedStepError'
  readonly code = 'diverged-step'
  constructor(
    readonly family: string,
    /** `family.task(seed)` makes the task again. */
    readonly seed: number,
    readonly loss: number,
    /** Training step, counted from 1. */
    readonly step: number,
  ) {
    super(
      `the loss of task ${seed} of family '${family}' must be finite, but it is ${loss} at step ${step}. ` +
        `Lower learningRate or clipNorm; no update was made of it, and a checkpoint holds parameters from before.`,
    )
  }
}
