import { MixturaError } from '@mixtura/numerics'

/** Thrown for a saved classifier that cannot be read. */
export class InvalidClassifierError extends MixturaError {
  override readonly name = 'InvalidClassifierError'
  readonly code = 'invalid-classifier'
  constructor(
    readonly field: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(
      `saved classifier: ${field} must be ${expected}, but it is ${actual}. ` +
        `Save the classifier again with MixtureClassifier.toJSON, or correct the file.`,
    )
  }
}
