import type { Dataset, DatasetSource, ResultColumn, SourceRequest } from '@mixtura/data'
import { OwnUnits, remoteTableFacts, type RemoteTable, type TableFacts } from '@mixtura/models'
import { dataError } from '../commandError.js'
import type { ReadTable, TableRequest } from './readTable.js'
import type { ResultRequest } from './resultColumns.js'

/** A table that stays on disk, as families fit it. */
export interface SourceTable {
  readonly source: DatasetSource
  /** The same as families take it. */
  readonly remote: RemoteTable
  readonly facts: TableFacts
  /** Rows of the dataset that were left out. */
  readonly omitted: number
}

/**
 * Opens the columns of a dataset that a model works on, without reading them into memory.
 *
 * @throws {CommandError} for missing cells that the model does not take.
 * @throws {DatasetError} for other faults of the columns.
 */
export async function openTableSource(dataset: Dataset, request: Omit<TableRequest, 'label' | 'imageShape'> & { readonly threads?: number | undefined }): Promise<SourceTable> {
  const { columns, roles, omitMissing, standardize = false, accepts, optionFor, threads, texts } = request
  const { MissingValuesError } = await import('@mixtura/data')
  const asked: SourceRequest = { ...(columns && { columns }), ...(roles && { roles }), ...(standardize && { scaling: 'standardize' }), ...(threads !== undefined && { threads }) }
  try {
    return sourceTable(dataset, await dataset.source({ ...asked, missing: omitMissing ? 'omit-rows' : 'error' }))
  } catch (error) {
    if (!(error instanceof MissingValuesError) || error.columns.some(({ nonFinite }) => nonFinite > 0)) throw error
    const [{ name, missing, row }] = error.columns
    const incomplete = sourceTable(dataset, await dataset.source({ ...asked, missing: 'keep' }))
    const acceptance = accepts(incomplete.facts)
    if (acceptance.accepted || !('missingCells' in acceptance.refusal.values)) return incomplete // another fault of the table, which the fit names
    throw dataError(texts.data.missingCells(name, missing, row, optionFor?.(incomplete.facts)))
  }
}

function sourceTable(dataset: Dataset, source: DatasetSource): SourceTable {
  const { columnNames, omitted, scaling: { center, scale } } = source
  const missingOf = (name: string): number => dataset.columns.find(column => column.name === name)!.missing
  const isScaled = scale.some(value => value !== 1) || center.some(value => value !== 0)
  const remote: RemoteTable = {
    source,
    columnNames,
    // Rows with a missing cell are all there, or all left out.
    missingOfColumns: columnNames.map(name => (omitted > 0 ? 0 : missingOf(name))),
    ...(isScaled && { scaling: { center: Array.from(center), scale: Array.from(scale) } }),
  }
  return { source, remote, facts: remoteTableFacts(remote), omitted }
}

type ColumnsOf = (request: Pick<ResultRequest, 'samples' | 'rows'>) => Promise<readonly ResultColumn[]>

/** The columns of results of a table on disk, a block at a time. `columnsOf` gets cells in their own units. */
export async function* resultsInBlocks({ source, facts }: SourceTable, columnsOf: ColumnsOf): AsyncGenerator<readonly ResultColumn[]> {
  const units = new OwnUnits(facts)
  for await (const { samples, rows } of source.blocks()) yield await columnsOf({ samples: units.unscaled(samples), rows })
}

/** The columns of results of a table in memory. */
export function resultsOfTable({ table, rows }: ReadTable, facts: TableFacts, columnsOf: ColumnsOf): Promise<readonly ResultColumn[]> {
  return columnsOf({ samples: new OwnUnits(facts).unscaled(table.samples), rows })
}
