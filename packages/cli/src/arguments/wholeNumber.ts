import { usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'
import type { FlagName } from './flags.js'
import { valueOf, type Arguments } from './readArguments.js'

/** The value of an option that is a whole number; `standard` if it was not given. @throws {CommandError} */
export function wholeNumber(args: Arguments, { name, atLeast, standard }: { readonly name: FlagName; readonly atLeast: number; readonly standard: number }, { usage }: CliTexts): number {
  const text = valueOf(args, name)
  if (text === undefined) return standard
  const number = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(number) || number < atLeast) throw usageError(usage.wrongNumber(`--${name}`, text, atLeast))
  return number
}
