import { largestCount } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import type { Label } from '../metrics/encodeLabels.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { GaussianMixtureJson } from '../mixture/mixtureJson.js'
import { shownValue } from '../mixture/modelFields.js'
import { classifierMethods, type ClassifierMethod, type ClassifierParameters } from './classifierParameters.js'
import { InvalidClassifierError } from './invalidClassifierError.js'

const format = 'mixtura-mixture-classifier'
const version = 1

/** A classifier as plain JSON data. */
export interface MixtureClassifierJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly method: ClassifierMethod
  readonly classes: readonly Label[]
  readonly priors: readonly number[]
  readonly covarianceType: CovarianceType | null
  readonly parameterCount: number
  readonly mixtures: readonly GaussianMixtureJson[]
}

export function toClassifierJson(parameters: ClassifierParameters): MixtureClassifierJson {
  const { method, classes, priors, covarianceType, parameterCount, mixtures } = parameters
  return {
    format,
    version,
    method,
    classes,
    priors: Array.from(priors),
    covarianceType,
    parameterCount,
    mixtures: mixtures.map(mixture => mixture.toJSON()),
  }
}

/** Priors read from a text file with seven digits may not sum to 1 exactly. */
const priorSumTolerance = 1e-6

/**
 * @throws {InvalidClassifierError} if the format, its version or a field is not as expected.
 * @throws {InvalidModelError} if the mixture of a class cannot be read.
 */
export function parseClassifierJson(json: unknown): ClassifierParameters {
  if (typeof json !== 'object' || json === null) throw new InvalidClassifierError('the classifier', 'an object', shownValue(json))
  const record = json as Record<string, unknown>
  requireField(record, 'format', format, record.format === format)
  requireField(record, 'version', String(version), record.version === version)
  const method = classifierMethods.find(known => known === record.method)
  if (!method) throw new InvalidClassifierError('method', `one of ${classifierMethods.join(', ')}`, shownValue(record.method))
  const { classes, priors, mixtures, parameterCount } = record
  requireField(record, 'classes', 'at least 2 distinct labels', isClasses(classes))
  const count = (classes as readonly Label[]).length
  requireField(record, 'priors', `${count} positive numbers that sum to 1`, isPriors(priors, count))
  const isCount = Number.isSafeInteger(parameterCount) && Number(parameterCount) >= 1 && Number(parameterCount) <= largestCount
  requireField(record, 'parameterCount', `a whole number from 1 to ${largestCount}`, isCount)
  requireField(record, 'mixtures', `${count} mixtures, one per class`, Array.isArray(mixtures) && mixtures.length === count)
  const covarianceType = covarianceTypeOf(record.covarianceType)
  requireField(record, 'covarianceType', 'a covariance type for EDDA and null for MclustDA',
    method === 'EDDA' ? covarianceType !== null : record.covarianceType === null)
  const parsed = (mixtures as readonly unknown[]).map(mixture => GaussianMixture.fromJSON(mixture))
  const differing = parsed.find(({ columns }) => columns !== parsed[0].columns)
  if (differing) {
    throw new InvalidClassifierError('mixtures', `all of ${parsed[0].columns} columns, as the first`, `one of ${differing.columns}`)
  }
  return {
    method,
    classes: classes as readonly Label[],
    priors: Float64Array.from(priors as readonly number[]),
    mixtures: parsed,
    covarianceType,
    parameterCount: parameterCount as number,
  }
}

/** The covariance type that a field holds; null if it holds none. */
function covarianceTypeOf(value: unknown): CovarianceType | null {
  if (typeof value !== 'object' || value === null) return covarianceTypes.find(type => type === value) ?? null
  const { factors } = value as { readonly factors?: unknown }
  return Number.isSafeInteger(factors) && Number(factors) >= 1 ? { factors: Number(factors) } : null
}

function requireField(record: Record<string, unknown>, field: string, expected: string, holds: boolean): void {
  if (!holds) throw new InvalidClassifierError(field, expected, shortJson(record[field]))
}

/** Text of a value for an error; only lists of plain values are shown in full, because others may be deep or long. */
function shortJson(value: unknown): string {
  if (value === undefined) return 'missing'
  const isPlain = (one: unknown): boolean => one === null || ['string', 'number', 'boolean'].includes(typeof one)
  if (!(isPlain(value) || (Array.isArray(value) && value.every(isPlain)))) return shownValue(value)
  const text = JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function isClasses(classes: unknown): boolean {
  return (
    Array.isArray(classes) &&
    classes.length >= 2 &&
    classes.every(label => typeof label === 'string' || Number.isFinite(label)) &&
    new Set(classes).size === classes.length
  )
}

function isPriors(priors: unknown, count: number): boolean {
  return (
    Array.isArray(priors) &&
    priors.length === count &&
    priors.every(prior => typeof prior === 'number' && prior > 0) &&
    Math.abs(priors.reduce((sum: number, prior: number) => sum + prior, 0) - 1) <= priorSumTolerance
  )
}
