import type { MixturaError } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { DrawProgress, RunProgress } from '../fit/searchFit.js'
import type { EmState } from '../em/em.js'
import type { GaussianMixtureFit } from '../fit/fitGaussianMixture.js'
import type { AcceptedFitOptions, FitOptions } from '../fit/fitOptions.js'
import type { FitProgress } from '../fit/fitOptions.js'

/**
 * 'bic', 'aic', 'icl' (hard assignments, as mclust has it) and 'icl-soft' have the usual sign: smaller is better.
 * 'cross-validation' is the log-likelihood of rows that were held out: larger is better.
 */
export type SelectionCriterion = 'bic' | 'aic' | 'icl' | 'icl-soft' | 'cross-validation'

/** One thing to fit. */
export interface CandidateShape {
  readonly components: number
  readonly covarianceType: CovarianceType
}

/** The candidate at work. */
export interface CandidateProgress extends CandidateShape {
  /** 0-based. */
  readonly candidate: number
  readonly candidates: number
}

export type SelectionProgress = FitProgress & CandidateProgress

/** A candidate at work, in whatever phase of its fit. */
export type SelectionRunProgress = CandidateProgress & {
  /** Where the whole selection stands, for `resume`. */
  readonly checkpoint: () => Uint8Array
} & (DrawProgress | (EmState & Omit<RunProgress, 'checkpoint'>))

/** A candidate that has ended. */
export interface FinishedCandidate {
  readonly row: SelectionRow
  /** 0-based. */
  readonly candidate: number
  readonly candidates: number
  /** Where the whole selection stands, for `resume`. */
  readonly checkpoint: () => Uint8Array
}

/** Every number of components between the two, both included; or the numbers themselves. */
export type ComponentCounts = ComponentRange | readonly number[]

export interface ComponentRange {
  readonly minimum: number
  readonly maximum: number
}

export interface SelectionOptions<Counts extends ComponentCounts = ComponentRange>
  extends Omit<FitOptions, 'components' | 'covarianceType' | 'initialize' | 'frozen' | 'onIteration' | 'onProgress' | 'resume'> {
  /** Beside labelPriors it can only be their number of columns. */
  readonly components: Counts
  /** ['full'] by default; 'all' are the fourteen structures, from EII to VVV. Factors are listed: ['full', { factors: 2 }]. */
  readonly covarianceTypes?: readonly CovarianceType[] | 'all'
  /** 'bic' by default. */
  readonly criterion?: SelectionCriterion
  /** Of criterion 'cross-validation'; 5 by default. */
  readonly folds?: number
  /**
   * 'hierarchical' builds one tree for all candidates, which is cut at each number of components. Of few rows such a tree is one of
   * their starts, unless this or `starts` is given.
   */
  readonly initialize?: Extract<FitOptions['initialize'], string>
  /** Worker threads that candidates are fitted in; 1 by default: this thread. The result is the same to the last bit. */
  readonly threads?: number
  /**
   * As in fitGaussianMixture; 'stop' ends the whole selection with what has been fitted. With several threads the fits
   * do not wait for it: it hears of each candidate's beginning and then of its iterations at intervals, and the
   * candidates at work end a moment after 'stop'.
   */
  readonly onIteration?: (progress: SelectionProgress) => ReturnType<NonNullable<FitOptions['onIteration']>>
  /**
   * As in fitGaussianMixture, of the candidate at work; 'stop' ends the whole selection with what has been fitted. With several
   * threads it is not called: their fits stand in other threads.
   */
  readonly onProgress?: (progress: SelectionRunProgress) => ReturnType<NonNullable<FitOptions['onIteration']>>
  /** Called with each candidate that has ended; 'stop' ends the whole selection with what has been fitted. */
  readonly onCandidate?: (finished: FinishedCandidate) => ReturnType<NonNullable<FitOptions['onIteration']>>
  /**
   * A checkpoint of a selection over the same data by the same options: candidates that had ended are not fitted again, and the one
   * at work goes on, to the same bits.
   */
  readonly resume?: Uint8Array
}

/** The options as they are used: arrays are float64. */
export interface AcceptedSelectionOptions
  extends Omit<SelectionOptions<ComponentCounts>, 'sampleWeights' | 'labelPriors' | 'noiseCovariances'>,
    Pick<AcceptedFitOptions, 'sampleWeights' | 'labelPriors' | 'noiseCovariances'> {}

/** One row of the table. */
export interface SelectionRow extends CandidateShape {
  /** Null if this shape could not be fitted, and so are the numbers. */
  readonly fit: GaussianMixtureFit | null
  readonly parameterCount: number | null
  /** Nats per sample. */
  readonly meanLogLikelihood: number | null
  readonly bic: number | null
  readonly aic: number | null
  /**
   * With hard assignments. Null beside noiseCovariances: the mixture is that of the values without the errors, and does
   * not say to which component a value with its error belongs.
   */
  readonly icl: number | null
  /** With soft assignments; null where icl is. */
  readonly iclSoft: number | null
  /** Mean log-density of held-out rows, nats per sample; null unless it is the criterion, or where 'stop' came before. */
  readonly crossValidatedLogLikelihood: number | null
  /** Of that mean, from the spread between rows. */
  readonly crossValidatedStandardError: number | null
  readonly converged: boolean
  /** As of the fit: its criteria do not compare, so it stands behind those that did not collapse. */
  readonly collapsed: boolean
  /** Why it could not be fitted, or a fold of its cross-validation could not. */
  readonly error: MixturaError | null
}

export interface Selection {
  readonly best: GaussianMixtureFit
  /** Every candidate that ran, best first; those that collapsed stand behind, those that failed last. */
  readonly table: readonly SelectionRow[]
  readonly criterion: SelectionCriterion
  /** True if a 'stop' ended it before the last candidate. */
  readonly stopped: boolean
}
