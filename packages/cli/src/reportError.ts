import { MixturaError } from '@mixtura/numerics'
import { CommandError } from './commandError.js'
import { exitCodes, type ExitCode } from './exitCodes.js'
import type { Host } from './host.js'
import type { CliTexts } from './texts/vocabulary.js'

/** Codes of errors of the packages that are about an option, not about the data. */
const optionCodes: readonly string[] = ['invalid-option', 'open-option']

/** Prints what went wrong, in one sentence with its remedy. Only a fault of the program itself comes with its stack. */
export function reportError(error: unknown, { host, texts }: { readonly host: Host; readonly texts: CliTexts }): ExitCode {
  if (error instanceof CommandError || error instanceof MixturaError || isSystemError(error)) {
    host.stderr.write(`mixtura: ${error.message}\n`)
    return exitCodeOf(error)
  }
  host.stderr.write(`mixtura: ${texts.data.unexpected(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`)
  return exitCodes.unexpected
}

function exitCodeOf(error: Error): ExitCode {
  if (error instanceof CommandError) return exitCodes[error.code]
  return error instanceof MixturaError && optionCodes.includes(error.code) ? exitCodes.usage : exitCodes.data
}

/** A fault of the file system or of a pipe, such as a full disk. */
const isSystemError = (error: unknown): error is Error => error instanceof Error && 'syscall' in error && 'errno' in error
