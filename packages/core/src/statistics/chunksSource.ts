import { type Matrix, NonFiniteValuesError, readAhead, requireFinite, requireSpread, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { count, describeValue, optional, type OptionReaders, readOptions, record } from '@mixtura/numerics/validation'
import type { KernelName } from '../kernels/kernels.js'
import { completeSource, createPassMemory } from './completeSource.js'
import { missingCellsSource, withColumnMeans } from './missingCellsSource.js'
import { hasMissingCells, markObserved, requireFiniteOrMissing, requireObserved } from './missingPatterns.js'
import { copyDrawn, createRowDrawing } from './rowDrawing.js'
import { chunksOf, countedChunks, countedRows, isKnown, type OpenChunks, requireSameRows, sumOfWeights, turnMilliseconds } from './countedChunks.js'
import { requireMeanWeight, weightlessRows } from './rowKnowledge.js'
import { readRequest, requireDraw } from './readRequest.js'
import { rowOptionReaders } from './rowOptionReaders.js'
import type { StatisticsSource } from './statisticsSource.js'
import { mergeStatistics, type SufficientStatistics } from './sufficientStatistics.js'

/** Options of `chunksSource`. */
export interface ChunksSourceOptions {
  /** As in `samplesSource`. */
  readonly missing?: 'error' | 'marginalize' | undefined
  readonly kernels?: KernelName | undefined
  readonly threads?: number | undefined
  /**
   * Number of rows of positive weight and of columns, if the caller has counted and checked them. Making the source then reads nothing.
   */
  readonly known?: { readonly rows: number; readonly columns: number } | undefined
}

/**
 * Data larger than memory. Each pass reads all chunks in turn, and reads the next chunk while threads compute on the current one,
 * so that at most two are in memory. Statistics are additive, so the division into chunks changes only rounding. Rows are drawn by
 * their numbers: a generator draws the same rows from chunks as from memory.
 *
 * When the source is made, one pass counts and checks the rows, unless they are `known`.
 *
 * @param open begins a pass. It yields chunks [n, D] of any length, with the same rows in the same order every time. A chunk
 *   must not change until the second chunk after it is requested. Threads read chunks in shared memory in place, and others are
 *   copied for them.
 * @throws {ShapeError} if there are no rows, if chunks have different numbers of columns, or for weights that are not finite numbers of at least 0.
 * @throws {NonFiniteValuesError} if a value is infinite, or NaN unless missing cells are marginalised.
 */
export async function chunksSource(open: OpenChunks, options: ChunksSourceOptions = {}): Promise<StatisticsSource> {
  const { missing = 'error', kernels, threads, known } = readOptions('chunksSource', options, chunkReaders)
  if (typeof open !== 'function') {
    throw new ShapeError('chunks', 'a function that opens the data', describeValue(open), 'Pass a function that begins a pass over the chunks.')
  }
  const { rows, columns } = known ?? (await countRows(open, missing))
  const passMemory = await createPassMemory(kernels)
  const passOptions = { kernels, threads, passMemory, keepsTraces: false }

  return {
    rows,
    columns,
    // Missing cells are completed from whole scatters.
    projects: missing === 'error',

    async accumulate(model, asked) {
      const request = readRequest(model, asked, columns)
      let statistics: SufficientStatistics | undefined
      const chunks = chunksOf(open)
      // Chunks that are there need no turns to be read.
      const turns = Symbol.asyncIterator in chunks ? { turnMilliseconds } : {}
      for await (const { counted, release } of readAhead(countedChunks(chunks))) {
        request.signal?.throwIfAborted()
        if (counted) {
          const { samples, knowledge } = counted
          const sourceOf = missing === 'marginalize' && hasMissingCells(samples) ? missingCellsSource : completeSource
          const source = await sourceOf(samples, { ...knowledge, ...passOptions, ...turns })
          const part = await source.accumulate(model, request)
          statistics = statistics ? mergeStatistics(statistics, part) : part
        }
        release?.()
      }
      requireSameRows(statistics?.rows ?? 0, rows)
      return statistics!
    },

    draw: async (count, random) => {
      requireDraw(count, random)
      const drawing = createRowDrawing({ rows, columns, count, random })
      let hasWeights = false
      for await (const { counted, release } of readAhead(countedChunks(chunksOf(open)))) {
        if (counted) {
          hasWeights ||= counted.knowledge.weights !== undefined
          copyDrawn(drawing, counted.samples, counted.knowledge)
        }
        release?.()
      }
      requireSameRows(drawing.seen, rows)
      return { samples: missing === 'marginalize' ? withColumnMeans(drawing.samples) : drawing.samples, ...(hasWeights && { weights: drawing.weights }) }
    },
  }
}

const chunkReaders: OptionReaders<ChunksSourceOptions> = {
  missing: rowOptionReaders.missing,
  kernels: rowOptionReaders.kernels,
  threads: rowOptionReaders.threads,
  known: optional(record<NonNullable<ChunksSourceOptions['known']>>({ rows: count(1), columns: count(1) })),
}

async function countRows(open: OpenChunks, missing: 'error' | 'marginalize'): Promise<{ readonly rows: number; readonly columns: number }> {
  let rows = 0
  let seen = 0
  let columns = 0
  let totalWeight = 0
  const observed: boolean[] = []
  for await (const chunk of chunksOf(open)) {
    const samples = isKnown(chunk) ? chunk.samples : chunk
    const all = toMatrix(samples)
    columns ||= all.columns
    requireFiniteFrom(seen, missing, all, samples)
    if (all.columns !== columns) {
      throw new ShapeError('chunk', `of ${columns} columns, as the first`, `of ${all.columns} columns from row ${seen} on`, 'Give every chunk the same columns.')
    }
    totalWeight += isKnown(chunk) && chunk.weights !== undefined ? sumOfWeights(chunk.weights, all.rows) : all.rows
    const counted = countedRows(chunk)
    if (counted) {
      requireSpread(counted.samples)
      markObserved(observed, counted.samples)
      rows += counted.samples.rows
    }
    seen += all.rows
    if (isKnown(chunk)) chunk.release?.()
  }
  if (seen === 0) throw new ShapeError('chunks', 'at least 1 row', 'none', 'Open the data anew for each pass.')
  if (rows === 0) throw weightlessRows('weights')
  requireMeanWeight(totalWeight / seen)
  requireObserved(observed, columns)
  return { rows, columns }
}

/** Refuses infinite values, and NaN unless it is a missing cell, and names the row by its number in all chunks. */
function requireFiniteFrom(firstRow: number, missing: 'error' | 'marginalize', chunk: Matrix, given: Samples): void {
  try {
    if (missing === 'error') requireFinite(chunk, given)
    else requireFiniteOrMissing(chunk)
  } catch (error) {
    if (!(error instanceof NonFiniteValuesError)) throw error
    throw new NonFiniteValuesError(error.count, firstRow + error.row, error.column, error.value)
  }
}
