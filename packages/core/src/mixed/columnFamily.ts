import type { Random } from '@mixtura/numerics'

/** Shape of the parameters of one column that is not a number. */
export interface ColumnShape {
  /** K */
  readonly components: number
  /** L: levels of the column; 0 for counts. */
  readonly levels: number
}

/** What an M-step knows of one column: how often each of its values occurs in each class. */
export interface ValueCounts extends ColumnShape {
  /** [V] the values that occur: codes of levels, or counts of events, ascending. */
  readonly values: Float64Array
  /** [V, K] Σ r_nk over the rows with this value. */
  readonly counts: Float64Array
  /** Added to the count of each level in each class. */
  readonly pseudoCount: number
  /** Parameters of the last iterate. */
  readonly previous?: Float64Array | undefined
}

/**
 * The family of distributions of a column that is not a number. It sees data only through the weighted counts of the values, which are
 * additive over rows, and it answers with a table of log-probabilities of the values. So all families share one E-step.
 */
export interface ColumnFamily {
  /** Length of the stored parameters. */
  parameterLength(shape: ColumnShape): number
  /** Number of free parameters. */
  parameterCount(shape: ColumnShape): number
  /** [V, K] ln p(value | class), nats; -Infinity for values that a class cannot have. */
  logProbabilities(parameters: Float64Array, values: Float64Array, shape: ColumnShape): Float64Array
  /** The parameters that maximise Σ (n_vk + pseudoCount) ln p(v | k), or at least raise it above that of `previous`. */
  estimate(counts: ValueCounts): Float64Array
  /**
   * The parameters with `share` of the overall distribution in each class, so that each value that occurs has a positive probability.
   *
   * @param overall parameters of classes that all have the overall distribution.
   */
  blended(parameters: Float64Array, overall: Float64Array, shape: ColumnShape & { readonly share: number }): Float64Array
  /** Draws a value from a class. */
  draw(parameters: Float64Array, component: number, random: Random, shape: ColumnShape): number
  /** Expectation of the value (a code or a count) in a class. */
  mean(parameters: Float64Array, component: number, shape: ColumnShape): number
  /** The parameters of some classes, in the given order. */
  taken(parameters: Float64Array, classes: readonly number[], shape: ColumnShape): Float64Array
  /** What the parameters are not, if they are not valid; undefined if they are. */
  fault(parameters: Float64Array, shape: ColumnShape): string | undefined
}
