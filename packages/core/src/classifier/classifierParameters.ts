import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { Label } from '../metrics/encodeLabels.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'

/** 'MclustDA': a mixture per class; 'EDDA': a Gaussian per class, with one covariance structure over all classes. */
export type ClassifierMethod = 'MclustDA' | 'EDDA'

export const classifierMethods: readonly ClassifierMethod[] = ['MclustDA', 'EDDA']

/** Parameters of a classifier, which nobody modifies. */
export interface ClassifierParameters {
  readonly method: ClassifierMethod
  /** [C] distinct: numbers ascending, then strings. */
  readonly classes: readonly Label[]
  /** [C] positive, summing to 1. */
  readonly priors: Float64Array
  /** [C] density of each class, in the order of `classes`. */
  readonly mixtures: readonly GaussianMixture[]
  /** The structure that the classes of EDDA share; null for MclustDA. */
  readonly covarianceType: CovarianceType | null
  /** Number of free parameters: those of the densities, and C - 1 for priors if they were estimated. */
  readonly parameterCount: number
}
