import type { FitError } from './fit.js'

/** Codes of the failures that belong to Studio itself; those of core and data keep their own codes. */
export type StudioErrorCode =
  | 'fit-already-running'
  | 'engine-lost'
  | 'unknown-dataset'
  | 'dataset-in-use'
  | 'unknown-fit'
  | 'unknown-file'
  | 'invalid-request'
  | 'request-too-large'
  | 'fit-not-ready'
  | 'session-not-saved'
  | 'session-lost'
  | 'folder-removed'
  | 'internal'

/** One sentence for a person, a code and fields for a program. It crosses processes as plain data. */
export class StudioError extends Error {
  override readonly name = 'StudioError'
  constructor(
    readonly code: string,
    message: string,
    readonly fields: FitError['fields'] = {},
  ) {
    super(message)
  }

  static from(error: FitError): StudioError {
    return new StudioError(error.code, error.message, error.fields)
  }

  toJSON(): FitError {
    return { code: this.code, message: this.message, fields: this.fields }
  }
}
