import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, optional, type OptionReaders, type Reader, signal } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { Regularization } from '../em/regularization.js'
import { gaussianFitDefaults, sharedFitDefaults } from '../fit/fitDefaults.js'
import { covarianceType, followReaders, initialization, regularization, searchReaders } from '../fit/fitOptionReaders.js'
import type { StartProgress } from '../fit/searchFit.js'
import type { SearchOptions } from '../fit/searchOptions.js'
import type { InitialMixture } from '../mixture/initialMixture.js'
import type { StartMethod } from '../starts/prepareStarts.js'
import type { Assignment } from '../starts/assignment.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { degreesOfFreedomRange } from './degreesOfFreedom.js'
import type { StudentParameters } from './studentParameters.js'

/** Options of `fitStudentMixture`. */
export interface StudentFitOptions extends SearchOptions<StudentState> {
  /** K, the number of components. */
  readonly components: number
  /** Structure of the scale matrices; 'full' by default. */
  readonly covarianceType?: CovarianceType
  /** Estimated for 'each' component (by default), as one 'shared' number, or given. */
  readonly degreesOfFreedom?: 'each' | 'shared' | number
  /** 'k-means++' by default. A given mixture, whose covariances are the scales, or a given assignment makes one start. */
  readonly initialize?: StartMethod | InitialMixture | Assignment
  /** Number of starts; the result is the most likely one. 8 by default. Every other start, from the first, is made from the densest 80 % of the rows. */
  readonly starts?: number
  /** { relative: 1e-6 } by default. */
  readonly regularization?: Regularization
}

/** Defaults of `fitStudentMixture`. */
export const studentFitDefaults = Object.freeze({
  ...sharedFitDefaults,
  starts: 8,
  degreesOfFreedom: 'each',
  regularization: gaussianFitDefaults.regularization,
} as const satisfies Partial<StudentFitOptions>)

/** The fit of one start after `iteration` iterations. */
export interface StudentState {
  readonly iteration: number
  /** Nats per sample, under `parameters`. */
  readonly meanLogLikelihood: number
  readonly parameters: StudentParameters
}

/** The start that is running on all rows. */
export type StudentFitProgress = StudentState & StartProgress

const degreesOfFreedomReader: Reader<'each' | 'shared' | number> = (name, value) => {
  if (typeof value === 'string') return choice(['each', 'shared'])(name, value)
  if (typeof value === 'number' && value > 0 && Number.isFinite(value)) return value
  const { minimum, maximum } = degreesOfFreedomRange
  throw new InvalidOptionError(name, "'each', 'shared' or a positive number", value, `Estimates lie between ${minimum} and ${maximum}; pass for example 4.`)
}

export const studentFitReaders: OptionReaders<StudentFitOptions> = {
  components: count(1),
  covarianceType: optional(covarianceType),
  degreesOfFreedom: optional(degreesOfFreedomReader),
  initialize: optional(initialization),
  ...searchReaders,
  regularization: optional(regularization),
  sampleWeights: rowOptionReaders.sampleWeights,
  signal: optional(signal),
  ...followReaders<StudentState>(),
}
