import { InvalidOptionError, type JsonRecord, type JsonValue, ShapeError } from '@mixtura/numerics'
import { count, describeValue, isRecord, list, optional, readOptions } from '@mixtura/numerics/validation'
import { InvalidModelFileError, requireLoader, type ModelLoader } from './modelFile.js'
import { shortJson } from './shortJson.js'
import type { EpochRecord } from '../training/trainingPlan.js'

/** Least and greatest value, both included. */
export interface SavedRange {
  readonly from?: number
  readonly to?: number
}

/** Reads the settings of a model file field by field. Each reader checks a value or throws an error that names it. */
export class SavedSettings {
  readonly #record: JsonRecord
  readonly #path: string
  readonly #loader: ModelLoader

  constructor(record: JsonRecord, loader: ModelLoader = 'class', path = '') {
    if (!isRecord(record)) throw new ShapeError('record', 'an object of settings', describeValue(record), 'Pass the settings of a model file.')
    requireLoader(loader)
    requireText('path', path)
    this.#record = record
    this.#loader = loader
    this.#path = path
  }

  has(name: string): boolean {
    return (this.value(name) ?? null) !== null
  }

  get names(): readonly string[] {
    return Object.keys(this.#record)
  }

  /** All settings as text, for an error message. */
  get json(): string {
    return shortJson(this.#record)
  }

  /** The value as it is in the file. */
  value(name: string): JsonValue | undefined {
    requireText('name', name)
    return Object.hasOwn(this.#record, name) ? this.#record[name] : undefined
  }

  /** @param expected description of the settings, for an error message. */
  settings(name: string, expected = 'an object'): SavedSettings {
    requireText('expected', expected)
    const value = this.value(name)
    if (!isRecord(value)) throw this.#wrong(name, expected)
    return new SavedSettings(value as JsonRecord, this.#loader, `${this.#path}${name}.`)
  }

  whole(name: string, range?: SavedRange): number {
    const { from = 1, to = Number.MAX_SAFE_INTEGER } = readRange(range)
    const value = this.value(name)
    if (isWhole(value, from, to)) return value
    throw this.#wrong(name, `a whole number ${rangeText(from, to)}`)
  }

  wholes(name: string, range?: SavedRange): readonly number[] {
    const { from = 1, to = Number.MAX_SAFE_INTEGER } = readRange(range)
    const value = this.value(name)
    if (Array.isArray(value) && value.every((one: JsonValue) => isWhole(one, from, to))) return value as readonly number[]
    throw this.#wrong(name, `whole numbers ${rangeText(from, to)}`)
  }

  /** Reads a finite number. */
  number(name: string, range?: SavedRange): number {
    const { from = -Infinity, to = Infinity } = readRange(range)
    const value = this.value(name)
    if (isFiniteNumber(value) && value >= from && value <= to) return value
    throw this.#wrong(name, from === -Infinity && to === Infinity ? 'a finite number' : `a finite number ${rangeText(from, to)}`)
  }

  /** Reads finite numbers; `length` of them if it is given. */
  numbers(name: string, length?: number): readonly number[] {
    optional(count(0))('length', length)
    const value = this.value(name)
    const isRight = Array.isArray(value) && (length === undefined || value.length === length) && value.every(isFiniteNumber)
    if (isRight) return value as readonly number[]
    throw this.#wrong(name, length === undefined ? 'finite numbers' : `${length} finite numbers`)
  }

  oneOf<Value extends string | boolean>(name: string, allowed: readonly Value[]): Value {
    list(textOrFlag, "['full', 'diag']")('allowed', allowed)
    const found = allowed.find(value => value === this.value(name))
    if (found !== undefined) return found
    throw this.#wrong(name, `one of ${allowed.map(value => JSON.stringify(value)).join(', ')}`)
  }

  /** Reads one record per epoch. JSON writes null for a metric that is not finite. */
  history(name: string): readonly EpochRecord[] {
    const value = this.value(name)
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list of epochs')
    return value.map((record: JsonValue, i) => {
      if (!isRecord(record)) throw this.#wrong(name, 'a list of epochs')
      return epochRecord(new SavedSettings(record as JsonRecord, this.#loader, `${this.#path}${name}.${i}.`))
    })
  }

  #wrong(name: string, expected: string): InvalidModelFileError {
    return new InvalidModelFileError(`setting '${this.#path}${name}'`, expected, shortJson(this.value(name)), this.#loader)
  }
}

function requireText(name: string, value: unknown): void {
  if (typeof value !== 'string') throw new ShapeError(name, 'a text', describeValue(value), 'Pass for example components.')
}

const bound = (name: string, value: unknown): number => {
  if (typeof value === 'number' && !Number.isNaN(value)) return value
  throw new InvalidOptionError(name, 'a number', value, `Pass for example ${name}: 1.`)
}

const readRange = (range: SavedRange | undefined): SavedRange => readOptions<SavedRange>('range', range, { from: optional(bound), to: optional(bound) })

const textOrFlag = (name: string, value: unknown): string | boolean => {
  if (typeof value === 'string' || typeof value === 'boolean') return value
  throw new InvalidOptionError(name, 'a text, true or false', value, 'Pass what the setting may be.')
}

function epochRecord(record: SavedSettings): EpochRecord {
  const metrics = record.settings('metrics')
  return {
    epoch: record.whole('epoch'),
    step: record.whole('step', { from: 0 }),
    metrics: Object.fromEntries(metrics.names.map(name => [name, metrics.has(name) ? metrics.number(name) : NaN])),
  }
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isWhole(value: unknown, from: number, to: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to
}

function rangeText(from: number, to: number): string {
  if (to === Number.MAX_SAFE_INTEGER || to === Infinity) return `of at least ${from}`
  return from === -Infinity ? `of at most ${to}` : `from ${from} to ${to}`
}
