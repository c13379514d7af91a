import type { Dataset, DatasetSource, ResultColumn, SampleBlock, SourceRequest } from '@mixtura/data'
import { OwnUnits, remoteTableFacts, remoteTableOf, type RemoteTable, type TableFacts } from '@mixtura/models'
import { openComplete } from './openComplete.js'
import { missingCellsError, type ReadTable, type TableRequest } from './readTable.js'
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
 * Opens the columns of a dataset that a family is fitted to, without reading them into memory.
 *
 * @throws {CommandError} for missing cells that the family does not take.
 * @throws {DatasetError} for other faults of the columns.
 */
export async function openTableSource(dataset: Dataset, request: Omit<TableRequest, 'label' | 'imageShape'> & { readonly threads?: number | undefined }): Promise<SourceTable> {
  const { columns, roles, omitMissing, standardize = false, threads } = request
  const asked: SourceRequest = { ...(columns && { columns }), ...(roles && { roles }), ...(standardize && { scaling: 'standardize' }), ...(threads !== undefined && { threads }) }
  const open = async (missing: 'error' | 'omit-rows' | 'keep'): Promise<SourceTable> => {
    const source = await dataset.source({ ...asked, missing })
    const remote = remoteTableOf(source)
    return { source, remote, facts: remoteTableFacts(remote), omitted: source.omitted }
  }
  return openComplete({
    complete: () => open(omitMissing ? 'omit-rows' : 'error'),
    incomplete: () => open('keep'),
    factsOf: ({ facts }) => facts,
    ...(await missingCellsError(request)),
  })
}

/** Cells of a table that stays on disk, for a model that is fitted. */
export interface BlockTable {
  readonly blocks: AsyncIterable<SampleBlock>
  /** Rows of the dataset that were left out. It is known when all blocks are read. */
  omitted(): number
}

/**
 * Opens the columns of a dataset that a model is used on, without reading them into memory. Errors as those of `openTableSource`.
 *
 * @param facts of the table that the model was fitted to.
 */
export async function openBlocks(dataset: Dataset, { facts, ...request }: Omit<TableRequest, 'label' | 'imageShape'> & { readonly facts: TableFacts }): Promise<BlockTable> {
  const columns = [...facts.columnNames]
  let used = 0
  const open = async (missing: 'error' | 'omit-rows' | 'keep'): Promise<AsyncIterable<SampleBlock>> => dataset.blocks({ columns, ...(request.roles && { roles: request.roles }), missing })
  const blocks = await openComplete({
    complete: () => open(request.omitMissing ? 'omit-rows' : 'error'),
    incomplete: () => open('keep'),
    factsOf: () => ({ ...facts, rows: dataset.rows, missingCells: dataset.columns.reduce((sum, { name, missing }) => sum + (columns.includes(name) ? missing : 0), 0) }),
    ...(await missingCellsError(request)),
  })
  async function* counted(): AsyncGenerator<SampleBlock> {
    for await (const block of blocks) {
      used += block.samples.rows
      yield block
    }
  }
  return { blocks: counted(), omitted: () => dataset.rows - used }
}

type ColumnsOf = (request: Pick<ResultRequest, 'samples' | 'rows'>) => Promise<readonly ResultColumn[]>

/** The columns of results of a table on disk, a block at a time. `columnsOf` gets cells in their own units. */
export async function* resultsInBlocks({ source, facts }: Pick<SourceTable, 'source' | 'facts'>, columnsOf: ColumnsOf): AsyncGenerator<readonly ResultColumn[]> {
  const units = new OwnUnits(facts)
  for await (const { samples, rows } of source.blocks()) yield await columnsOf({ samples: units.unscaled(samples), rows })
}

/** The columns of results of a table in memory. */
export function resultsOfTable({ table, rows }: ReadTable, facts: TableFacts, columnsOf: ColumnsOf): Promise<readonly ResultColumn[]> {
  return columnsOf({ samples: new OwnUnits(facts).unscaled(table.samples), rows })
}
