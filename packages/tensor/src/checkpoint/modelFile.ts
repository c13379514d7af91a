import { MixturaError } from '@mixtura/core'
import type { JsonRecord, SavedArray } from './checkpoint.js'
import { decodeCheckpoint, encodeCheckpoint } from './encodeCheckpoint.js'

/** What a saved model is made of. */
export interface ModelFile {
  /** Of what was learned, and how; all that is not an array. */
  readonly settings: JsonRecord
  readonly arrays: Readonly<Record<string, SavedArray>>
}

/** What saves and loads models of a kind, for the advice of errors. */
export type ModelLoader = 'class' | 'function'

/** A model as bytes, in the format of checkpoints. */
export function writeModelFile(kind: string, version: number, { settings, arrays }: ModelFile): Uint8Array {
  return encodeCheckpoint({ values: { kind, version, settings }, arrays })
}

/**
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they are another model, or of another version.
 */
export function readModelFile(kind: string, version: number, bytes: Uint8Array, loader: ModelLoader = 'class'): ModelFile {
  const { values, arrays } = decodeCheckpoint(bytes)
  requireModelField('kind', { expected: `'${kind}'`, actual: typeof values.kind === 'string' ? `'${values.kind}'` : 'absent', loader })
  requireModelField('version', { expected: `${version}`, actual: String(values.version), loader })
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
    loader: ModelLoader = 'class',
  ) {
    super(`model file: ${field} must be ${expected}, but it is ${actual}. Load it with the ${loader} and the version that saved it.`)
  }
}

/** @throws {InvalidModelFileError} unless what the file says is what was expected. */
export function requireModelField(
  field: string,
  { expected, actual, loader }: { readonly expected: string; readonly actual: string; readonly loader: ModelLoader },
): void {
  if (expected !== actual) throw new InvalidModelFileError(field, expected, actual, loader)
}
