import { ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord, requireChoice, requireCount } from '@mixtura/numerics/validation'
import type { ScatterKind } from '../kernels/workspace.js'

/**
 * Everything that an M-step needs to know about the data: responsibility-weighted counts, sums and scatters. Sums and scatters
 * are about one centre per component, the mean of the model that gave the responsibilities. So there is no cancellation, even
 * if the data are far from zero.
 */
export interface SufficientStatistics {
  readonly scatter: ScatterKind
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  /** Number of rows. */
  readonly rows: number
  /** Sum of the weights of the rows; the number of rows if they have no weights. */
  readonly totalWeight: number
  /** Sum of the weighted log-densities of the rows, nats. */
  readonly logLikelihood: number
  /** [K, D] */
  readonly centres: Float64Array
  /** [K] N_k = Σ_n r_nk */
  readonly counts: Float64Array
  /** [K, D] Σ_n r_nk (x_n - c_k) */
  readonly sums: Float64Array
  /** [K, D, D] lower triangles, zeros above, of Σ_n r_nk (x_n - c_k)(x_n - c_k)ᵀ, or their diagonals [K, D]. */
  readonly scatters: Float64Array
  /** [K, m, D] V_kᵀ, if the request had directions. */
  readonly directions?: Float64Array | undefined
  /** [K, m, D] Σ_n r_nk (x_n - c_k)(x_n - c_k)ᵀ V_k, transposed. */
  readonly projections?: Float64Array | undefined
  /**
   * How often each value of each column that is not a number occurs in each component: [V + 1, K] per column, one column after the other, and
   * the last row of each column counts missing cells. Only passes over rows with such columns have it. Then D may be 0.
   */
  readonly valueCounts?: Float64Array | undefined
}

/**
 * Statistics of the union of two disjoint sets of rows. The operation is associative and commutative up to rounding, so the
 * statistics of chunks, threads and machines can be merged in any grouping.
 *
 * @param a of some rows.
 * @param b of other rows, under the same model and so about the same centres.
 * @throws {ShapeError} unless both are statistics of the same shape.
 */
export function mergeStatistics(a: SufficientStatistics, b: SufficientStatistics): SufficientStatistics {
  requireStatistics('a', a)
  requireStatistics('b', b)
  if (a.components !== b.components || a.columns !== b.columns || a.scatter !== b.scatter) {
    throw new ShapeError(
      'b',
      `${a.scatter} statistics of ${a.components} components in ${a.columns} columns, like a`,
      `${b.scatter} statistics of ${b.components} components in ${b.columns} columns`,
      'Merge statistics that were taken under one model.',
    )
  }
  if (a.valueCounts?.length !== b.valueCounts?.length) {
    throw new ShapeError('b.valueCounts', shownLength(a.valueCounts), shownLength(b.valueCounts), 'Merge statistics of rows with the same columns and values.')
  }
  return {
    scatter: a.scatter,
    components: a.components,
    columns: a.columns,
    rows: a.rows + b.rows,
    totalWeight: a.totalWeight + b.totalWeight,
    logLikelihood: a.logLikelihood + b.logLikelihood,
    centres: a.centres,
    counts: add(a.counts, b.counts),
    sums: add(a.sums, b.sums),
    scatters: add(a.scatters, b.scatters),
    ...(a.projections && b.projections && { directions: a.directions, projections: add(a.projections, b.projections) }),
    ...(a.valueCounts && b.valueCounts && { valueCounts: add(a.valueCounts, b.valueCounts) }),
  }
}

const shownLength = (values: Float64Array | undefined): string => (values ? `${values.length} numbers` : 'none')

/** @throws {ShapeError} unless `value` is the statistics of a pass. */
export function requireStatistics(name: string, value: unknown): asserts value is SufficientStatistics {
  const arrays = ['centres', 'counts', 'sums', 'scatters'] as const
  if (!isRecord(value) || !arrays.every(field => value[field] instanceof Float64Array)) {
    throw new ShapeError(name, 'the statistics of a pass', describeValue(value), 'Pass what the accumulate method of a source returned.')
  }
  requireChoice(`${name}.scatter`, value.scatter, ['full', 'diagonal'])
  requireCount(`${name}.components`, value.components, 1)
  if (value.valueCounts !== undefined && !(value.valueCounts instanceof Float64Array)) {
    throw new ShapeError(`${name}.valueCounts`, 'a Float64Array', describeValue(value.valueCounts), 'Pass what the accumulate method of a source returned.')
  }
  requireCount(`${name}.columns`, value.columns, value.valueCounts === undefined ? 1 : 0)
}

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i])
}
