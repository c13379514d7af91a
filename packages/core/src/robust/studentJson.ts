import { parseLocationFields, toLocationJson, type LocationJson } from '../mixture/locationFields.js'
import { parseNumbers, requireOneOf, requireRecord, requireValid } from '../mixture/modelFields.js'
import { checkStudentParameters, type DegreesOfFreedomKind, type StudentParameters } from './studentParameters.js'

const format = 'mixtura-student-mixture'
const version = 1
const kinds: readonly DegreesOfFreedomKind[] = ['each', 'shared', 'given']

/** A mixture of t distributions as plain JSON data. */
export interface StudentMixtureJson extends LocationJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly scales: readonly number[]
  readonly degreesOfFreedom: readonly number[]
  readonly degreesOfFreedomKind: DegreesOfFreedomKind
}

export function toStudentJson(parameters: StudentParameters): StudentMixtureJson {
  const { scales, degreesOfFreedom, degreesOfFreedomKind } = parameters
  return {
    format,
    version,
    ...toLocationJson(parameters),
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
    ...parseLocationFields(record),
    scales: parseNumbers(record, 'scales'),
    degreesOfFreedom: parseNumbers(record, 'degreesOfFreedom'),
    degreesOfFreedomKind: requireOneOf(record, 'degreesOfFreedomKind', kinds),
  }
  return requireValid(parameters, checkStudentParameters)
}
