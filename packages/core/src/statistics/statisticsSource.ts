import type { Matrix, Random } from '@mixtura/numerics'
import type { ScatterKind } from '../kernels/workspace.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/** What one pass over the rows must compute. */
export interface StatisticsRequest {
  /** What the M-step of the model's covariance structure needs. */
  readonly scatter: ScatterKind
  /** [K, m, D] directions V_kᵀ along which scatters are also computed, besides their diagonals: see `projects`. */
  readonly directions?: Float64Array | undefined
  /** Aborts the pass, which then rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined
}

/** Rows from which starts are made. */
export interface DrawnRows {
  /** [M, D], finite: a missing cell holds the mean of its column. */
  readonly samples: Matrix
  /** [M] weights of the rows, if the source has weights. */
  readonly weights?: Float64Array | undefined
  /** [M, K] priors of the rows, if the source has label priors. */
  readonly labelPriors?: Matrix | undefined
  /** The source, if these are all of its rows exactly as its passes use them. */
  readonly source?: StatisticsSource | undefined
}

/** Whether data are a source instead of samples. */
export function isSource(data: unknown): data is StatisticsSource {
  return typeof data === 'object' && data !== null && 'accumulate' in data && typeof data.accumulate === 'function'
}

/**
 * The only interface through which EM accesses data. Statistics are additive over rows, so memory, files, databases, threads
 * and devices can implement it alike.
 */
export interface StatisticsSource {
  /** N */
  readonly rows: number
  /** D */
  readonly columns: number
  /** [D] names of the columns, for messages. */
  readonly columnNames?: readonly string[]
  /**
   * Whether the source computes projections if a request has directions. Other sources are asked for whole scatters, which are
   * projected afterwards.
   */
  readonly projects?: boolean
  /**
   * One E-step: statistics of all rows under `model`, about its means, and their log-likelihood.
   *
   * @param model its weights need not sum to 1, because only their logarithms are used.
   */
  accumulate(model: MixtureParameters, request: StatisticsRequest): Promise<SufficientStatistics>
  /**
   * `count` distinct rows drawn with `random`, in the order of the source; all rows if there are not more. Starts are made from
   * them, so that a start needs no pass over large data.
   */
  draw(count: number, random: Random): Promise<DrawnRows>
}
