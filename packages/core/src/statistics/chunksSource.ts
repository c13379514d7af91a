import { createYielder, type Matrix, NonFiniteValuesError, readAhead, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, type OptionReaders, readOptions } from '@mixtura/numerics/validation'
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { accumulateRows, type PassTotals } from './accumulateRows.js'
import { copyDrawn, createWantedRows } from './wantedRows.js'
import { kernelPass } from './kernelPass.js'
import { readRequest, requireDraw } from './readRequest.js'
import { rowOptionReaders } from './rowOptionReaders.js'
import type { StatisticsSource } from './statisticsSource.js'

/** Opens the data anew for each pass. */
export type OpenChunks = () => AsyncIterable<Samples> | Iterable<Samples>

/**
 * Data larger than memory: each pass reads all chunks in turn, and reads the next one while it computes on one: no more than two are held at a time. Statistics
 * are additive, so how the rows are cut into chunks changes nothing but rounding.
 *
 * One pass counts and checks the rows when the source is made.
 *
 * @param open begins a pass: chunks [n, D] of any length, the same rows in the same order every time. A chunk must stay as
 *   it is until the one behind the next is asked for.
 * @throws {ShapeError} if there are no rows, or chunks differ in their columns.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 */
export async function chunksSource(
  open: OpenChunks,
  options: { readonly kernels?: KernelName | undefined } = {},
): Promise<StatisticsSource> {
  const { kernels } = readOptions('chunksSource', options, chunkReaders)
  if (typeof open !== 'function') {
    throw new ShapeError('chunks', 'a function that opens the data', describeValue(open), 'Pass a function that begins a pass over the chunks.')
  }
  const pool = createWorkspacePool(await openKernels(kernels))
  const { rows, columns } = await countRows(open)
  return {
    rows,
    columns,
    projects: true,

    async accumulate(model, asked) {
      const request = readRequest(model, asked, columns)
      return kernelPass(pool, { model, request, rows }, async (opened, loaded) => {
        const yieldIfDue = createYielder()
        let totals: PassTotals = { logLikelihood: 0, totalWeight: 0 }
        for await (const chunk of readAhead(chunksOf(open))) {
          request.signal?.throwIfAborted()
          const samples = toMatrix(chunk)
          const part = await accumulateRows(opened, { samples }, { ...loaded, from: 0, to: samples.rows, yieldIfDue, signal: request.signal })
          totals = {
            logLikelihood: totals.logLikelihood + part.logLikelihood,
            totalWeight: totals.totalWeight + part.totalWeight,
          }
        }
        requireSameRows(totals.totalWeight, rows)
        return totals
      })
    },

    draw: async (count, random) => {
      requireDraw(count, random)
      const wantedRows = createWantedRows({ rows, columns, count, random })
      for await (const chunk of chunksOf(open)) copyDrawn(wantedRows, toMatrix(chunk))
      return { samples: wantedRows.samples }
    },
  }
}

const chunkReaders: OptionReaders<{ readonly kernels?: KernelName | undefined }> = { kernels: rowOptionReaders.kernels }

/** The chunks of a pass, which must be an iterable. */
function chunksOf(open: OpenChunks): AsyncIterable<Samples> | Iterable<Samples> {
  const chunks: unknown = open()
  if (typeof chunks === 'object' && chunks !== null && (Symbol.asyncIterator in chunks || Symbol.iterator in chunks)) {
    return chunks as AsyncIterable<Samples> | Iterable<Samples>
  }
  throw new ShapeError('chunks', 'an iterable of samples', describeValue(chunks), 'Return an array or a generator of chunks.')
}

async function countRows(open: OpenChunks): Promise<{ readonly rows: number; readonly columns: number }> {
  let rows = 0
  let columns = 0
  for await (const chunk of chunksOf(open)) {
    const data: Matrix = toMatrix(chunk)
    requireFiniteFrom(rows, data, chunk)
    columns ||= data.columns
    if (data.columns !== columns) {
      throw new ShapeError('chunk', `of ${columns} columns, as the first`, `of ${data.columns} columns from row ${rows} on`, 'Give every chunk the same columns.')
    }
    rows += data.rows
  }
  if (rows === 0) throw new ShapeError('chunks', 'at least 1 row', 'none', 'Open the data anew for each pass.')
  return { rows, columns }
}

/** Names the row of the whole, not that of the chunk. */
function requireFiniteFrom(firstRow: number, chunk: Matrix, given: Samples): void {
  try {
    requireFinite(chunk, given)
  } catch (error) {
    if (!(error instanceof NonFiniteValuesError)) throw error
    throw new NonFiniteValuesError(error.count, firstRow + error.row, error.column, error.value)
  }
}

function requireSameRows(seen: number, expected: number): void {
  if (seen === expected) return
  throw new ShapeError('chunks', `the same ${expected} rows in every pass`, `${seen} rows in this one`, 'Open the data anew for each pass.')
}
