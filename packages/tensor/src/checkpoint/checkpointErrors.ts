import { MixturaError } from '@mixtura/numerics'

/** A whole checkpoint, but of another model, run or setting. */
export class CheckpointMismatchError extends MixturaError {
  override readonly name = 'CheckpointMismatchError'
  readonly code = 'checkpoint-mismatch'
  constructor(
    readonly field: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(
      `checkpoint: ${field} must be ${expected}, but it is ${actual}. ` +
        `Resume with the model and the options that it was saved with, or begin anew in another store.`,
    )
  }
}

/** A name that no store takes. */
export class InvalidCheckpointNameError extends MixturaError {
  override readonly name = 'InvalidCheckpointNameError'
  readonly code = 'invalid-checkpoint-name'
  constructor(readonly checkpoint: string) {
    super(
      `checkpoint name '${checkpoint}' must be 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or ` +
        `a digit. Pass for example 'digits-autoencoder'.`,
    )
  }
}
