import type { Dataset, WriteRequest } from '@mixtura/data'
import { tableFacts, type FitControl, type FittedModel, type ModelFamily, type TableFacts } from '@mixtura/models'
import { readTable, type TableRequest } from '../tables/readTable.js'
import { openTableSource, resultsInBlocks, resultsOfTable } from '../tables/tableSource.js'

/** A table that a family is fitted to, in memory or on disk. */
export interface FitInput {
  readonly facts: TableFacts
  /** Whether each pass reads the table from disk. */
  readonly isOnDisk: boolean
  /** Rows of the dataset that were left out. */
  readonly omitted: number
  fit(options: Readonly<Record<string, unknown>>, control: FitControl): Promise<FittedModel>
  /** The columns that `columnsOf` makes of the cells of all rows, or of a block at a time. */
  results(columnsOf: Parameters<typeof resultsInBlocks>[1]): Promise<WriteRequest['columns']>
}

/** Reads the table, or opens it as a source if it stays on disk and the family fits to one with these options. Labels and images are read. */
export async function openFitInput(
  dataset: Dataset,
  family: ModelFamily,
  { fitOptions, ...request }: TableRequest & { readonly threads?: number | undefined; readonly fitOptions: Readonly<Record<string, unknown>> },
): Promise<FitInput> {
  if (dataset.residence === 'disk' && family.fitsRemotely?.(fitOptions) && request.label === undefined && request.imageShape === undefined) {
    const table = await openTableSource(dataset, request)
    return {
      facts: table.facts,
      isOnDisk: true,
      omitted: table.omitted,
      fit: (options, control) => family.fitRemote!(table.remote, options, control),
      results: async columnsOf => resultsInBlocks(table, columnsOf),
    }
  }
  const read = await readTable(dataset, request)
  const facts = tableFacts(read.table)
  return {
    facts,
    isOnDisk: false,
    omitted: read.omitted,
    fit: (options, control) => family.fit(read.table, options, control),
    results: columnsOf => resultsOfTable(read, facts, columnsOf),
  }
}
