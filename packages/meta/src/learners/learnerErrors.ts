import { MixturaError } from '@mixtura/numerics'

/** The loss of an inner loop is no longer finite. */
export class DivergedTaskError extends MixturaError {
  override readonly name = 'DivergedTaskError'
  readonly code = 'diverged-task'
  constructor(
    /** `family.task(seed)` makes the task again; undefined for a task without a seed. */
    readonly seed: number | undefined,
    readonly innerSteps: number,
    /** Loss of the query in training, of the support in `adapt`. */
    readonly loss: number,
    /** Meta-step, counted from 1; undefined outside training. */
    readonly step: number | undefined,
  ) {
    super(
      `the loss of ${seed === undefined ? 'the task' : `task ${seed}`} must be finite after ${innerSteps} inner ` +
        `${innerSteps === 1 ? 'step' : 'steps'}, but it is ${loss}${step === undefined ? '' : ` (meta-step ${step})`}. ` +
        `Lower innerLearningRate, or pass innerClipNorm: 1; parameters are those from before.`,
    )
  }
}

/** The learner cannot be trained with these options. */
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
