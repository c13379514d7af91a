import { MixturaError } from '@mixtura/numerics'

/** A whole file, but not of the model that should be loaded. */
export class InvalidModelFileError extends MixturaError {
  override readonly name = 'InvalidModelFileError'
  readonly code = 'invalid-model-file'
  constructor(
    readonly field: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`model file: ${field} must be ${expected}, but it is ${actual}. Load it with loadModel, in the version that saved it.`)
  }
}
