import { accumulateObserved, mergeStatistics, type ObservedPart, type StatisticsRequest, type StatisticsSource, type SufficientStatistics } from '@mixtura/core'
import { ShapeError } from '@mixtura/numerics'
import { readOptions, choice, count, optional, requireCount, requireObject, signal as abortSignal, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { readTableFacts, type TableColumnFacts } from './columnFacts.js'
import { queryNumbers } from './queryNumbers.js'
import { drawRows } from './drawRows.js'
import { TableChangedError } from './errors.js'
import { readSourceOptions, type ClickHouseSourceOptions } from './options.js'
import { passStatement, readPass } from './sql/passStatement.js'
import { passSettings } from './sql/passSettings.js'
import { total } from './sql/numberFacts.js'
import { rowsStatement, type RowsRequest } from './sql/tableRows.js'
import { standardScaling, unitScaling, type TableScaling } from './tableScaling.js'
import { readPatterns } from './observedParts.js'
import { onEveryShard, shardsOf } from './shards/shard.js'
import { kernelPassStatement, kernelSettings } from './kernel/kernelStatements.js'
import { choosePassMode, type PassMode, type PassShape } from './kernel/passMode.js'

/** A table as a source for `fitGaussianMixture` and its kin. */
export interface ClickHouseSource extends StatisticsSource {
  readonly columnNames: readonly string[]
  /** Facts of the columns, in the order of the mixture. */
  readonly columnFacts: readonly TableColumnFacts[]
  /** How a pass under a model of this shape is computed, and why. */
  passMode(shape: PassShape): PassMode
  /** Number of rows left out: those with cells that are missing or infinite, and those of weight 0. */
  readonly omitted: number
  /** [D] missing cells of each column in the rows in use. */
  readonly missingOfColumns: readonly number[]
  /** [D] each, with `samples = (cell - center) / scale`: zeros and ones unless the columns are standardised. */
  readonly scaling: TableScaling
}

/**
 * Rows in a table of ClickHouse, on one server or on many. A pass of EM is one statement at each shard. Parameters travel there and
 * statistics travel back: K (1 + D + D (D + 1) / 2) numbers of a full covariance, however many rows there are.
 *
 * Making the source checks the columns and counts the rows. If a pass meets another number of rows, it refuses to go on.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @throws {UnknownTableColumnError} {TableColumnTypeError} {TableCellsError} {TableWeightsError} {NoTableRowsError} for tables that
 *   cannot be fitted.
 * @throws {ConstantTableColumnError} for a column of one value that is to be standardised.
 * @throws {ClickHouseStatementError} {ClickHouseUnreachableError} from this function and from the methods of the source.
 */
export async function clickhouseSource(options: ClickHouseSourceOptions): Promise<ClickHouseSource> {
  const read = readSourceOptions(options)
  const { columns, sampleWeights, key, retries, mode = 'sql' } = read
  const shards = shardsOf(read.client, retries)
  const facts = await readTableFacts(shards, read)
  const modeOf = await choosePassMode(shards, mode, read.signal)
  const scaling = read.scaling === 'standardize' ? standardScaling(facts) : undefined
  const request: RowsRequest = { ...read, complete: facts.complete, sampleWeights, scaling }
  /** The reason of the last mode that the caller was told of. */
  let told: string | undefined
  const toldMode = (shape: PassShape): PassMode['mode'] => {
    const taken = modeOf(shape)
    if (taken.reason !== told) read.onPassMode?.(taken)
    told = taken.reason
    return taken.mode
  }
  const rowCount = total(facts.rowsOfShards)
  const partOf = (part: RowsRequest, expected: number): Pick<StatisticsSource, 'accumulate'> => {
    const rows = rowsStatement(part)
    return {
      async accumulate(model, { scatter, signal }) {
        const mode = toldMode({ components: model.components, columns: model.columns, scatter })
        const pass = mode === 'kernel' ? kernelPassStatement(rows, model, scatter) : passStatement(rows, model, scatter)
        const settings = { ...passSettings(pass, read.query), ...(mode === 'kernel' && kernelSettings) }
        const parts = await onEveryShard(shards, signal, async (shard, either): Promise<SufficientStatistics> => readPass(await queryNumbers(shard, pass.sql, either, settings), model, scatter))
        const statistics = parts.reduce(mergeStatistics)
        if (statistics.rows !== expected) throw new TableChangedError(expected, statistics.rows, part.absent && part.columns)
        return statistics
      },
    }
  }
  const whole = partOf(request, rowCount)
  const patterns = facts.hasMissingCells ? await readPatterns(shards, request, read.signal) : null
  const parts = patterns?.map(({ observed, rows, weight }): ObservedPart => {
    const present = observed.map(i => columns[i])
    const part = {
      ...request, columns: present, complete: present, absent: columns.filter(name => !present.includes(name)),
      scaling: scaling && { center: observed.map(i => scaling.center[i]), scale: observed.map(i => scaling.scale[i]) },
    }
    return { observed, source: observed.length === 0 ? null : partOf(part, rows), rows, weight }
  })

  return {
    rows: rowCount,
    columns: columns.length,
    columnNames: columns,
    columnFacts: facts.columns,
    omitted: facts.omitted,
    // Rows with a missing cell are all in use, or all left out.
    missingOfColumns: facts.columns.map(({ missing }) => (facts.hasMissingCells ? missing : 0)),
    scaling: scaling ?? unitScaling(columns.length),
    passMode: shape => modeOf(readOptions('passMode', shape, shapeReaders)),

    async accumulate(model, asked) {
      requireObject('model', model, { what: 'the parameters of a mixture', fields: { weights: 'object', means: 'object' }, remedy: 'Pass the model of a fit.' })
      const given = readOptions<StatisticsRequest>('accumulate', asked, requestReaders)
      given.signal?.throwIfAborted()
      if (model.columns !== columns.length) {
        throw new ShapeError('model', `a mixture in ${columns.length} columns, as the source`, `one in ${model.columns}`, 'Pass a mixture of the columns of the source.')
      }
      return parts ? accumulateObserved(parts, model, given) : whole.accumulate(model, given)
    },

    async draw(count, random) {
      requireCount('count', count, 0)
      requireObject('random', random, { what: 'a generator', fields: { integer: 'function', uniform: 'function' }, remedy: 'Pass createRandom(seed).' })
      return drawRows(shards, { request: { ...request, ...(parts && { fill: facts.columns.map(({ mean }) => mean) }) }, rows: rowCount, key, count, random })
    },
  }
}

/** A fit never asks for directions, because the source does not say that it projects. */
const noDirections: Reader<undefined> = (name, value) => {
  if (value === undefined) return undefined
  throw new ShapeError(name, 'left out', 'given', 'This source computes whole scatters only.')
}

const requestReaders: OptionReaders<StatisticsRequest> = { scatter: choice(['full', 'diagonal']), directions: noDirections, signal: optional(abortSignal) }

const shapeReaders: OptionReaders<PassShape> = { components: count(1), columns: count(1), scatter: choice(['full', 'diagonal']) }
