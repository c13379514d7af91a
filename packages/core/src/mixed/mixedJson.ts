import { MixturaError } from '@mixtura/numerics'
import { InvalidModelError } from '../errors.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { parseCount, parseCovarianceType, parseNumbers, requireOneOf, requireRecord, requireValid, shownValue } from '../mixture/modelFields.js'
import { codedFamilies } from './columnFamilies.js'
import { describeColumns, givenColumn, splitColumns, type MixedColumn } from './mixedColumns.js'
import { checkMixedParameters, type MixedParameters } from './mixedParameters.js'

const format = 'mixtura-mixed-mixture'
const version = 1

/** A mixed mixture as plain JSON data. */
export interface MixedMixtureJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly columns: readonly MixedColumn[]
  readonly components: number
  readonly weights: readonly number[]
  /** Of the columns of numbers; null if there are none. */
  readonly numbers: { readonly covarianceType: CovarianceType; readonly means: readonly number[]; readonly covariances: readonly number[] } | null
  /** Parameters of each other column, in their order. */
  readonly columnParameters: readonly (readonly number[])[]
}

export function toMixedJson({ columns, components, weights, numbers, columnParameters }: MixedParameters): MixedMixtureJson {
  return {
    format, version, columns: columns.map(column => givenColumn(column)!), components,
    weights: Array.from(weights),
    numbers: numbers && { covarianceType: numbers.covarianceType, means: Array.from(numbers.means), covariances: Array.from(numbers.covariances) },
    columnParameters: codedFamilies(columns, components).map(({ from, to }) => Array.from(columnParameters.subarray(from, to))),
  }
}

/** @throws {InvalidModelError} if the format, its version or a field is not as expected. */
export function parseMixedJson(json: unknown): MixedParameters {
  const record = requireRecord(json)
  requireOneOf(record, 'format', [format])
  requireOneOf(record, 'version', [version])
  const components = parseCount(record, 'components')
  const columns = parsed('columns', () => describeColumns(record.columns))
  const weights = parseNumbers(record, 'weights')
  const ofNumbers = splitColumns(columns).numbers.length
  const saved = record.numbers
  if ((saved === null) !== (ofNumbers === 0)) {
    throw new InvalidModelError('numbers', ofNumbers === 0 ? 'null, as no column is a number' : 'an object', saved === null ? 'null' : shownValue(saved))
  }
  const gaussians = saved === null ? null : requireRecord(saved)
  const numbers = gaussians && {
    covarianceType: parseCovarianceType(gaussians), components, columns: ofNumbers, weights,
    means: parseNumbers(gaussians, 'means'), covariances: parseNumbers(gaussians, 'covariances'),
  }
  const lists = record.columnParameters
  const coded = columns.length - ofNumbers
  if (!Array.isArray(lists) || lists.length !== coded) {
    throw new InvalidModelError('columnParameters', `a list of ${coded}, one for each column that is not a number`, Array.isArray(lists) ? `a list of ${lists.length}` : shownValue(lists))
  }
  const parts = lists.map((_, at) => parseNumbers(lists as unknown as Readonly<Record<string, unknown>>, String(at)))
  codedFamilies(columns, components).forEach(({ from, to, column }, at) => {
    if (parts[at].length === to - from) return
    throw new InvalidModelError(`columnParameters[${at}]`, `${to - from} numbers, for column ${column}`, `${parts[at].length}`)
  })
  return requireValid({ columns, components, weights, numbers, columnParameters: Float64Array.from(parts.flatMap(part => Array.from(part))) }, checkMixedParameters)
}

function parsed<Value>(field: string, read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MixturaError)) throw error
    throw new InvalidModelError(field, 'those of a table', `not: ${error.message}`)
  }
}
