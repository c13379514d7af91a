import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { Label } from '../metrics/encodeLabels.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'

/** 'MclustDA': a mixture per class; 'EDDA': a Gaussian per class, of one structure over all classes. */
export type ClassifierMethod = 'MclustDA' | 'EDDA'

export const classifierMethods: readonly ClassifierMethod[] = ['MclustDA', 'EDDA']

/** What a classifier consists of; nothing here is ever modified. */
export interface ClassifierParameters {
  readonly method: ClassifierMethod
  /** [C] distinct: numbers ascending, then strings. */
  readonly classes: readonly Label[]
  /** [C] positive, summing to 1. */
  readonly priors: Float64Array
  /** [C] density of each class. */
  readonly mixtures: readonly GaussianMixture[]
  /** Of EDDA's shared structure; null for MclustDA, whose mixtures have their own. */
  readonly covarianceType: CovarianceType | null
  /** Free parameters: those of the densities, and C - 1 priors if they were estimated. */
  readonly parameterCount: number
}
