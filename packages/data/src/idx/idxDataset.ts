import { basename } from 'node:path'
import { columnIndex, featureColumns } from '../columns/featureColumns.js'
import { roleRequests } from '../columns/roleRequests.js'
import { weightColumn } from '../columns/weightColumn.js'
import type {
  BlockRequest, Cell, ColumnType, ColumnTypes, Dataset, DatasetColumn, DatasetSource, FeatureRequest, Features, OpenOptions, RowPage, SampleBlock, SourceRequest, WriteRequest,
} from '../dataset.js'
import { UnknownColumnError } from '../errors/columnErrors.js'
import { NoRowsError } from '../errors/fileErrors.js'
import { DatasetClosedError } from '../errors/resultErrors.js'
import type { FeatureColumn, RoleRequests } from '../featureRoles.js'
import { readColumnTypes } from '../openOptions.js'
import {
  readBlockRequest, readFeatureRequest, readPage, readProfileRequest, readRoles, readRowQuery, readSourceRequest, readWriteRequest, requireColumnName, requirePath, requireRows,
} from '../requests.js'
import type { ColumnProfile, ProfileRequest } from '../rows/columnProfile.js'
import { takesAllRows, type RowQuery } from '../rows/rowQuery.js'
import { shownCell } from '../table/readCells.js'
import { assertElementType, elementCell, elementColumn, elementFacts, elementNames, type ElementBlock } from './idxColumns.js'
import { filterElements, profileElements, selectElements } from './elementRows.js'
import { elementFeature } from './elementLevels.js'
import { elementSource, featureBlocks } from './elementSource.js'
import { readIdxLabels } from './idxLabels.js'
import { readElementFeatures, type ElementColumn } from './readElementFeatures.js'
import { readIdx, type IdxData } from './readIdx.js'
import type { NumberFacts } from './summarizeElements.js'
import { writeIdx } from './writeIdx.js'

/** An IDX dataset without the types of its columns. */
interface IdxTable {
  readonly path: string
  readonly rows: number
  readonly names: readonly string[]
  readonly imageShape: Dataset['imageShape']
  readonly elements: readonly ElementColumn[]
  readonly facts: readonly NumberFacts[]
  readonly detectedTypes: readonly ColumnType[]
  readonly labels: IdxData | null
}

/**
 * Reads an IDX file: one row per outermost index, one number column per element of a row, and a
 * category column `label` if there are labels. The elements are kept in one typed array.
 */
export async function openIdx(path: string, { types: given = {}, columns = {}, labels, signal }: OpenOptions): Promise<Dataset> {
  const own = Object.entries(columns).flatMap(([name, { type }]) => (type === undefined ? [] : [[name, type] as const]))
  const types: ColumnTypes = { ...given, ...Object.fromEntries(own) }
  const { shape, data } = await readIdx(path)
  signal?.throwIfAborted()
  if (data.length === 0) throw new NoRowsError(path)
  const rows = shape[0]
  const labelData = await readIdxLabels(path, rows, labels)
  signal?.throwIfAborted()
  const blocks: ElementBlock[] = [
    { names: elementNames(shape), data, detectedType: 'number' },
    ...(labelData === null ? [] : [{ names: ['label'], data: labelData, detectedType: 'category' as const }]),
  ]
  const table: IdxTable = {
    path,
    rows,
    imageShape: imageShapeOf(shape),
    names: blocks.flatMap(block => block.names),
    elements: blocks.flatMap(block => block.names.map((_, offset) => ({ data: block.data, stride: block.names.length, offset }))),
    facts: blocks.flatMap(elementFacts),
    detectedTypes: blocks.flatMap(block => block.names.map(() => block.detectedType)),
    labels: labelData,
  }
  return withTypes(table, types)
}

/** Images have two dimensions, or three with channels. */
function imageShapeOf([, height, width, channels = 1, ...rest]: readonly number[]): Dataset['imageShape'] {
  return width === undefined || rest.length > 0 ? null : [height, width, channels]
}

/** @throws {UnknownColumnError} {ColumnConversionError} */
function withTypes(table: IdxTable, types: ColumnTypes): Dataset {
  const unknown = Object.keys(types).find(name => !table.names.includes(name))
  if (unknown !== undefined) throw new UnknownColumnError(unknown, table.names)
  const columns = table.names.map((name, index) => {
    const detectedType = table.detectedTypes[index]
    const type = Object.hasOwn(types, name) ? types[name] : detectedType
    assertElementType(name, type, table.elements[index].data[table.elements[index].offset])
    return elementColumn(name, table.facts[index], { rows: table.rows, type, detectedType })
  })
  return new IdxDataset(table, columns)
}

class IdxDataset implements Dataset {
  readonly format = 'idx'
  readonly residence = 'memory'
  readonly dialect = null
  readonly tables = null
  readonly preparation = []
  readonly name: string
  readonly path: string
  readonly rows: number
  readonly imageShape: Dataset['imageShape']
  /** Null after `close`, so that the elements can be freed. */
  private table: IdxTable | null

  constructor(table: IdxTable, readonly columns: readonly DatasetColumn[]) {
    this.table = table
    this.path = table.path
    this.name = basename(table.path)
    this.rows = table.rows
    this.imageShape = table.imageShape
  }

  async withColumnTypes(types: ColumnTypes): Promise<Dataset> {
    const table = this.openTable()
    const current = Object.fromEntries(this.columns.map(({ name, type }) => [name, type]))
    return withTypes(table, { ...current, ...readColumnTypes(types) })
  }

  async readRows(page: RowPage): Promise<Cell[][]> {
    const { elements } = this.openTable()
    const { offset, limit } = readPage(page)
    const count = Math.max(0, Math.min(limit, this.rows - offset))
    return Array.from({ length: count }, (_, i) =>
      elements.map((element, column) => shownCell(this.cell(element, column, offset + i))))
  }

  async selectRows(query?: RowQuery): Promise<Uint32Array> {
    const { elements } = this.openTable()
    return selectElements({ columns: this.columns, elements, rows: this.rows }, query === undefined ? {} : readRowQuery(query))
  }

  async readRowsAt(rows: Uint32Array): Promise<Cell[][]> {
    const { elements } = this.openTable()
    requireRows(rows, this.rows)
    return Array.from(rows, row => elements.map((element, column) => shownCell(this.cell(element, column, row))))
  }

  async profileColumns(given?: ProfileRequest): Promise<ColumnProfile[]> {
    const { elements } = this.openTable()
    const { columns, signal }: ProfileRequest = given === undefined ? {} : readProfileRequest(given)
    signal?.throwIfAborted()
    const chosen = columns?.map(name => columnIndex(this.columns, name)) ?? [...this.columns.keys()]
    return profileElements({ columns: this.columns, elements, rows: this.rows }, chosen)
  }

  async readColumn(name: string): Promise<Cell[]> {
    const { elements } = this.openTable()
    requireColumnName(name)
    const column = columnIndex(this.columns, name)
    return Array.from({ length: this.rows }, (_, row) => this.cell(elements[column], column, row))
  }

  async readLevels(roles: RoleRequests): Promise<readonly FeatureColumn[]> {
    const { elements } = this.openTable()
    return Array.from(roleRequests(readRoles('roles', roles)), ([name, request]) => {
      const index = columnIndex(this.columns, name)
      return elementFeature(this.columns[index], elements[index], request).column
    })
  }

  async readFeatures(given?: FeatureRequest): Promise<Features> {
    const { elements } = this.openTable()
    const request = readFeatureRequest(given)
    const chosen = featureColumns(this, request.columns, roleRequests(request.roles))
    const { where = {} } = request
    const selected = takesAllRows(where) ? null : filterElements({ columns: this.columns, elements, rows: this.rows }, where)
    return readElementFeatures(
      { columns: chosen.map(index => this.columns[index]), elements: chosen.map(index => elements[index]), rows: this.rows, selected },
      request,
    )
  }

  async source(given?: SourceRequest): Promise<DatasetSource> {
    const { elements } = this.openTable()
    const { sampleWeights, ...request } = given === undefined ? {} : readSourceRequest(given)
    const { threads: _threads, kernels: _kernels, signal: _signal, ...features } = request
    let weights: Float64Array | undefined
    if (sampleWeights !== undefined) {
      const { data, stride, offset } = elements[weightColumn(this, sampleWeights)]
      weights = Float64Array.from({ length: this.rows }, (_, row) => data[row * stride + offset])
    }
    return elementSource(await this.readFeatures(features), request, weights)
  }

  async blocks(given?: BlockRequest): Promise<AsyncIterable<SampleBlock>> {
    return featureBlocks(await this.readFeatures(readBlockRequest(given)))
  }

  async writeWithColumns(path: string, request: WriteRequest): Promise<{ rows: number; bytes: number }> {
    const { labels } = this.openTable()
    requirePath(path)
    return writeIdx(path, { rows: this.rows, labels, request: readWriteRequest(request) })
  }

  async close(): Promise<void> {
    this.table = null
  }

  private cell({ data, stride, offset }: ElementColumn, column: number, row: number): Cell {
    return elementCell(data[row * stride + offset], this.columns[column].type)
  }

  private openTable(): IdxTable {
    if (this.table === null) throw new DatasetClosedError(this.name)
    return this.table
  }
}
