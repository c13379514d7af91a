import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { parseCount, parseCovarianceType, parseNumbers, requireOneOf, requireRecord, requireValid } from '../mixture/modelFields.js'
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
  const record = requireRecord(json)
  requireOneOf(record, 'format', [format])
  requireOneOf(record, 'version', [version])
  const parameters = {
    covarianceType: parseCovarianceType(record),
    components: parseCount(record, 'components'),
    columns: parseCount(record, 'columns'),
    weights: parseNumbers(record, 'weights'),
    means: parseNumbers(record, 'means'),
    scales: parseNumbers(record, 'scales'),
    degreesOfFreedom: parseNumbers(record, 'degreesOfFreedom'),
    degreesOfFreedomKind: requireOneOf(record, 'degreesOfFreedomKind', kinds),
  }
  return requireValid(parameters, checkStudentParameters)
}
