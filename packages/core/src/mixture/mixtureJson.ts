import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import { InvalidModelError, MixturaError } from '../errors.js'
import { checkParameters, type MixtureParameters } from './parameters.js'

const format = 'mixtura-gaussian-mixture'
const version = 1

/** A mixture as plain JSON data. */
export interface GaussianMixtureJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly covarianceType: CovarianceType
  readonly components: number
  readonly columns: number
  readonly weights: readonly number[]
  readonly means: readonly number[]
  readonly covariances: readonly number[]
}

export function toMixtureJson(parameters: MixtureParameters): GaussianMixtureJson {
  const { covarianceType, components, columns, weights, means, covariances } = parameters
  return {
    format,
    version,
    covarianceType,
    components,
    columns,
    weights: Array.from(weights),
    means: Array.from(means),
    covariances: Array.from(covariances),
  }
}

/** @throws {InvalidModelError} if the format, its version or a field is not as expected. */
export function parseMixtureJson(json: unknown): MixtureParameters {
  if (typeof json !== 'object' || json === null) throw new InvalidModelError('the model', 'an object', String(json))
  const record = json as Record<string, unknown>
  requireEqual(record, 'format', format)
  requireEqual(record, 'version', version)
  const covarianceType = covarianceTypes.find(type => type === record.covarianceType)
  if (!covarianceType) {
    throw new InvalidModelError('covarianceType', `one of ${covarianceTypes.join(', ')}`, String(record.covarianceType))
  }
  const parameters = {
    covarianceType,
    components: parseCount(record, 'components'),
    columns: parseCount(record, 'columns'),
    weights: parseNumbers(record, 'weights'),
    means: parseNumbers(record, 'means'),
    covariances: parseNumbers(record, 'covariances'),
  }
  try {
    return checkParameters(parameters)
  } catch (error) {
    if (!(error instanceof MixturaError)) throw error
    throw new InvalidModelError('the mixture', 'a valid one', `not: ${error.message}`)
  }
}

function requireEqual(record: Record<string, unknown>, field: string, expected: string | number): void {
  if (record[field] !== expected) throw new InvalidModelError(field, String(expected), String(record[field]))
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
