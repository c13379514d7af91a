import { type Matrix, type Samples, ShapeError } from '@mixtura/numerics'
import { count, describeValue, isRecord, nonNegative, optional, type OptionReaders, type Reader, requireChoice, signal } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { Regularization } from '../em/regularization.js'
import { gaussianFitDefaults } from '../fit/fitDefaults.js'
import { covarianceType, followReaders, regularization, searchReaders } from '../fit/fitOptionReaders.js'
import type { KernelName } from '../kernels/kernels.js'
import type { StartProgress } from '../fit/searchFit.js'
import type { SearchOptions } from '../fit/searchOptions.js'
import { startMethods, type StartMethod } from '../starts/prepareStarts.js'
import { isAssignment, type Assignment } from '../starts/assignment.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { checkMixedParameters, type MixedParameters } from './mixedParameters.js'

/** Options of `fitMixedMixture`. */
export interface MixedFitOptions extends SearchOptions<MixedState> {
  /** K, the number of classes. */
  readonly components: number
  /** Structure of the covariances of the columns of numbers; 'full' by default. 'diag' makes all columns independent within a class. */
  readonly covarianceType?: CovarianceType
  /**
   * 'k-means++' by default. All methods work on coordinates in which every column has the same weight, whatever its kind, so 'k-means' is
   * k-prototypes, and 'hierarchical' is Ward's tree of them. A given mixed mixture or assignment makes one start.
   */
  readonly initialize?: StartMethod | MixedParameters | Assignment
  /** Number of starts, as in `fitGaussianMixture`; the result is the most likely one. */
  readonly starts?: number
  /** Of the covariances; { relative: 1e-6 } by default. */
  readonly regularization?: Regularization
  /**
   * Added to the count of every level in every class; 0, which is maximum likelihood, by default. With 1, for example, no probability is 0,
   * so that every new row has a density.
   */
  readonly pseudoCount?: number
  /** [N, K] relative prior probability of each class for each row. Classes then keep the order of its columns. */
  readonly labelPriors?: Samples
  /** As in `fitGaussianMixture`. */
  readonly kernels?: KernelName
  /** As in `fitGaussianMixture`: their number changes no bit of the result. */
  readonly threads?: number
}

/** Defaults of `fitMixedMixture`. The number of starts depends on the data. */
export const mixedFitDefaults = Object.freeze({
  covarianceType: gaussianFitDefaults.covarianceType,
  initialize: gaussianFitDefaults.initialize,
  seed: gaussianFitDefaults.seed,
  tolerance: gaussianFitDefaults.tolerance,
  maxIterations: gaussianFitDefaults.maxIterations,
  regularization: gaussianFitDefaults.regularization,
  pseudoCount: 0,
} as const satisfies Partial<MixedFitOptions>)

/** The fit of one start after `iteration` iterations. */
export interface MixedState {
  readonly iteration: number
  /** Nats per sample, under `parameters`. */
  readonly meanLogLikelihood: number
  readonly parameters: MixedParameters
}

/** The start that is running on all rows. */
export type MixedFitProgress = MixedState & StartProgress

/** The options after reading: arrays are float64. */
export interface AcceptedMixedOptions extends Omit<MixedFitOptions, 'sampleWeights' | 'labelPriors'> {
  readonly sampleWeights?: Float64Array
  readonly labelPriors?: Matrix
}

/** Whether a start is given by its parameters. */
export const isMixedParameters = (initialize: object): initialize is MixedParameters => 'columnParameters' in initialize

const initialization: Reader<StartMethod | MixedParameters | Assignment> = (name, value) => {
  if (typeof value === 'string') {
    requireChoice(name, value, startMethods)
    return value
  }
  if (typeof value === 'object' && value !== null) {
    if (isMixedParameters(value)) return checkMixedParameters(value)
    if (isRecord(value) && isAssignment(value)) return value
  }
  throw new ShapeError(name, 'a method, a mixed mixture or an assignment', describeValue(value), "Pass for example 'k-means++', the model of a fit, { labels } or { responsibilities }.")
}

export const mixedFitReaders: OptionReaders<AcceptedMixedOptions> = {
  components: count(1),
  covarianceType: optional(covarianceType),
  initialize: optional(initialization),
  ...searchReaders,
  regularization: optional(regularization),
  pseudoCount: optional(nonNegative(1)),
  labelPriors: rowOptionReaders.labelPriors,
  sampleWeights: rowOptionReaders.sampleWeights,
  kernels: rowOptionReaders.kernels,
  threads: rowOptionReaders.threads,
  signal: optional(signal),
  ...followReaders<MixedState>(),
}
