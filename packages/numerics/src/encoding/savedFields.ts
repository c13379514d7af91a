import { describeValue } from '../validation/describeValue.js'
import { isRecord, type OptionReaders, type Reader } from '../validation/readOptions.js'
import { MixturaError } from '../errors.js'
import { InvalidCheckpointError, wrongField } from './invalidCheckpointError.js'

/*
 * Readers for the fields of a saved record. A checksum proves that a file is complete, but not that Mixtura wrote it. So every field of
 * a checkpoint is checked by one of these readers. The memory that they allocate depends on the size of the
 * file, never on a number in it.
 */

function savedValue<Value>(claim: string, holds: (value: unknown) => boolean): Reader<Value> {
  return (path, value) => {
    if (holds(value)) return value as Value
    throw wrongField(path, claim, describeValue(value))
  }
}

/** Reads true or false. */
export const savedFlag: Reader<boolean> = savedValue('true or false', value => typeof value === 'boolean')
/** Reads a text. */
export const savedText: Reader<string> = savedValue('a text', value => typeof value === 'string')
/** Reads a finite number. */
export const savedNumber: Reader<number> = savedValue('a finite number', Number.isFinite)
/** Reads a finite number above 0. */
export const savedPositive: Reader<number> = savedValue('a finite number above 0', value => Number.isFinite(value) && Number(value) > 0)
/** Reads a whole number of at least 0. */
export const savedCount: Reader<number> = savedValue('a whole number of at least 0', value => Number.isSafeInteger(value) && Number(value) >= 0)

/** Reads one of these texts. */
export function savedChoice<const Choice extends string>(choices: readonly Choice[]): Reader<Choice> {
  return savedValue(choices.map(choice => `'${choice}'`).join(' or '), value => (choices as readonly unknown[]).includes(value))
}

/**
 * Reads an array of finite float64 numbers.
 *
 * @param range which signs the numbers may have.
 */
export function savedArray(length: number, { sign = 'any' }: { readonly sign?: 'any' | 'not negative' | 'positive' } = {}): Reader<Float64Array> {
  const claim = `an array of ${length} finite numbers${sign === 'any' ? '' : `, ${sign}`}`
  const holds = (entry: number): boolean => Number.isFinite(entry) && (sign === 'any' || entry > 0 || (sign === 'not negative' && entry === 0))
  return (path, value) => {
    if (!(value instanceof Float64Array)) throw wrongField(path, claim, describeValue(value))
    if (value.length !== length) throw wrongField(path, claim, `an array of ${value.length}`)
    const at = value.findIndex(entry => !holds(entry))
    if (at < 0) return value
    throw wrongField(path, claim, `${value[at]} at entry ${at}`)
  }
}

/** Reads a list of `minLength` to `maxLength` entries. */
export function savedList<Entry>(entry: Reader<Entry>, { minLength = 0, maxLength = Infinity }: { readonly minLength?: number; readonly maxLength?: number } = {}): Reader<readonly Entry[]> {
  const claim =
    minLength === maxLength ? `a list of ${minLength} entries` : `a list of ${minLength} or more entries${maxLength < Infinity ? `, ${maxLength} at most` : ''}`
  return (path, value) => {
    if (!Array.isArray(value)) throw wrongField(path, claim, describeValue(value))
    if (value.length < minLength || value.length > maxLength) throw wrongField(path, claim, `a list of ${value.length}`)
    return value.map((one, at) => entry(`${path}[${at}]`, one))
  }
}

/** Reads the named fields of a record and drops all others. */
export function savedFields<Fields extends object>(readers: OptionReaders<Fields>): Reader<Fields> {
  const entries = Object.entries(readers) as readonly (readonly [string, Reader<unknown>])[]
  return (path, value) => {
    if (!isRecord(value)) throw wrongField(path, 'a record', describeValue(value))
    const read = entries.map(([name, reader]) => [name, reader(`${path}.${name}`, Object.hasOwn(value, name) ? value[name] : undefined)] as const)
    return Object.fromEntries(read.filter(([, field]) => field !== undefined)) as Fields
  }
}

/**
 * Makes a value from fields that were read.
 *
 * @throws {InvalidCheckpointError} instead of the MixturaError that `make` throws.
 */
export function madeOfFields<Value>(path: string, make: () => Value): Value {
  try {
    return make()
  } catch (error) {
    if (error instanceof MixturaError && !(error instanceof InvalidCheckpointError)) throw wrongField(path, 'in order', `this fault: ${error.message}`)
    throw error
  }
}
