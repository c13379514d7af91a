import type { AmbiguousNumbersError, ColumnNotNumericError } from '@mixtura/data'
import { MixturaError } from '@mixtura/numerics'
import { CommandError } from './commandError.js'
import { exitCodes, type ExitCode } from './exitCodes.js'
import type { Host } from './host.js'
import { noteText } from './tables/columnNotes.js'
import type { CliTexts } from './texts/vocabulary.js'

/** Codes of errors of the packages that are about an option, not about the data. */
const optionCodes: readonly string[] = ['invalid-option', 'open-option']

/** Prints what went wrong, in one sentence with its remedy. Only a fault of the program itself comes with its stack. */
export function reportError(error: unknown, { host, texts }: { readonly host: Host; readonly texts: CliTexts }): ExitCode {
  if (error instanceof CommandError || error instanceof MixturaError || isSystemError(error)) {
    host.stderr.write(`mixtura: ${messageOf(error, texts)}\n`)
    return exitCodeOf(error)
  }
  host.stderr.write(`mixtura: ${texts.data.unexpected(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
  return exitCodes.unexpected
}

/** The remedies of the data package are options of its functions; those of these two faults have flags. */
function messageOf(error: Error, texts: CliTexts): string {
  if (hasCode<ColumnNotNumericError>(error, 'column-not-numeric') && error.note !== null) return texts.data.notNumeric(error.column, noteText(error.note, texts))
  if (!hasCode<AmbiguousNumbersError>(error, 'ambiguous-numbers')) return error.message
  const { cell, row, sign, asDecimal, asThousands } = error
  return texts.data.notNumeric(error.column, noteText({ code: 'decimal-or-thousands', message: error.message, fields: { cell, row, sign, asDecimal, asThousands } }, texts))
}

/** The errors of a package are told by their codes: to compare classes would load the package. */
const hasCode = <Kind extends MixturaError & { readonly code: string }>(error: Error, code: Kind['code']): error is Kind => error instanceof MixturaError && error.code === code

function exitCodeOf(error: Error): ExitCode {
  if (error instanceof CommandError) return exitCodes[error.code]
  return error instanceof MixturaError && optionCodes.includes(error.code) ? exitCodes.usage : exitCodes.data
}

/** A fault of the file system or of a pipe, such as a full disk. */
const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error && 'errno' in error
