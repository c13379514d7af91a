import { clickhouseSource, connectTable, countComponents } from '@mixtura/clickhouse'
import { chunksSource, mixedChunksSource } from '@mixtura/core'
import { inOwnUnits, remoteTableOf, type FittedModel, type RemoteTable, type TableFacts } from '@mixtura/models'
import { readWholeFile } from '../jobs/wholeFile.js'
import type { FitSummary } from '../../contract/fit.js'
import type { TableOnDisk, WholeOrder } from '../jobs/workerApi.js'

/** All rows of a fit whose process has only drawn ones in memory. */
export interface OpenWhole {
  readonly remote: RemoteTable
  /** How servers computed the last pass; null if there are none, or before the first pass. */
  passes(): FitSummary['passes']
  /** Number of rows of each group, which takes one more pass. */
  groupSizes(model: FittedModel): Promise<readonly number[]>
  close(): Promise<void>
}

/** @param signal aborts what is asked of servers. @throws the errors of @mixtura/clickhouse. */
export async function openWhole(order: WholeOrder, table: TableOnDisk, signal: AbortSignal): Promise<OpenWhole> {
  if (order.residence === 'disk') return openFile(order.path, table, table.wholeFacts!)
  const { login: { address, login }, options } = order
  const { client, close } = await connectTable(address, login)
  try {
    let passes: FitSummary['passes'] = null
    const source = await clickhouseSource({
      client, ...options, signal,
      onPassMode({ mode, cause, numbers }) {
        passes = { mode, cause, numbers }
      },
    })
    return {
      remote: remoteTableOf(source),
      passes: () => passes,
      groupSizes: model => countComponents({ client, database: options.database, table: options.table, columns: options.columns, model: inOwnUnits(model).mixture!(), mode: options.mode, signal }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function openFile(path: string, { columnNames, scaling }: TableOnDisk, facts: TableFacts): Promise<OpenWhole> {
  const { rows, columns, missingCells, missingOfColumns = columnNames.map(() => 0) } = facts
  const source = await chunksSource(() => readWholeFile(path, facts), { missing: missingCells > 0 ? 'marginalize' : 'error', known: { rows, columns } })
  return {
    remote: remoteTableOf({
      ...source, columnNames, missingOfColumns, scaling,
      ...(facts.features && { features: facts.features }),
      mixedTable: mixedColumns => mixedChunksSource(() => readWholeFile(path, facts), { columns: mixedColumns }),
    }),
    passes: () => null,
    async groupSizes(model) {
      const sizes = new Array<number>(model.groups.length).fill(0)
      for await (const { samples, release } of readWholeFile(path, facts)) {
        for (const label of await model.predict!(samples)) sizes[label]!++
        release()
      }
      return sizes
    },
    close: () => Promise.resolve(),
  }
}
