import { columnIndex } from '../columns/featureColumns.js'
import { roleRequests } from '../columns/roleRequests.js'
import type {
  BlockRequest, Cell, ColumnTypes, Dataset, DatasetColumn, DatasetFormat, DatasetSource, FeatureRequest, Features, FileTables, OpenOptions, RowPage, SampleBlock, SourceRequest, WriteRequest,
} from '../dataset.js'
import type { ColumnOptions, FileDialect } from '../dialect.js'
import { Database } from '../duckdb/database.js'
import { NoRowsError } from '../errors/fileErrors.js'
import { DatasetClosedError } from '../errors/resultErrors.js'
import type { FeatureColumn, RoleRequests } from '../featureRoles.js'
import type { DetectedFormat } from '../files/detectFormat.js'
import { assertUnchanged, type FileStamp } from '../files/fileStamp.js'
import { readColumnTypes } from '../openOptions.js'
import type { PreparationStep } from '../preparation.js'
import type { ColumnProfile, ProfileRequest } from '../rows/columnProfile.js'
import type { RowQuery } from '../rows/rowQuery.js'
import {
  readBlockRequest, readFeatureRequest, readPage, readProfileRequest, readRoles, readRowQuery, readSourceRequest, readWriteRequest, requireColumnName, requirePath, requireRows,
} from '../requests.js'
import { applyOverrides } from './applyOverrides.js'
import { featureCells } from './featureCells.js'
import { readColumn, readRows } from './readCells.js'
import { prepareColumns } from './prepareColumns.js'
import { profileTable } from './profileTable.js'
import { readFeatures } from './readFeatures.js'
import { memoryLimitOf, staysOnDisk } from './residence.js'
import { readRowsAt, selectRows } from './selectRows.js'
import { stageArrow } from './stageArrow.js'
import { stageCsv } from './stageCsv.js'
import { stageDuckDb } from './stageDuckDb.js'
import { stageJson } from './stageJson.js'
import { stageParquet } from './stageParquet.js'
import { stageSqlite } from './stageSqlite.js'
import { stageXlsx } from './stageXlsx.js'
import { summarizeTable } from './summarizeTable.js'
import { cellsTable, type StagedTable } from './tableColumn.js'
import { tableBlocks, tableSource } from './tableSource.js'
import { writeTable } from './writeTable.js'

/** A file that DuckDB reads: its path, its format, and the stamp that identifies its state. */
export interface TableFile extends DetectedFormat {
  /** Name of the dataset: the name of the file, or of a sample. */
  readonly name: string
  readonly path: string
  readonly stamp: FileStamp
}

/** Reads a file, or one table of it, into a new database. */
export async function openTable(file: TableFile, options: OpenOptions): Promise<Dataset> {
  const memoryLimit = memoryLimitOf(options)
  const onDisk = staysOnDisk(file, memoryLimit)
  // The reader of JSON reserves memory for the largest value that a file may hold.
  const limitsReader = onDisk && file.format !== 'json'
  const database = await Database.open({ onDisk, ...(limitsReader && { memoryLimit }) })
  try {
    const staged = await stage(database, file, { ...options, memoryLimit })
    if (onDisk && !limitsReader) await database.limitMemory(memoryLimit)
    const [{ count }] = await database.rows(`SELECT count(*) AS count FROM ${cellsTable}`, options.signal)
    const rows = Number(count)
    if (rows === 0) throw new NoRowsError(file.path)
    const typed = { ...staged, columns: await applyOverrides(database, staged, options) }
    const prepared = await prepareColumns(database, typed, { steps: options.prepare ?? [], signal: options.signal })
    const table = { ...typed, columns: prepared.columns }
    const columns = await summarizeTable(database, table.columns, { rows, signal: options.signal })
    const residence = onDisk || staged.readsFile || staged.spills ? 'disk' : 'memory'
    return new TableDataset(database, table, { file, options, rows, columns, residence, preparation: prepared.steps })
  } catch (error) {
    await database.close()
    throw error
  }
}

function stage(database: Database, { path, format, gzip }: TableFile, options: OpenOptions & { readonly memoryLimit: number }): Promise<StagedTable> {
  if (format === 'parquet') return stageParquet(database, path, options)
  if (format === 'duckdb') return stageDuckDb(database, path, options)
  if (format === 'arrow') return stageArrow(database, path, options)
  if (format === 'xlsx') return stageXlsx(database, path, options)
  if (format === 'sqlite') return stageSqlite(database, path, options)
  return format === 'json' ? stageJson(database, path, { ...options, gzip }) : stageCsv(database, path, { ...options, gzip })
}

interface TableFacts {
  readonly file: TableFile
  readonly options: OpenOptions
  readonly rows: number
  readonly columns: readonly DatasetColumn[]
  readonly residence: Dataset['residence']
  readonly preparation: readonly PreparationStep[]
}

/** The options of the columns without the types that are replaced by new ones. */
function withoutTypes(columns: Readonly<Record<string, ColumnOptions>>, types: ColumnTypes): Record<string, ColumnOptions> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => {
    const { type: _replaced, ...rest } = column
    return [name, Object.hasOwn(types, name) ? rest : column]
  }))
}

class TableDataset implements Dataset {
  readonly name: string
  readonly path: string
  readonly format: DatasetFormat
  readonly rows: number
  readonly columns: readonly DatasetColumn[]
  readonly residence: Dataset['residence']
  readonly dialect: FileDialect | null
  readonly tables: FileTables | null
  readonly preparation: readonly PreparationStep[]
  readonly imageShape = null
  private isClosed = false

  constructor(
    private readonly database: Database,
    private readonly staged: StagedTable,
    private readonly facts: TableFacts,
  ) {
    this.path = facts.file.path
    this.name = facts.file.name
    this.format = facts.file.format
    this.rows = facts.rows
    this.columns = facts.columns
    this.residence = facts.residence
    this.dialect = staged.dialect
    this.preparation = facts.preparation
    this.tables = staged.tables ?? null
  }

  withColumnTypes(types: ColumnTypes): Promise<Dataset> {
    return this.whileOpen(async () => {
      const given = readColumnTypes(types)
      const { file, options: { signal: _ended, ...options } } = this.facts
      await assertUnchanged(file.path, file.stamp)
      return openTable(file, { ...options, types: { ...options.types, ...given }, columns: withoutTypes(options.columns ?? {}, given), prepare: this.preparation })
    })
  }

  readRows(page: RowPage): Promise<Cell[][]> {
    return this.whileOpen(async () => readRows(this.database, this.staged.columns, readPage(page)))
  }

  selectRows(query?: RowQuery): Promise<Uint32Array> {
    return this.whileOpen(async () =>
      selectRows(this.database, { columns: this.columns, keys: this.staged.columns, query: query === undefined ? {} : readRowQuery(query) }))
  }

  readRowsAt(rows: Uint32Array): Promise<Cell[][]> {
    return this.whileOpen(async () => {
      requireRows(rows, this.rows)
      return readRowsAt(this.database, this.staged.columns, rows)
    })
  }

  profileColumns(given?: ProfileRequest): Promise<ColumnProfile[]> {
    return this.whileOpen(async () => {
      const { columns, signal }: ProfileRequest = given === undefined ? {} : readProfileRequest(given)
      const chosen = columns?.map(name => columnIndex(this.columns, name)) ?? [...this.columns.keys()]
      return profileTable(this.database, { columns: this.columns, keys: this.staged.columns, chosen, signal })
    })
  }

  readFeatures(request?: FeatureRequest): Promise<Features> {
    return this.whileOpen(async () =>
      readFeatures(this.database, { dataset: this, staged: this.staged, request: readFeatureRequest(request) }))
  }

  source(given?: SourceRequest): Promise<DatasetSource> {
    return this.whileOpen(async () => {
      const request = given === undefined ? {} : readSourceRequest(given)
      return tableSource(this.database, { dataset: this, staged: this.staged, request, requireOpen: () => this.requireOpen() })
    })
  }

  readLevels(roles: RoleRequests): Promise<readonly FeatureColumn[]> {
    return this.whileOpen(async () => {
      const requests = Array.from(roleRequests(readRoles('roles', roles)))
      return (await featureCells(this.database, { dataset: this, staged: this.staged, requests })).map(({ column }) => column)
    })
  }

  blocks(given?: BlockRequest): Promise<AsyncIterable<SampleBlock>> {
    return this.whileOpen(async () => {
      const request = readBlockRequest(given)
      return tableBlocks(this.database, { dataset: this, staged: this.staged, request, requireOpen: () => this.requireOpen() })
    })
  }

  readColumn(name: string): Promise<Cell[]> {
    return this.whileOpen(async () => {
      requireColumnName(name)
      return readColumn(this.database, this.staged.columns[columnIndex(this.columns, name)])
    })
  }

  writeWithColumns(path: string, given: WriteRequest): Promise<{ rows: number; bytes: number }> {
    const columns = this.staged.columns.map((column, at) => ({ ...column, type: this.columns[at].type }))
    return this.whileOpen(async () => {
      requirePath(path)
      const request = readWriteRequest(given)
      return this.database.session(session => writeTable(session, path, { table: cellsTable, columns, rows: this.rows, request }))
    })
  }

  async close(): Promise<void> {
    if (this.isClosed) return
    this.isClosed = true
    await this.database.close()
  }

  /** @throws {DatasetClosedError} {FileChangedError} if the cells can no longer be read. */
  private async requireOpen(): Promise<void> {
    if (this.isClosed) throw new DatasetClosedError(this.name)
    if (this.staged.readsFile) await assertUnchanged(this.path, this.facts.file.stamp)
  }

  /** Runs a call while the dataset is open. `close` interrupts running calls; any error they then end with becomes `DatasetClosedError`. */
  private async whileOpen<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.requireOpen()
    try {
      return await work()
    } catch (error) {
      if (this.isClosed) throw new DatasetClosedError(this.name)
      throw error
    }
  }
}
