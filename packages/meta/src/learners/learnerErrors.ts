import { MixturaError } from '@mixtura/numerics'

/** An inner loop whose loss is no number any more. */
export class DivergedTaskError extends MixturaError {
  override readonly name = 'DivergedTaskError'
  readonly code = 'diverged-task'
  constructor(
    /** `family.task(seed)` makes the task again; undefined for one without a seed. */
    readonly seed: number | undefined,
    readonly innerSteps: number,
    /** Of the query in training, of the support in `adapt`. */
    readonly loss: number,
    /** Meta-step, counted from 1; undefined outside of training. */
    readonly step: number | undefined,
  ) {
    super(
      `the loss of ${seed === undefined ? 'the task' : `task ${seed}`} must be finite after ${innerSteps} inner ` +
        `${innerSteps === 1 ? 'step' : 'steps'}, but it is ${loss}${step === undefined ? '' : ` (meta-step ${step})`}. ` +
        `Lower innerLearningRate, or pass innerClipNorm: 1; parameters are those from before.`,
    )
  }
}

/** A learner that cannot be trained as asked. */
export class InvalidLearnerError extends MixturaError {
  override readonly name = 'InvalidLearnerError'
  readonly code = 'invalid-learner'
  constructor(
    readonly learner: string,
    readonly expected: string,
    readonly actual: string,
    remedy: string,
  ) {
    super(`learner '${learner}' must ${expected}, but ${actual}. ${remedy}`)
  }
}
