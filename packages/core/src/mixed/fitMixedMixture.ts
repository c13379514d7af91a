import { type Matrix, type MixturaError, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { readOptions, record } from '@mixtura/numerics/validation'
import { searchFit } from '../fit/searchFit.js'
import { isSource } from '../statistics/statisticsSource.js'
import { warningsOf, residualDegreesOfFreedom, type MixedWarning } from './identifiability.js'
import { describeColumns, type MixedColumn, type MixedColumnDescription } from './mixedColumns.js'
import { isMixedData, type MixedData, type MixedTableSource } from './mixedData.js'
import { mixedFitReaders, type MixedFitOptions } from './mixedFitOptions.js'
import { MixedMixture } from './mixedMixture.js'
import { parametersOf, type MixedIterate } from './mixedParameters.js'
import { mixedSearch } from './mixedSearch.js'

/** A table of numbers, levels and counts. */
export interface MixedTable {
  /** [P] what the cells of each column are. */
  readonly columns: readonly MixedColumn[]
  /** [N, P] numbers, codes of levels (0 is the first) and counts; NaN, null or undefined where a cell is missing, or -1 in columns of levels and counts. */
  readonly samples: Samples
}

/** Outcome of one start. */
export interface MixedStartRecord {
  /** 0-based. */
  readonly start: number
  /** Number of rows of its last run: all rows, or those after which it was dropped. */
  readonly rows: number
  /** At the end of its last run, per row of it, nats; NaN if the start failed. */
  readonly meanLogLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  readonly collapsed: boolean
  /** Why the start failed. */
  readonly error?: MixturaError
}

/** Result of `fitMixedMixture`. */
export interface MixedMixtureFit {
  readonly model: MixedMixture
  /** False is not an error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /** True if every start ended with a class whose numbers hardly vary in some direction, as in `fitGaussianMixture`. */
  readonly collapsed: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  readonly parameterCount: number
  /** Degrees of freedom that the table leaves; null if it has numbers or counts, whose possible rows are infinite. */
  readonly degreesOfFreedom: number | null
  /** What to know before the estimates are read: whether they are identified, and which of them rest at a boundary. */
  readonly warnings: readonly MixedWarning[]
  /** M-steps that led to `model` from its start. */
  readonly iterations: number
  /** Mean per row after i M-steps, nats; [0] belongs to the start, the last to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly MixedStartRecord[]
}

/**
 * Fits a mixture over numbers, categories, ordered levels and counts by expectation-maximisation from several starts, and returns the most
 * likely result. With categories alone it is latent class analysis. With numbers alone it is `fitGaussianMixture`, to the same bits.
 * Missing cells of every kind are integrated out exactly.
 *
 * @param table in memory, or a source of chunks (`mixedChunksSource`).
 * @throws {InvalidOptionError} for an option out of range, or an option of rows beside a source.
 * @throws {ShapeError} for columns that are not as described, a cell that its column cannot have, or a column without any cell.
 * @throws {TooFewRowsError} for fewer rows than classes.
 * @throws {ConstantColumnError} {DependentColumnsError} for a constant column of numbers, or linearly dependent ones.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if every start fails; the first one's error.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @see Lazarsfeld & Henry, Latent Structure Analysis (1968); Goodman (1974);
 *   Hunt & Jorgensen, Clustering mixed data (2011); McLachlan & Peel, Finite Mixture Models (2000), ch. 5.
 */
export async function fitMixedMixture(table: MixedTable | MixedTableSource, given: MixedFitOptions): Promise<MixedMixtureFit> {
  const options = readOptions('fitMixedMixture', given, mixedFitReaders)
  const accepted = acceptData(table)
  const { columns } = accepted
  // A checkpoint must agree with the columns too.
  const identified = { ...options, columns }
  const { subject, run, result } = await searchFit('fitMixedMixture', identified, () => mixedSearch(accepted, options))
  const model = new MixedMixture(parametersOf(subject.ordered(run.parameters as MixedIterate), columns))
  return {
    model,
    converged: run.converged,
    collapsed: result.collapsed,
    stopped: result.stopped,
    parameterCount: model.parameterCount,
    degreesOfFreedom: residualDegreesOfFreedom(model, subject.plan.rows),
    warnings: warningsOf(model, subject.plan.rows),
    iterations: run.iterations,
    logLikelihoods: run.logLikelihoods,
    starts: result.starts.map(({ start, rows, value, iterations, converged, collapsed, error }) => ({
      start, rows, meanLogLikelihood: value, iterations, converged, collapsed, ...(error && { error }),
    })),
  }
}

/** A table whose shape has been checked. */
export interface AcceptedTable {
  readonly columns: readonly MixedColumnDescription[]
  /** [N, P] */
  readonly samples: Matrix
}

const tableReader = record<AcceptedTable>({ columns: (_, value) => describeColumns(value), samples: (_, value) => toMatrix(value as Samples) })

/** @throws {ShapeError} {InvalidOptionError} unless it is a table in memory. */
export function acceptTable(table: MixedTable): AcceptedTable {
  if (isMixedData(table)) throw new ShapeError('table', 'a table in memory', 'a source of chunks', 'Pass { columns, samples }.')
  if (isSource(table)) throw new ShapeError('table', 'a table of mixed columns', 'a source of numbers alone', 'Pass mixedChunksSource(…), or mixedTable() of a source of @mixtura/data.')
  return tableReader('table', table)
}

/** @throws {ShapeError} {InvalidOptionError} unless it is a table in memory or a source of mixed columns. */
export const acceptData = (table: MixedTable | MixedTableSource): AcceptedTable | MixedData => (isMixedData(table) ? table : acceptTable(table as MixedTable))
