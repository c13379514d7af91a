import { MixturaError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import { InvalidModelError } from '../errors.js'

/** The fields of a saved model, not yet checked. */
export type ModelRecord = Readonly<Record<string, unknown>>

/** A value from a file, shortened for an error message. */
export function shownValue(value: unknown): string {
  const shown = describeValue(value)
  return typeof value === 'string' ? shown.slice(1, -1) : shown
}

/** @throws {InvalidModelError} unless `json` is an object. */
export function requireRecord(json: unknown): ModelRecord {
  if (typeof json === 'object' && json !== null) return json as ModelRecord
  throw new InvalidModelError('the model', 'an object', shownValue(json))
}

/** @throws {InvalidModelError} unless the field holds one of the allowed values. */
export function requireOneOf<Value>(record: ModelRecord, field: string, allowed: readonly Value[]): Value {
  const found = allowed.find(value => value === record[field])
  if (found !== undefined) return found
  const expected = allowed.length === 1 ? String(allowed[0]) : `one of ${allowed.join(', ')}`
  throw new InvalidModelError(field, expected, shownValue(record[field]))
}

/** @throws {InvalidModelError} unless the field holds a whole number of at least 1. */
export function parseCount(record: ModelRecord, field: string): number {
  const value = record[field]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidModelError(field, 'a whole number of at least 1', shownValue(value))
}

/** @throws {InvalidModelError} unless the field covarianceType holds the name of a structure, or { factors: q }. */
export function parseCovarianceType(record: ModelRecord): CovarianceType {
  const type = record.covarianceType
  if (typeof type !== 'object' || type === null) return requireOneOf(record, 'covarianceType', covarianceTypes)
  return { factors: parseCount(type as ModelRecord, 'factors') }
}

/** @throws {InvalidModelError} unless the field holds an array of numbers. */
export function parseNumbers(record: ModelRecord, field: string): Float64Array {
  const value = record[field]
  if (Array.isArray(value) && value.every(entry => typeof entry === 'number')) {
    // JSON has no infinities, but 1e999 is read as one.
    const at = value.findIndex(entry => !Number.isFinite(entry))
    if (at < 0) return Float64Array.from(value)
    throw new InvalidModelError(field, 'an array of finite numbers', `one with ${value[at]} at place ${at}`)
  }
  throw new InvalidModelError(field, 'an array of numbers', Array.isArray(value) ? 'an array with other values' : typeof value)
}

/** @throws {InvalidModelError} with the message of the error that `check` throws. */
export function requireValid<Parameters>(parameters: Parameters, check: (parameters: Parameters) => Parameters): Parameters {
  try {
    return check(parameters)
  } catch (error) {
    if (!(error instanceof MixturaError)) throw error
    throw new InvalidModelError('the mixture', 'a valid one', `not: ${error.message}`)
  }
}
