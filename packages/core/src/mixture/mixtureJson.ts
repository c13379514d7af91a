import { checkParameters, type MixtureParameters } from '../model/parameters.js'
import { parseLocationFields, toLocationJson, type LocationJson } from './locationFields.js'
import { parseNumbers, requireOneOf, requireRecord, requireValid } from './modelFields.js'

const format = 'mixtura-gaussian-mixture'
const version = 1

/** A mixture as plain JSON data. */
export interface GaussianMixtureJson extends LocationJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly covariances: readonly number[]
}

export function toMixtureJson(parameters: MixtureParameters): GaussianMixtureJson {
  return { format, version, ...toLocationJson(parameters), covariances: Array.from(parameters.covariances) }
}

/** @throws {InvalidModelError} if the format, its version or a field is not as expected. */
export function parseMixtureJson(json: unknown): MixtureParameters {
  const record = requireRecord(json)
  requireOneOf(record, 'format', [format])
  requireOneOf(record, 'version', [version])
  return requireValid({ ...parseLocationFields(record), covariances: parseNumbers(record, 'covariances') }, checkParameters)
}
