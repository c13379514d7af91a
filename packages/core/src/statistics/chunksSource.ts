import { createYielder, type Matrix, NonFiniteValuesError, readAhead, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, type OptionReaders, readOptions } from '@mixtura/numerics/validation'
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { accumulateRows, type PassTotals } from './accumulateRows.js'
import { copyDrawn, createRowDrawing } from './rowDrawing.js'
import { kernelPass } from './kernelPass.js'
import { readRequest, requireDraw } from './readRequest.js'
import { rowOptionReaders } from './rowOptionReaders.js'
import type { StatisticsSource } from './statisticsSource.js'

/** Opens the data again for each pass. */
export type OpenChunks = () => AsyncIterable<Samples> | Iterable<Samples>

/**
 * Data larger than memory. Each pass reads all chunks in turn, and reads the next chunk while it computes on the current one,
 * so that at most two are in memory. Statistics are additive, so the division into chunks changes only rounding.
 *
 * When the source is made, one pass counts and checks the rows.
 *
 * @param open begins a pass. It yields chunks [n, D] of any length, with the same rows in the same order every time. A chunk
 *   must not change until the second chunk after it is requested.
 * @throws {ShapeError} if there are no rows, or if chunks have different numbers of columns.
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
      const drawing = createRowDrawing({ rows, columns, count, random })
      for await (const chunk of chunksOf(open)) copyDrawn(drawing, toMatrix(chunk))
      return { samples: drawing.samples }
    },
  }
}

const chunkReaders: OptionReaders<{ readonly kernels?: KernelName | undefined }> = { kernels: rowOptionReaders.kernels }

/** The chunks of one pass; refuses anything but an iterable. */
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

/** Refuses non-finite values, and names the row by its number in all chunks. */
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
