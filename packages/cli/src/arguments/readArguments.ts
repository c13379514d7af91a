import { parseArgs } from 'node:util'
import { nearestName } from '@mixtura/numerics/validation'
import { usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'
import type { Flag, FlagName } from './flags.js'

/** Arguments of a command, read. */
export interface Arguments {
  /** By the name of the flag; '' for a switch. */
  readonly values: ReadonlyMap<string, string>
  /** All values of an option that may be given several times, by its name. */
  readonly repeated: ReadonlyMap<string, readonly string[]>
  /** What is no option: names of files. */
  readonly operands: readonly string[]
}

/** Whether the switch or option was given. */
export const isGiven = ({ values }: Arguments, name: FlagName): boolean => values.has(name)

/** The value of an option, undefined if it was not given. */
export const valueOf = ({ values }: Arguments, name: FlagName): string | undefined => values.get(name)

/** All values of an option that may be given several times. */
export const valuesOf = ({ repeated }: Arguments, name: FlagName): readonly string[] => repeated.get(name) ?? []

/**
 * Reads arguments by GNU conventions: `--name value`, `--name=value`, short letters, `--` before operands. A name may be shortened as
 * long as only one option begins so.
 *
 * @throws {CommandError} for an unknown or repeated option, and for a value that lacks or is not expected.
 */
export function readArguments(given: readonly string[], flags: readonly Flag[], { usage }: CliTexts): Arguments {
  const known = new Map(flags.map(flag => [flag.name, flag]))
  const { tokens } = parseArgs({
    args: given.map((arg, at) => withFullName(arg, isBeforeEnd(given, at), name => fullName(name, [...known.keys()], usage))),
    options: Object.fromEntries(flags.map(({ name, value, short }) => [name, { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const values = new Map<string, string>()
  const repeated = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const flag = known.get(name)
    if (!flag) throw usageError(usage.unknownOption(rawName, undefined))
    if (!flag.value && value !== undefined) throw usageError(usage.noValueExpected(rawName))
    if (flag.value && (value === undefined || (!inlineValue && /^--./.test(value)))) throw usageError(usage.valueExpected(rawName, flag.value))
    if (flag.repeats) repeated.set(name, [...(repeated.get(name) ?? []), value!])
    else if (values.has(name)) throw usageError(usage.repeatedOption(`--${name}`))
    values.set(name, value ?? '')
  }
  return { values, repeated, operands }
}

/**
 * The value of one option in arguments that are not yet known to be right; undefined if it is not there.
 *
 * @param flags all that are known by now.
 */
export function findValue(given: readonly string[], name: FlagName, flags: readonly Flag[]): string | undefined {
  const names = flags.map(flag => flag.name)
  const { values } = parseArgs({
    args: given.map((arg, at) => withFullName(arg, isBeforeEnd(given, at), short => matches(short, names)[0] ?? short)),
    options: Object.fromEntries(flags.map(({ name, value, short }) => [name, { type: value ? ('string' as const) : ('boolean' as const), ...(short && { short }) }])),
    strict: false,
    allowPositionals: true,
  })
  const found = values[name]
  return typeof found === 'string' ? found : undefined
}

const isBeforeEnd = (args: readonly string[], at: number): boolean => !args.slice(0, at + 1).includes('--')

function withFullName(arg: string, isOption: boolean, full: (name: string) => string): string {
  const match = isOption ? /^--([^=]+)(=.*)?$/s.exec(arg) : null
  return match ? `--${full(match[1])}${match[2] ?? ''}` : arg
}

/** The names that `given` may stand for: itself, or those that begin so. */
const matches = (given: string, names: readonly string[]): readonly string[] =>
  names.includes(given) ? [given] : names.filter(name => name.startsWith(given))

function fullName(given: string, names: readonly string[], usage: CliTexts['usage']): string {
  const found = matches(given, names)
  if (found.length === 1) return found[0]
  if (found.length > 1) throw usageError(usage.ambiguousOption(`--${given}`, found.map(name => `--${name}`)))
  const near = nearestName(given, names)
  throw usageError(usage.unknownOption(`--${given}`, near && `--${near}`))
}
