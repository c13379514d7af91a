import { InvalidOptionError } from '../errors.js'
import { requireChoice, requireCount, requireSeed } from './options.js'
import type { Reader } from './readOptions.js'
import { requireProbability } from './requireProbability.js'

/** Makes a reader of an option that may be left out. */
export function optional<Value>(reader: Reader<Value>): Reader<Value | undefined> {
  return (name, value) => (value === undefined ? undefined : reader(name, value))
}

/** Makes a reader of a whole number of at least `minimum`. */
export function count(minimum: number): Reader<number> {
  return (name, value) => {
    requireCount(name, value, minimum)
    return value
  }
}

/** Reads the seed of a random generator. */
export const seed: Reader<number> = (_name, value) => {
  requireSeed(value)
  return value
}

/** Makes a reader of one of the given strings. */
export function choice<const Choice extends string>(choices: readonly Choice[]): Reader<Choice> {
  return (name, value) => {
    requireChoice(name, value, choices)
    return value
  }
}

/** Makes a reader of a number between 0 and 1, both excluded. */
export function probability(example?: number): Reader<number> {
  return (name, value) => {
    requireProbability(name, value, example)
    return value
  }
}

/** The allowed range of a number, and the texts for its error message. */
export interface NumberRange {
  readonly atLeast?: number
  readonly above?: number
  readonly atMost?: number
  readonly below?: number
  /** Unit of the number, such as 'nats per sample'. */
  readonly unit?: string
  /** A valid value, as code. */
  readonly example: number | string
  /** Replaces the description of the range. */
  readonly expected?: string
  /** Replaces the advice with the example. */
  readonly remedy?: string
}

/** Makes a reader of a finite number in a range. */
export function numberIn(range: NumberRange): Reader<number> {
  const { atLeast = -Infinity, above = -Infinity, atMost = Infinity, below = Infinity } = range
  return (name, value) => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= atLeast && value > above && value <= atMost && value < below) return value
    throw new InvalidOptionError(name, range.expected ?? describeRange(range), value, range.remedy ?? `Pass for example ${range.example}.`)
  }
}

/** Makes a reader of a finite number of at least 0. */
export function nonNegative(example: number | string): Reader<number> {
  return (name, value) => numberIn({ atLeast: 0, expected: 'a finite number of at least 0', example: `${name}: ${example}` })(name, value)
}

/** Makes a reader of a finite number above 0. */
export function positive(example: number | string): Reader<number> {
  return (name, value) => numberIn({ above: 0, expected: 'a finite number above 0', example: `${name}: ${example}` })(name, value)
}

/** Makes a reader of a share that may be 0 but not 1. */
export function shareBelowOne(example: number | string): Reader<number> {
  return (name, value) => numberIn({ atLeast: 0, below: 1, expected: 'at least 0 and below 1', example: `${name}: ${example}` })(name, value)
}

function describeRange({ atLeast, above, atMost, below, unit }: NumberRange): string {
  const bounds = [
    atLeast === undefined ? '' : `of at least ${atLeast}`,
    above === undefined ? '' : `above ${above}`,
    atMost === undefined ? '' : `at most ${atMost}`,
    below === undefined ? '' : `below ${below}`,
  ].filter(bound => bound !== '')
  const range = bounds.length === 0 ? 'a finite number' : `a number ${bounds.join(' and ')}`
  return unit === undefined ? range : `${range} (${unit})`
}

/** Reads true or false. */
export const flag: Reader<boolean> = (name, value) => {
  if (typeof value === 'boolean') return value
  throw new InvalidOptionError(name, 'true or false', value, `Pass for example ${name}: true.`)
}

/** Makes a reader of a string that is not empty. */
export function text(example: string): Reader<string> {
  return (name, value) => {
    if (typeof value === 'string' && value !== '') return value
    throw new InvalidOptionError(name, 'a text', value, `Pass for example ${name}: '${example}'.`)
  }
}

/** Makes a reader of a callback function. */
export function callback<Callback extends (...values: never[]) => unknown>(): Reader<Callback> {
  return (name, value) => {
    if (typeof value === 'function') return value as Callback
    throw new InvalidOptionError(name, 'a function', value, 'Pass a function, or leave it out.')
  }
}

/** Reads the signal of an AbortController. */
export const signal: Reader<AbortSignal> = (name, value) => {
  if (typeof value === 'object' && value !== null && 'aborted' in value && 'throwIfAborted' in value && 'addEventListener' in value) {
    return value as AbortSignal
  }
  throw new InvalidOptionError(name, 'an AbortSignal', value, 'Pass the signal of an AbortController, or leave it out.')
}

/** Makes a reader of a list whose entries are read by the given reader. */
export function list<Entry>(reader: Reader<Entry>, example: string): Reader<readonly Entry[]> {
  return (name, value) => {
    if (!Array.isArray(value)) throw new InvalidOptionError(name, 'a list', value, `Pass for example ${example}.`)
    return Array.from(value, (entry: unknown, at) => reader(`${name}[${at}]`, entry))
  }
}
