import { MixturaError } from '@mixtura/numerics'

/** Why a set of a task is invalid. */
export interface TaskProblem {
  readonly expected: string
  readonly actual: string
}

/** The task cannot be learned from. */
export class InvalidTaskError extends MixturaError {
  override readonly name = 'InvalidTaskError'
  readonly code = 'invalid-task'
  readonly expected: string
  readonly actual: string
  constructor(
    readonly family: string,
    /** `family.task(seed)` makes the task again. */
    readonly seed: number,
    readonly part: 'support' | 'query',
    { expected, actual }: TaskProblem,
  ) {
    super(
      `${part} of task ${seed} of family '${family}' must be ${expected}, but it is ${actual}. ` +
        `Look at family.task(${seed}), and make all tasks alike.`,
    )
    this.expected = expected
    this.actual = actual
  }
}

/** A family needs more than one different task to learn from. */
export class TooFewTasksError extends MixturaError {
  override readonly name = 'TooFewTasksError'
  readonly code = 'too-few-tasks'
  constructor(
    readonly family: string,
    readonly required: number,
    readonly tasks: number,
  ) {
    super(
      `family '${family}' must have at least ${required} different tasks, but it has ${tasks}. ` +
        `Add tasks, or fit the one there is directly.`,
    )
  }
}
