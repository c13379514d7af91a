import { choice, count, flattenNumbers, numberIn, optional, type OptionReaders, record, signal } from '@mixtura/numerics/validation'
import { sharedFitDefaults } from '../fit/fitDefaults.js'
import { followReaders, initialization, searchReaders } from '../fit/fitOptionReaders.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { StartProgress } from '../fit/searchFit.js'
import type { SearchOptions } from '../fit/searchOptions.js'
import type { KernelName } from '../kernels/kernels.js'
import type { InitialMixture } from '../mixture/initialMixture.js'
import type { StartMethod } from '../starts/prepareStarts.js'
import type { Assignment } from '../starts/assignment.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { priorDefaults, type PriorOptions } from './completePrior.js'
import { weightPriors, type MixturePosterior } from './posterior.js'
import { bayesianCovarianceTypes, type BayesianCovarianceType } from './precisionFamily.js'

/** Options of `fitBayesianGaussianMixture`. */
export interface BayesianFitOptions extends SearchOptions<VariationalState> {
  /** K, the maximum number of components: those that the data do not need keep weights near 0. */
  readonly components: number
  /** 'full' by default. */
  readonly covarianceType?: BayesianCovarianceType
  /** Prior of weights, means and precisions. */
  readonly prior?: PriorOptions
  /**
   * 'k-means++' by default. A given mixture or assignment makes one start. A mixture is converted to the posterior for the counts,
   * means and scatters that it implies.
   */
  readonly initialize?: StartMethod | InitialMixture | Assignment
  /** Number of starts; the result is the one with the largest bound. 4 by default. */
  readonly starts?: number
  /** 'error' by default: NaN is refused. 'marginalize': NaN is a missing cell, whose distribution is part of the posterior. */
  readonly missing?: 'error' | 'marginalize'
  /** The fastest that the host supports by default. */
  readonly kernels?: KernelName
}

/** Defaults of `fitBayesianGaussianMixture`, except those that depend on the data or the host. */
export const bayesianFitDefaults = Object.freeze({
  ...sharedFitDefaults,
  starts: 4,
  prior: priorDefaults,
  missing: 'error',
} as const satisfies Partial<BayesianFitOptions>)

/** The fit of one start after `iteration` updates. */
export interface VariationalState {
  readonly iteration: number
  /** Evidence lower bound of `posterior`, nats per sample. */
  readonly bound: number
  readonly posterior: MixturePosterior
  /** Expected weights and means of `posterior`, and covariances (E Λ_k)⁻¹. */
  readonly expected: () => MixtureParameters
}

/** The start that is running on all rows. */
export type BayesianFitProgress = VariationalState & StartProgress

const priorReaders: OptionReaders<PriorOptions> = {
  weights: optional(choice(weightPriors)),
  weightConcentration: optional(numberIn({ above: 0, example: 0.1 })),
  meanPrecision: optional(numberIn({ above: 0, example: 1 })),
  mean: optional(flattenNumbers),
  degreesOfFreedom: optional(numberIn({ example: 4 })), // its lower bound depends on the number of columns
  covariance: optional(flattenNumbers),
}

export const bayesianFitReaders: OptionReaders<BayesianFitOptions> = {
  components: count(1),
  covarianceType: optional(choice(bayesianCovarianceTypes)),
  prior: optional(record(priorReaders)),
  initialize: optional(initialization),
  ...searchReaders,
  sampleWeights: rowOptionReaders.sampleWeights,
  missing: rowOptionReaders.missing,
  signal: optional(signal),
  ...followReaders<VariationalState>(),
  kernels: rowOptionReaders.kernels,
}
