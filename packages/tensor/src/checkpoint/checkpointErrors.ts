import { MixturaError } from '@mixtura/numerics'

/** The name is not valid for a checkpoint. */
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
