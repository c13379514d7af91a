import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { MixtureParameters } from '../model/parameters.js'
import { parseCount, parseCovarianceType, parseNumbers, type ModelRecord } from './modelFields.js'

/** The parameters that mixtures of Gaussians and of t distributions share. */
type LocationParameters = Pick<MixtureParameters, 'covarianceType' | 'components' | 'columns' | 'weights' | 'means'>

/** The same as plain JSON data. */
export interface LocationJson {
  readonly covarianceType: CovarianceType
  readonly components: number
  readonly columns: number
  readonly weights: readonly number[]
  readonly means: readonly number[]
}

export function toLocationJson({ covarianceType, components, columns, weights, means }: LocationParameters): LocationJson {
  return { covarianceType, components, columns, weights: Array.from(weights), means: Array.from(means) }
}

/** @throws {InvalidModelError} if a field is not as expected. */
export function parseLocationFields(record: ModelRecord): LocationParameters {
  return {
    covarianceType: parseCovarianceType(record),
    components: parseCount(record, 'components'),
    columns: parseCount(record, 'columns'),
    weights: parseNumbers(record, 'weights'),
    means: parseNumbers(record, 'means'),
  }
}
