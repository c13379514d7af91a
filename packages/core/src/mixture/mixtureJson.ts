import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { parseCount, parseCovarianceType, parseNumbers, requireOneOf, requireRecord, requireValid } from './modelFields.js'
import { checkParameters, type MixtureParameters } from '../model/parameters.js'

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
  const record = requireRecord(json)
  requireOneOf(record, 'format', [format])
  requireOneOf(record, 'version', [version])
  const parameters = {
    covarianceType: parseCovarianceType(record),
    components: parseCount(record, 'components'),
    columns: parseCount(record, 'columns'),
    weights: parseNumbers(record, 'weights'),
    means: parseNumbers(record, 'means'),
    covariances: parseNumbers(record, 'covariances'),
  }
  return requireValid(parameters, checkParameters)
}
