import type { Matrix, Random } from '@mixtura/numerics'
import type { ScatterKind } from '../kernels/workspace.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

export interface StatisticsRequest {
  /** What the M-step of the model's covariance structure needs. */
  readonly scatter: ScatterKind
  /** [K, D, m] directions V_k along which scatters are wanted too, beside their diagonals: see `projects`. */
  readonly directions?: Float64Array | undefined
  /** Ends the pass early by rejecting with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** Rows to make a start from. */
export interface DrawnRows {
  /** [M, D], finite: a missing cell holds the mean of its column. */
  readonly samples: Matrix
  /** [M] of the rows, where the source has weights. */
  readonly weights?: Float64Array | undefined
  /** [M, K] of the rows, where the source knows something about their components. */
  readonly labelPriors?: Matrix | undefined
  /** The source, where these are all of its rows as its passes see them. */
  readonly source?: StatisticsSource | undefined
}

/** Whether data are a source, not samples. */
export function isSource(data: unknown): data is StatisticsSource {
  return typeof data === 'object' && data !== null && 'accumulate' in data && typeof data.accumulate === 'function'
}

/**
 * The only way in which EM sees data. Memory, files, databases, threads and devices are
 * interchangeable behind it, because statistics are additive over rows.
 */
export interface StatisticsSource {
  /** N */
  readonly rows: number
  /** D */
  readonly columns: number
  /**
   * True where a request for directions is answered by projections. Of other sources whole scatters are asked for instead, and
   * projected afterwards.
   */
  readonly projects?: boolean
  /**
   * One E-step: statistics of all rows under `model`, about its means, and their log-likelihood.
   *
   * @param model its weights need not sum to 1: only their logarithms enter.
   */
  accumulate(model: MixtureParameters, request: StatisticsRequest): Promise<SufficientStatistics>
  /**
   * `count` distinct rows drawn with `random`, in the order of the source; all rows when there are no
   * more than that. Starts are made from them, so a start needs no pass of its own over large data.
   */
  draw(count: number, random: Random): Promise<DrawnRows>
}
