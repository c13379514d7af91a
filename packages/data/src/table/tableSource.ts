import { chunksSource, type KnownChunk } from '@mixtura/core'
import { minMeanWeight } from '@mixtura/core/validation'
import { ColumnRangeError, requireSpread } from '@mixtura/numerics'
import { requireSomeCells } from '../columns/missingCells.js'
import { openMixedTable } from '../columns/mixedTable.js'
import { inCells, measureScaling, scaleInPlace, unitScaling, type MeasuredScaling } from '../columns/standardize.js'
import { weightColumn } from '../columns/weightColumn.js'
import type { BlockRequest, Dataset, DatasetSource, SampleBlock, SourceRequest } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { SampleWeightsError } from '../errors/columnErrors.js'
import { chosenFeatures, noRowsError } from './chosenFeatures.js'
import { readBlocks, type BlockReading, type CellBlock } from './readBlocks.js'
import { cellsTable, type StagedTable } from './tableColumn.js'

/** Makes the source of a table: one query checks the columns, and three passes measure a scaling, if there is one. */
export async function tableSource(
  database: Database,
  { dataset, staged, request, requireOpen }: {
    readonly dataset: Pick<Dataset, 'path' | 'columns' | 'rows' | 'dialect'>
    readonly staged: StagedTable
    readonly request: SourceRequest
    /** Called before each pass. Rejects if the dataset is closed or its file has changed. */
    readonly requireOpen: () => Promise<void>
  },
): Promise<DatasetSource> {
  const { sampleWeights, threads, kernels, signal } = request
  const { chosen, columnNames, keys, features, isScaled, readsComplete, filter, condition } = await chosenFeatures(database, { dataset, staged, request })
  const weightKey = sampleWeights === undefined ? undefined : staged.columns[weightColumn(dataset, sampleWeights)].key
  // Passes follow each other, and new memory costs about as much as filling it.
  const reading: BlockReading = { keys, weightKey, isComplete: readsComplete, condition, spare: [] }
  const rows = await checkedRows(database, { columnNames, reading, sampleWeights, filter, dataset, signal })

  const cells = (wanted: BlockReading = reading): AsyncGenerator<CellBlock> => openCells(database, wanted, requireOpen)
  async function* numbers(): AsyncGenerator<Float64Array> {
    for await (const { samples, release } of cells()) {
      signal?.throwIfAborted()
      yield samples.data
      release()
    }
  }
  const measured: MeasuredScaling | undefined = request.scaling === 'standardize' ? await measureScaling(numbers, columnNames, isScaled) : undefined
  await requireRange(database, { extremes: rows.extremes, columnNames, reading, measured, signal })

  async function* chunks(): AsyncGenerator<KnownChunk> {
    for await (const { samples, weights, release } of cells()) {
      if (measured) scaleInPlace(samples.data, measured)
      yield { samples, ...(weights && { weights }), release }
    }
  }
  const source = await chunksSource(chunks, {
    missing: readsComplete ? 'error' : 'marginalize',
    known: { rows: rows.counted, columns: keys.length },
    ...(threads !== undefined && { threads }),
    ...(kernels !== undefined && { kernels }),
  })
  return {
    ...source,
    columnNames,
    omitted: dataset.rows - rows.used,
    missingOfColumns: chosen.map((index, at) => (readsComplete ? 0 : condition === '' ? dataset.columns[index].missing + dataset.columns[index].nonFinite : rows.missing[at])),
    scaling: measured ? inCells(measured) : unitScaling(keys.length),
    ...(features && { features }),
    mixedTable: columns => openMixedTable(chunks, columns, { columnNames, features, threads, kernels, signal }),
    async *blocks(): AsyncGenerator<SampleBlock> {
      for await (const { samples, rows } of cells({ ...reading, weightKey: undefined, withRows: true, spare: undefined })) {
        if (measured) scaleInPlace(samples.data, measured)
        yield { samples, rows: rows! }
      }
    },
  }
}

/** The cells of a request in blocks, as they are. */
export async function tableBlocks(
  database: Database,
  { dataset, staged, request, requireOpen }: {
    readonly dataset: Pick<Dataset, 'path' | 'columns' | 'dialect'>
    readonly staged: StagedTable
    readonly request: BlockRequest
    readonly requireOpen: () => Promise<void>
  },
): Promise<AsyncIterable<SampleBlock>> {
  const { keys, readsComplete, condition } = await chosenFeatures(database, { dataset, staged, request })
  const reading = { keys, isComplete: readsComplete, condition, withRows: true }
  return {
    async *[Symbol.asyncIterator]() {
      for await (const { samples, rows } of openCells(database, reading, requireOpen)) yield { samples, rows: rows! }
    },
  }
}

async function* openCells(database: Database, reading: BlockReading, requireOpen: () => Promise<void>): AsyncGenerator<CellBlock> {
  await requireOpen()
  try {
    yield* readBlocks(database, reading)
  } catch (error) {
    await requireOpen() // a file that has changed, or a dataset that was closed, explains the error
    throw error
  }
}

/**
 * Checks the rows that count in a fit, and counts them and those that are read.
 *
 * @throws {NoRowsSelectedError} {NoCompleteRowsError} {SampleWeightsError}
 * @returns the numbers of rows, [D] of missing cells in all rows that are read, and [2, D] the smallest and the largest cell of each column.
 */
async function checkedRows(
  database: Database,
  { columnNames, reading: { keys, weightKey, condition }, sampleWeights, filter, dataset, signal }: {
    readonly columnNames: readonly string[]
    readonly reading: BlockReading
    readonly sampleWeights: string | undefined
    readonly filter: string
    readonly dataset: Pick<Dataset, 'rows'>
    readonly signal: AbortSignal | undefined
  },
): Promise<{ readonly used: number; readonly counted: number; readonly missing: readonly number[]; readonly extremes: Float64Array }> {
  const counts = weightKey ? `${weightKey} > 0` : 'true'
  const facts = keys.flatMap((key, at) => {
    const cell = `CAST(${key} AS DOUBLE)`
    const inFit = `FILTER (isfinite(${cell}) AND ${counts})`
    return [
      `count(*) FILTER (isfinite(${cell})) AS present${at}`, `count(*) ${inFit} AS fitted${at}`,
      `min(${cell}) ${inFit} AS least${at}`, `max(${cell}) ${inFit} AS most${at}`,
    ]
  })
  const [row] = await database.rows(`SELECT ${weightKey ? `avg(CAST(${weightKey} AS DOUBLE))` : '1'} AS weight, count(*) AS used, count(*) FILTER (${counts}) AS counted, ${facts.join(', ')} FROM ${cellsTable}${condition}`, signal)
  const [used, counted] = [Number(row['used']), Number(row['counted'])]
  if (used === 0) throw await noRowsError(database, { dataset, filter, columnNames })
  if (counted === 0) throw new SampleWeightsError(sampleWeights!, 'those of all rows used are 0')
  const missing = columnNames.map((_, at) => used - Number(row[`present${at}`]))
  requireSomeCells(columnNames.map((name, at) => ({ name, missing: counted - Number(row[`fitted${at}`]), nonFinite: 0 })), counted)
  const weight = Number(row['weight'])
  if (!(weight >= minMeanWeight && weight < Infinity)) {
    throw new SampleWeightsError(sampleWeights!, `their mean is ${weight}, with which weighted squares leave the range of float64, so multiply them by one number`)
  }
  const extremes = (['least', 'most'] as const).flatMap(name => keys.map((_, at) => Number(row[`${name}${at}`])))
  return { used, counted, missing, extremes: Float64Array.from(extremes) }
}

/**
 * The cells of a fit lie in the range of float64 if and only if the extremes of their columns do.
 *
 * @param measured the scaling of the cells, if there is one.
 * @throws {ColumnRangeError} with the row of the table, from 0.
 */
async function requireRange(
  database: Database,
  { extremes, columnNames, reading: { keys, weightKey, condition }, measured, signal }: {
    readonly extremes: Float64Array
    readonly columnNames: readonly string[]
    readonly reading: BlockReading
    readonly measured: MeasuredScaling | undefined
    readonly signal: AbortSignal | undefined
  },
): Promise<void> {
  const cells = extremes.slice()
  if (measured) scaleInPlace(cells, measured)
  try {
    requireSpread({ data: cells, rows: 2, columns: keys.length }, columnNames)
  } catch (error) {
    if (!(error instanceof ColumnRangeError && 'value' in error.found)) throw error
    const { column, found, columnName } = error
    const cell = extremes[found.row * keys.length + column]
    const isCell = `CAST(${keys[column]} AS DOUBLE) = ${cell}${weightKey ? ` AND ${weightKey} > 0` : ''}`
    const [{ row }] = await database.rows(`SELECT min(rowid) FILTER (${isCell}) AS row FROM ${cellsTable}${condition}`, signal)
    throw new ColumnRangeError(column, { ...found, row: Number(row) }, columnName)
  }
}
