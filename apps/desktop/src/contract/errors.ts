import type { FitError } from './fit.js'

/** Codes of Studio's own errors. Errors of core and data keep their own codes. */
export type StudioErrorCode =
  | 'engine-lost'
  /** The process of a fit ended: a crash, or no memory. The fit is interrupted. */
  | 'worker-lost'
  /** A person stopped the fit in the middle of a pass. It can be resumed. */
  | 'stopped-in-pass'
  /** An allocation failed in the process of a fit. */
  | 'out-of-memory'
  /** The family does not accept the table. Fields: `family`, `refusal` (key of `refusals` of the texts) and its values. */
  | 'refused-table'
  /** The model cannot do what was asked. Fields: `fit`, `capability`. */
  | 'no-capability'
  | 'unknown-family'
  | 'label-is-feature'
  /** A row of the fit has no value in the column of the known classes. Fields: `column`, `row` (from 1). */
  | 'missing-label'
  | 'unknown-dataset'
  /** A text is no address of a table. */
  | 'table-address'
  /** The password of a table at servers must be given again. Fields: `dataset`. */
  | 'password-needed'
  /** Something needs rows that stay at servers. Fields: `dataset`. */
  | 'rows-at-servers'
  /** Fields: `family`. */
  | 'family-needs-rows'
  /** Two fits have drawn different rows of their table. Fields: `first`, `second`. */
  | 'other-drawn-rows'
  /** A selection has only drawn rows, so it cannot be written to a file. Fields: `fit`. */
  | 'only-drawn-rows'
  /** The name of a new table is taken. Fields: `name`. */
  | 'table-exists'
  /** The person ended the writing of scores. */
  | 'write-cancelled'
  /** The disk has no room for the rows of a fit. Fields: `bytes`, `free`. */
  | 'no-room-for-rows'
  | 'dataset-in-use'
  | 'unknown-fit'
  | 'unknown-file'
  /** A recent file is not where it was. Fields: `file`. */
  | 'recent-file-gone'
  | 'invalid-request'
  | 'request-too-large'
  | 'fit-not-ready'
  | 'session-not-saved'
  | 'session-lost'
  | 'session-not-read'
  | 'folder-removed'
  /** Another Studio has continued or removed an earlier session. */
  | 'session-gone'
  /** Fields: `file`, `fault`, which completes the sentence. */
  | 'project-damaged'
  /** Fields: `file`, `version`, `expected`. */
  | 'project-version'
  /** Fields: `file`, `bytes`, `free`. */
  | 'project-too-large'
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
