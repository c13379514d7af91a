import type { DuckDBDataChunk } from '@duckdb/node-api'
import { allocateNumbers } from '../columns/allocateNumbers.js'
import type { Database } from '../duckdb/database.js'
import { cellsTable } from './tableColumn.js'

/** Rows that `readBlocks` reads, and how. */
export interface BlockReading {
  /** Keys of the columns. */
  readonly keys: readonly string[]
  /** Key of the column of weights. */
  readonly weightKey?: string | undefined
  /** Whether no cell of the columns is missing or not finite. */
  readonly isComplete: boolean
  /** ` WHERE ...`, or nothing for all rows. */
  readonly condition: string
  /** Whether to read the numbers of the rows. */
  readonly withRows?: boolean
  /** Memory of blocks that were released; without it, each block has memory of its own. Passes that overlap in time share it. */
  readonly spare?: FilledBlock[] | undefined
}

/** Rows [n, D] in the order of the dataset, in shared memory. */
export interface CellBlock {
  readonly samples: { readonly data: Float64Array; readonly rows: number; readonly columns: number }
  readonly weights?: Float64Array | undefined
  readonly rows?: Uint32Array | undefined
  /** Leaves the memory of the block to a later one. */
  release(): void
}

/** Numbers of a block, 16 MiB: threads are busy with it for some milliseconds. */
const blockNumbers = 2 ** 21
/** Rows of a block at least, and at most. */
const [minBlockRows, maxBlockRows] = [2 ** 11, 2 ** 18]

/** Number of rows of each block but the last. It depends on nothing else, so that passes repeat their bits. */
export const blockRowsOf = (columns: number): number => Math.min(maxBlockRows, Math.max(minBlockRows, Math.floor(blockNumbers / columns)))

/** Reads the rows in blocks of equal size, whose cells without a finite value are NaN. DuckDB computes ahead while a block is in use. */
export async function* readBlocks(database: Database, reading: BlockReading): AsyncGenerator<CellBlock> {
  const { keys, weightKey, isComplete, condition, withRows = false, spare } = reading
  const columns = keys.length
  const blockRows = blockRowsOf(columns)
  const cells = keys.map(key => finiteCell(key, isComplete))
  const selection = [...cells, ...(weightKey ? [`CAST(${weightKey} AS DOUBLE)`] : []), ...(withRows ? ['CAST(rowid AS UINTEGER)'] : [])]
  const allocate = (): FilledBlock => ({
    data: allocateNumbers(blockRows * columns),
    weights: weightKey ? allocateNumbers(blockRows) : undefined,
    rows: withRows ? new Uint32Array(blockRows) : undefined,
  })
  const take = (): FilledBlock => spare?.pop() ?? allocate()
  const blockOf = (block: FilledBlock, rows: number): CellBlock => ({
    samples: { data: block.data.subarray(0, rows * columns), rows, columns },
    weights: block.weights?.subarray(0, rows),
    rows: block.rows?.subarray(0, rows),
    release: () => void spare?.push(block),
  })
  /** The block that is being filled. */
  let block: FilledBlock | undefined
  let filled = 0
  try {
    for await (const chunk of database.chunks(`SELECT ${selection.join(', ')} FROM ${cellsTable}${condition}`)) {
      const { rowCount } = chunk
      const vectors = Array.from({ length: columns + (weightKey ? 1 : 0) }, (_, at) => itemsOf<Float64Array>(chunk, at))
      const numbers = withRows ? itemsOf<Uint32Array>(chunk, vectors.length) : undefined
      for (let from = 0; from < rowCount; ) {
        const count = Math.min(rowCount - from, blockRows - filled)
        block ??= take()
        const { data, weights, rows } = block
        for (let column = 0; column < columns; column++) {
          const items = vectors[column]
          for (let i = 0, at = filled * columns + column; i < count; i++, at += columns) data[at] = items[from + i]
        }
        weights?.set(vectors[columns].subarray(from, from + count), filled)
        rows?.set(numbers!.subarray(from, from + count), filled)
        from += count
        filled += count
        if (filled < blockRows) continue
        const full = blockOf(block, filled)
        block = undefined
        filled = 0
        yield full
      }
    }
    if (block) {
      const last = blockOf(block, filled)
      block = undefined
      yield last
    }
  } finally {
    // A pass that ends early leaves a block that nobody has got.
    if (block) spare?.push(block)
  }
}

/** Memory of a block. */
export interface FilledBlock {
  readonly data: Float64Array
  readonly weights: Float64Array | undefined
  readonly rows: Uint32Array | undefined
}

/**
 * The values of a column of a chunk as the array that they are. `getItem`, the public way to them, checks every value for NULL, which
 * these columns do not have, and takes longer than DuckDB needs to read the file.
 */
const itemsOf = <Items>(chunk: DuckDBDataChunk, column: number): Items => (chunk.getColumnVector(column) as unknown as { readonly items: Items }).items

/** SQL for a cell as a fit takes it: NaN without a finite value. Without NULL, its vectors are arrays as they are. */
function finiteCell(key: string, isComplete: boolean): string {
  const cell = `CAST(${key} AS DOUBLE)`
  return isComplete ? cell : `CASE WHEN isfinite(${cell}) THEN ${cell} ELSE CAST('nan' AS DOUBLE) END`
}
