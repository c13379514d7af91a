import type { FitError } from './fit.js'

/** Codes of Studio's own errors. Errors of core and data keep their own codes. */
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

/** An error with a message of one sentence for people, and a code and fields for programs. It is sent between processes as plain data. */
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
