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

/** Shape of one candidate. */
export interface CandidateShape {
  readonly components: number
  readonly covarianceType: CovarianceType
}

/** The candidate that is running. */
export interface CandidateProgress extends CandidateShape {
  /** 0-based. */
  readonly candidate: number
  readonly candidates: number
}

/** A report from the fit of one candidate. */
export type SelectionProgress = FitProgress & CandidateProgress

/** The candidate that is running, in any phase of its fit. */
export type SelectionRunProgress = CandidateProgress & {
  /** State of the whole selection as bytes, for `resume`. */
  readonly checkpoint: () => Uint8Array
} & (DrawProgress | (EmState & Omit<RunProgress, 'checkpoint'>))

/** A candidate that has finished. */
export interface FinishedCandidate {
  readonly row: SelectionRow
  /** 0-based. */
  readonly candidate: number
  readonly candidates: number
  /** The candidates that have finished so far, best first. */
  readonly table: () => readonly SelectionRow[]
  /** State of the whole selection as bytes, for `resume`. */
  readonly checkpoint: () => Uint8Array
}

/** Every number of components between the two, both included; or the numbers themselves. */
export type ComponentCounts = ComponentRange | readonly number[]

/** All numbers of components from `minimum` to `maximum`, both included. */
export interface ComponentRange {
  readonly minimum: number
  readonly maximum: number
}

/** Options of `selectGaussianMixture`. */
export interface SelectionOptions<Counts extends ComponentCounts = ComponentRange>
  extends Omit<FitOptions, 'components' | 'covarianceType' | 'initialize' | 'frozen' | 'onIteration' | 'onProgress' | 'resume'> {
  /** Beside labelPriors it can only be their number of columns. */
  readonly components: Counts
  /** ['full'] by default; 'all' are the fourteen structures, from EII to VVV. Factors are listed: ['full', { factors: 2 }]. */
  readonly covarianceTypes?: readonly CovarianceType[] | 'all'
  /** 'bic' by default. */
  readonly criterion?: SelectionCriterion
  /** Number of folds of the criterion 'cross-validation'; 5 by default. */
  readonly folds?: number
  /**
   * 'hierarchical' builds one tree for all candidates and cuts it at each number of components. For few rows such a tree is one
   * of their starts by default, unless this or `starts` is given.
   */
  readonly initialize?: Extract<FitOptions['initialize'], string>
  /** Number of worker threads that fit candidates; 1, which is this thread, by default. The result has the same bits for any number. */
  readonly threads?: number
  /**
   * As in fitGaussianMixture; 'stop' ends the whole selection with what has been fitted. With several threads the fits
   * do not wait for it. It is called when a candidate begins and then at intervals, and running candidates end shortly after 'stop'.
   */
  readonly onIteration?: (progress: SelectionProgress) => ReturnType<NonNullable<FitOptions['onIteration']>>
  /**
   * As in fitGaussianMixture, for the running candidate; 'stop' ends the whole selection with what has been fitted. With several
   * threads it is not called, because their fits run in other threads; checkpoints then come from onCandidate.
   */
  readonly onProgress?: (progress: SelectionRunProgress) => ReturnType<NonNullable<FitOptions['onIteration']>>
  /** Called with each candidate that has finished; 'stop' ends the whole selection with what has been fitted. */
  readonly onCandidate?: (finished: FinishedCandidate) => ReturnType<NonNullable<FitOptions['onIteration']>>
  /**
   * A checkpoint of a selection of the same data with the same options. Finished candidates are not fitted again, and running ones
   * continue, to the same bits. With several threads a checkpoint contains the state of a running candidate of about a second before.
   */
  readonly resume?: Uint8Array
}

/** Defaults of `selectGaussianMixture` beside those of `fitGaussianMixture`. */
export const selectionDefaults = Object.freeze({
  covarianceTypes: Object.freeze(['full'] as const),
  criterion: 'bic',
  folds: 5,
  threads: 1,
} as const satisfies Partial<SelectionOptions>)

/** The options as they are used: arrays are float64. */
export interface AcceptedSelectionOptions
  extends Omit<SelectionOptions<ComponentCounts>, 'sampleWeights' | 'labelPriors' | 'noiseCovariances'>,
    Pick<AcceptedFitOptions, 'sampleWeights' | 'labelPriors' | 'noiseCovariances'> {}

/** One row of the table. */
export interface SelectionRow<Fit = GaussianMixtureFit> extends CandidateShape {
  /** Null if this shape could not be fitted, and so are the numbers. */
  readonly fit: Fit | null
  readonly parameterCount: number | null
  /** Nats per sample. */
  readonly meanLogLikelihood: number | null
  readonly bic: number | null
  readonly aic: number | null
  /**
   * With hard assignments. Null beside noiseCovariances: the mixture describes the values without their errors, and does
   * not say to which component a value with its error belongs. Null for a source too, because it would need the rows.
   */
  readonly icl: number | null
  /** With soft assignments; null where icl is. */
  readonly iclSoft: number | null
  /** Mean log-density of held-out rows, nats per sample; null unless it is the criterion, or where 'stop' came before. */
  readonly crossValidatedLogLikelihood: number | null
  /** Standard error of that mean, from the spread between rows. */
  readonly crossValidatedStandardError: number | null
  readonly converged: boolean
  /** As in the fit. Criteria of a collapsed fit cannot be compared, so it ranks behind those that did not collapse. */
  readonly collapsed: boolean
  /** Why it could not be fitted, or a fold of its cross-validation could not. */
  readonly error: MixturaError | null
}

/** Result of `selectGaussianMixture`. */
export interface Selection {
  readonly best: GaussianMixtureFit
  /** Every candidate that ran, best first; collapsed ones come after them, failed ones last. */
  readonly table: readonly SelectionRow[]
  readonly criterion: SelectionCriterion
  /** True if a 'stop' ended it before the last candidate. */
  readonly stopped: boolean
}
