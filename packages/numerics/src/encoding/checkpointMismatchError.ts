import { MixturaError } from '../errors.js'

/** A whole checkpoint, but of another model, run or setting. */
export class CheckpointMismatchError extends MixturaError {
  override readonly name = 'CheckpointMismatchError'
  readonly code = 'checkpoint-mismatch'
  constructor(
    readonly field: string,
    readonly expected: string,
    readonly actual: string,
    remedy = 'Resume with the model and the options that it was saved with, or begin anew in another store.',
  ) {
    super(`checkpoint: ${field} must be ${expected}, but it is ${actual}. ${remedy}`)
  }
}
