import type { JsonRecord, JsonValue } from './checkpoint.js'
import { isRecord } from './headerJson.js'
import { InvalidModelFileError, type ModelLoader } from './modelFile.js'
import { shortJson } from './shortJson.js'
import type { EpochRecord } from '../training/trainingPlan.js'

/** Both included. */
export interface SavedRange {
  readonly from?: number
  readonly to?: number
}

/** Settings of a model file, read field by field: each is what its model needs, or an error names it. */
export class SavedSettings {
  readonly #record: JsonRecord
  readonly #path: string
  readonly #loader: ModelLoader

  constructor(record: JsonRecord, loader: ModelLoader = 'class', path = '') {
    this.#record = record
    this.#loader = loader
    this.#path = path
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#record, name) && this.#record[name] !== null
  }

  get names(): readonly string[] {
    return Object.keys(this.#record)
  }

  /** All of them as text, for an error. */
  get json(): string {
    return shortJson(this.#record)
  }

  /** As it stands in the file. */
  value(name: string): JsonValue | undefined {
    return Object.hasOwn(this.#record, name) ? this.#record[name] : undefined
  }

  /** @param expected what they are, for an error. */
  settings(name: string, expected = 'an object'): SavedSettings {
    const value = this.value(name)
    if (!isRecord(value)) throw this.#wrong(name, expected)
    return new SavedSettings(value as JsonRecord, this.#loader, `${this.#path}${name}.`)
  }

  whole(name: string, { from = 1, to = Number.MAX_SAFE_INTEGER }: SavedRange = {}): number {
    const value = this.value(name)
    if (isWhole(value, from, to)) return value
    throw this.#wrong(name, `a whole number ${rangeText(from, to)}`)
  }

  wholes(name: string, { from = 1, to = Number.MAX_SAFE_INTEGER }: SavedRange = {}): readonly number[] {
    const value = this.value(name)
    if (Array.isArray(value) && value.every((one: JsonValue) => isWhole(one, from, to))) return value as readonly number[]
    throw this.#wrong(name, `whole numbers ${rangeText(from, to)}`)
  }

  /** Finite. */
  number(name: string, { from = -Infinity, to = Infinity }: SavedRange = {}): number {
    const value = this.value(name)
    if (isFiniteNumber(value) && value >= from && value <= to) return value
    throw this.#wrong(name, from === -Infinity && to === Infinity ? 'a finite number' : `a finite number ${rangeText(from, to)}`)
  }

  /** Finite, and as many as asked for. */
  numbers(name: string, length?: number): readonly number[] {
    const value = this.value(name)
    const isRight = Array.isArray(value) && (length === undefined || value.length === length) && value.every(isFiniteNumber)
    if (isRight) return value as readonly number[]
    throw this.#wrong(name, length === undefined ? 'finite numbers' : `${length} finite numbers`)
  }

  oneOf<Value extends string | boolean>(name: string, allowed: readonly Value[]): Value {
    const found = allowed.find(value => value === this.value(name))
    if (found !== undefined) return found
    throw this.#wrong(name, `one of ${allowed.map(value => JSON.stringify(value)).join(', ')}`)
  }

  /** One record for each epoch; JSON writes null for a metric that is not finite. */
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
