import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import { InvalidModelError, MixturaError } from '../errors.js'
import { checkStudentParameters, type DegreesOfFreedomKind, type StudentParameters } from './studentParameters.js'

const format = 'mixtura-student-mixture'
const version = 1
const kinds: readonly DegreesOfFreedomKind[] = ['each', 'shared', 'given']

/** A mixture of t distributions as plain JSON data. */
export interface StudentMixtureJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly covarianceType: CovarianceType
  readonly components: number
  readonly columns: number
  readonly weights: readonly number[]
  readonly means: readonly number[]
  readonly scales: readonly number[]
  readonly degreesOfFreedom: readonly number[]
  readonly degreesOfFreedomKind: DegreesOfFreedomKind
}

export function toStudentJson(parameters: StudentParameters): StudentMixtureJson {
  const { covarianceType, components, columns, weights, means, scales, degreesOfFreedom, degreesOfFreedomKind } = parameters
  return {
    format,
    version,
    covarianceType,
    components,
    columns,
    weights: Array.from(weights),
    means: Array.from(means),
    scales: Array.from(scales),
    degreesOfFreedom: Array.from(degreesOfFreedom),
    degreesOfFreedomKind,
  }
}

/** @throws {InvalidModelError} if the format, its version or a field is not as expected. */
export function parseStudentJson(json: unknown): StudentParameters {
  if (typeof json !== 'object' || json === null) throw new InvalidModelError('the model', 'an object', String(json))
  const record = json as Record<string, unknown>
  requireOneOf(record, 'format', [format])
  requireOneOf(record, 'version', [version])
  const parameters = {
    covarianceType: requireOneOf(record, 'covarianceType', covarianceTypes),
    components: parseCount(record, 'components'),
    columns: parseCount(record, 'columns'),
    weights: parseNumbers(record, 'weights'),
    means: parseNumbers(record, 'means'),
    scales: parseNumbers(record, 'scales'),
    degreesOfFreedom: parseNumbers(record, 'degreesOfFreedom'),
    degreesOfFreedomKind: requireOneOf(record, 'degreesOfFreedomKind', kinds),
  }
  try {
    return checkStudentParameters(parameters)
  } catch (error) {
    if (!(error instanceof MixturaError)) throw error
    throw new InvalidModelError('the mixture', 'a valid one', `not: ${error.message}`)
  }
}

function requireOneOf<Value>(record: Record<string, unknown>, field: string, allowed: readonly Value[]): Value {
  const found = allowed.find(value => value === record[field])
  if (found !== undefined) return found
  throw new InvalidModelError(field, allowed.length === 1 ? String(allowed[0]) : `one of ${allowed.join(', ')}`, String(record[field]))
}

function parseCount(record: Record<string, unknown>, field: string): number {
  const value = record[field]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value
  throw new InvalidModelError(field, 'a whole number of at least 1', String(value))
}

function parseNumbers(record: Record<string, unknown>, field: string): Float64Array {
  const value = record[field]
  if (Array.isArray(value) && value.every(entry => typeof entry === 'number')) return Float64Array.from(value)
  throw new InvalidModelError(field, 'an array of numbers', Array.isArray(value) ? 'an array with other values' : typeof value)
}
