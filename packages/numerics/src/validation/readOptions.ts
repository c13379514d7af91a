import { InvalidOptionError, ShapeError } from '../errors.js'
import { describeValue } from './describeValue.js'
import { nearestName } from './nearestName.js'

/** Reads one option: returns its valid value or throws a typed error. `undefined` means that the option was left out. */
export type Reader<Value> = (name: string, value: unknown) => Value

/** One reader for every option in `Options`. The compiler refuses a table that lacks one. */
export type OptionReaders<Options> = { readonly [Name in keyof Options]-?: Reader<Options[Name]> }

/**
 * Reads the options of a function, each by its reader. Options that were left out stay absent; options without a reader are
 * refused, because they would have no effect.
 *
 * @param of name of the function, for messages.
 * @throws {ShapeError} unless `options` is an object or undefined.
 * @throws {InvalidOptionError} for an unknown option, or a value that its reader refuses.
 */
export function readOptions<Options extends object>(of: string, options: unknown, readers: OptionReaders<Options>): Options {
  if (options !== undefined && !isRecord(options)) {
    throw new ShapeError(`options of ${of}`, 'an object', describeValue(options), `Pass an object with ${listed(Object.keys(readers))}.`)
  }
  return readFields(options ?? {}, readers, { owner: of, prefix: '' })
}

/** Makes a reader of an option that is itself an object of options. */
export function record<Fields extends object>(readers: OptionReaders<Fields>): Reader<Fields> {
  return (name, value) => {
    if (isRecord(value)) return readFields(value, readers, { owner: name, prefix: `${name}.` })
    const names = Object.keys(readers)
    throw new InvalidOptionError(name, 'an object', value, `Pass an object with ${listed(names)}.`)
  }
}

/** The readers of all but the given options. */
export function withoutReaders<Options, Name extends keyof Options>(
  readers: OptionReaders<Options>,
  ...names: readonly Name[]
): OptionReaders<Omit<Options, Name>> {
  const kept = Object.entries(readers).filter(([name]) => !(names as readonly string[]).includes(name))
  return Object.fromEntries(kept) as unknown as OptionReaders<Omit<Options, Name>>
}

/** Whether `value` is a plain object with named fields, and not an array, function, date, map or similar. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return Object.prototype.toString.call(value) === '[object Object]'
}

function readFields<Fields extends object>(
  given: Readonly<Record<string, unknown>>,
  readers: OptionReaders<Fields>,
  { owner, prefix }: { readonly owner: string; readonly prefix: string },
): Fields {
  const names = Object.keys(readers)
  for (const name of Object.keys(given)) {
    if (given[name] === undefined || Object.hasOwn(readers, name)) continue
    const near = nearestName(name, names)
    throw new InvalidOptionError(
      `${prefix}${name}`,
      `an option that ${owner} reads`,
      'unknown',
      near ? `Did you mean ${prefix}${near}?` : `Leave it out: ${owner} reads ${names.join(', ')}.`,
    )
  }
  const fields: Record<string, unknown> = {}
  for (const name of names) {
    const value = (readers as Readonly<Record<string, Reader<unknown>>>)[name](`${prefix}${name}`, given[name])
    if (value !== undefined) fields[name] = value
  }
  return fields as Fields
}

const maxListed = 5

function listed(names: readonly string[]): string {
  if (names.length === 1) return names[0]
  return names.length <= maxListed ? `any of ${names.join(', ')}` : `any of ${names.slice(0, maxListed).join(', ')} and ${names.length - maxListed} others`
}
