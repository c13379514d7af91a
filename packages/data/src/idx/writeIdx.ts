import type { WriteRequest } from '../dataset.js'
import { Database } from '../duckdb/database.js'
import { loadDuckDb } from '../duckdb/loadDuckDb.js'
import { cellsTable, columnKey } from '../table/tableColumn.js'
import { writeTable } from '../table/writeTable.js'
import type { IdxData } from './readIdx.js'

/**
 * Writes `row` (0-based dataset row), `label` if there are labels, and the results. The pixels are not written:
 * `row` refers to the IDX file, which holds them.
 */
export async function writeIdx(
  path: string,
  { rows, labels, request }: {
    readonly rows: number
    readonly labels: IdxData | null
    readonly request: WriteRequest
  },
): Promise<{ rows: number; bytes: number }> {
  const { DOUBLE, INTEGER } = await loadDuckDb()
  const isWhole = labels === null || !(labels instanceof Float32Array || labels instanceof Float64Array)
  const names = labels === null ? ['row'] : ['row', 'label']
  const types = labels === null ? [INTEGER] : [INTEGER, isWhole ? INTEGER : DOUBLE]
  const columns = names.map((name, index) => ({ name, key: columnKey(index), fileKey: null, storage: 'INTEGER', type: 'category' as const }))
  const database = await Database.open()
  try {
    return await database.session(async session => {
      await session.createTemporary(cellsTable, { rows, types }, (column, first, count) =>
        Array.from({ length: count }, (_, i) => (column === 0 || labels === null ? first + i : labels[first + i])))
      return writeTable(session, path, { table: cellsTable, columns, rows, request })
    })
  } finally {
    await database.close()
  }
}
