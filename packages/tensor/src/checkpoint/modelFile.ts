import { MixturaError } from '@mixtura/core'
import { decodeCheckpoint, encodeCheckpoint, type JsonRecord, type SavedArray } from '@mixtura/tensor'

/** What a saved model is made of. */
export interface ModelFile {
  /** Of what was fitted, and how; all that is not an array. */
  readonly settings: JsonRecord
  readonly arrays: Readonly<Record<string, SavedArray>>
}

/** A model as bytes, in the format of checkpoints. */
export function writeModelFile(kind: string, version: number, { settings, arrays }: ModelFile): Uint8Array {
  return encodeCheckpoint({ values: { kind, version, settings }, arrays })
}

/**
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they are another model, or of another version.
 */
export function readModelFile(kind: string, version: number, bytes: Uint8Array): ModelFile {
  const { values, arrays } = decodeCheckpoint(bytes)
  requireField('kind', `'${kind}'`, typeof values.kind === 'string' ? `'${values.kind}'` : 'absent')
  requireField('version', `${version}`, String(values.version))
  return { settings: values.settings as JsonRecord, arrays }
}

/** Whole bytes, but not of the model that was to be loaded. */
export class InvalidModelFileError extends MixturaError {
  override readonly name = 'InvalidModelFileError'
  readonly code = 'invalid-model-file'
  constructor(
    readonly field: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(`model file: ${field} must be ${expected}, but it is ${actual}. Load it with the class and the version that saved it.`)
  }
}

function requireField(field: string, expected: string, actual: string): void {
  if (expected !== actual) throw new InvalidModelFileError(field, expected, actual)
}
