import type { MixturaError } from '@mixtura/numerics'
import { callback, choice, optional, type OptionReaders, readNumbers, signal } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { parsimoniousTypes } from '../covariance/structures.js'
import { checkpointBytes, regularization, searchReaders } from '../fit/fitOptionReaders.js'
import type { FitOptions } from '../fit/fitOptions.js'
import type { Label } from '../metrics/encodeLabels.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { SelectionOptions, SelectionRunProgress } from '../selection/selectGaussianMixture.js'
import { componentRange, listOfTypes } from '../selection/selectionReaders.js'
import { classifierMethods, type ClassifierMethod } from './classifierParameters.js'

/** One candidate: a structure for all classes (EDDA), or a structure and a number of components for one class (MclustDA). */
export interface ClassifierCandidate {
  /** The class, or null for all classes together. */
  readonly label: Label | null
  /** Number of components per class. */
  readonly components: number
  readonly covarianceType: CovarianceType
  /** BIC on the rows that it was fitted to, smaller is better; null if it could not be fitted. */
  readonly bic: number | null
  /** Why it could not be fitted. */
  readonly error: MixturaError | null
  /** Whether the classifier uses it. A candidate with a better BIC is not chosen if a component has too few rows for its covariance. */
  readonly chosen: boolean
}

/** Options of `fitMixtureClassifier`. */
export interface ClassifierOptions
  extends Pick<FitOptions, 'starts' | 'seed' | 'tolerance' | 'maxIterations' | 'regularization' | 'signal'> {
  /** 'MclustDA' by default: a mixture per class. */
  readonly method?: ClassifierMethod
  /** Structures to choose from by BIC; by default EII, VII, EEI, VVI, EEE and VVV, or all fourteen for EDDA. */
  readonly covarianceTypes?: readonly CovarianceType[]
  /** Range of the number of components per class, chosen by BIC; 1 to 5 by default. MclustDA only. */
  readonly components?: SelectionOptions['components']
  /** Prior of each class (numbers ascending, then strings); 'data' by default: the shares of the rows. */
  readonly priors?: 'data' | ArrayLike<number>
  /** Called with each finished candidate. The fit waits for the answer. 'stop' ends it, as in `onProgress`; EDDA then chooses among the finished candidates. */
  readonly onCandidate?: (candidate: ClassifierCandidate) => Answer
  /**
   * Called after each E-step of the mixtures of 'MclustDA'. The fit waits for the answer. 'stop' ends the fit: the current class gets
   * its best mixture so far, and each later class gets the start of its first candidate.
   */
  readonly onProgress?: (progress: ClassifierProgress) => Answer
  /** A checkpoint of a fit of the same data with the same options. The fit continues from it to the same bits. */
  readonly resume?: Uint8Array
}

/** Defaults of `fitMixtureClassifier` beside those of `fitGaussianMixture`. */
export const classifierDefaults = Object.freeze({
  method: 'MclustDA',
  components: Object.freeze({ minimum: 1, maximum: 5 } as const),
  /** By method. */
  covarianceTypes: Object.freeze({
    MclustDA: Object.freeze(['EII', 'VII', 'EEI', 'VVI', 'EEE', 'VVV'] as const),
    EDDA: parsimoniousTypes,
  } satisfies Record<ClassifierMethod, readonly CovarianceType[]>),
  priors: 'data',
} as const)

type Answer = ReturnType<NonNullable<FitOptions['onIteration']>>

/** Progress of the class whose mixture is being chosen. `checkpoint` returns the state of the whole fit. */
export type ClassifierProgress = SelectionRunProgress & {
  readonly label: Label
  /** 0-based. */
  readonly class: number
  readonly classes: number
}

export const classifierReaders: OptionReaders<ClassifierOptions> = {
  ...searchReaders,
  regularization: optional(regularization),
  signal: optional(signal),
  method: optional(choice(classifierMethods)),
  covarianceTypes: optional(listOfTypes),
  components: optional(componentRange),
  priors: optional((name, value) => (value === 'data' ? value : readNumbers(name, value))),
  onCandidate: optional(callback()),
  onProgress: optional(callback()),
  resume: optional(checkpointBytes),
}

/** The densities of the classes as they were chosen. */
export interface ClassDensities {
  readonly mixtures: readonly GaussianMixture[]
  readonly covarianceType: CovarianceType | null
  /** Number of parameters without priors. */
  readonly parameterCount: number
  readonly candidates: readonly ClassifierCandidate[]
  /** True if a listener ended the fit. */
  readonly stopped: boolean
}
