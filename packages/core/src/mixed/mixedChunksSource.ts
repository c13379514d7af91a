import { readAhead, requireSpread, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, optional, type OptionReaders, type Reader, readOptions, signal } from '@mixtura/numerics/validation'
import type { KernelName } from '../kernels/kernels.js'
import type { CodedStatistics } from '../statistics/accumulateCodedSegments.js'
import { chunksSource } from '../statistics/chunksSource.js'
import { createPassMemory } from '../statistics/completeSource.js'
import { chunksOf, type CountedChunk, countedChunks, isKnown, type KnownChunk, type OpenChunks, requireSameRows, sumOfWeights, turnMilliseconds } from '../statistics/countedChunks.js'
import { withColumnMeans } from '../statistics/missingCellsSource.js'
import { copyDrawn, createRowDrawing } from '../statistics/rowDrawing.js'
import { requireMeanWeight, rowsOfWeight, weightlessRows } from '../statistics/rowKnowledge.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import type { StatisticsRequest } from '../statistics/statisticsSource.js'
import { mergeStatistics, type SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { codeRows, codingOf, takeCodedRows, type Coding } from './codedRows.js'
import { describeColumns, splitColumns, type MixedColumn, type MixedColumnDescription } from './mixedColumns.js'
import { collectDistinctRows, type DistinctRows } from './distinctRows.js'
import { observedNumbers, requireCells, weightsOfValues } from './dataOfTable.js'
import type { MixedData, MixedTableSource } from './mixedData.js'
import { mixedSource, type MixedSource } from './mixedSource.js'

/** Options of `mixedChunksSource`. */
export interface MixedChunksOptions {
  /** [P] what the cells of each column are. */
  readonly columns: readonly MixedColumn[]
  readonly kernels?: KernelName | undefined
  readonly threads?: number | undefined
  /** Aborts the preparation. A fit has a signal of its own. */
  readonly signal?: AbortSignal | undefined
}

/**
 * A table of numbers, levels and counts that is larger than memory, for `fitMixedMixture` and `selectMixedMixture`. Each pass reads all chunks
 * in turn, and reads the next chunk while threads compute on the current one. The division into chunks changes only rounding: the statistics
 * of the chunks are added in their order.
 *
 * When the source is made, one pass counts and checks the rows, and collects the counts that occur. Of a table without numbers it also collects
 * the distinct rows; if there are at most 2^18, they stay in memory, and the passes of a fit read no chunks.
 *
 * @param open begins a pass. It yields chunks [n, P] as the samples of a `MixedTable`, of any length, with the same rows in the same order every
 *   time. A chunk must not change until the second chunk after it is requested.
 * @throws {InvalidOptionError} {ShapeError} for columns that are not as described, a cell that its column cannot have, or a column without any cell.
 * @throws {ShapeError} if there are no rows, or for weights that are not finite numbers of at least 0.
 */
export async function mixedChunksSource(open: OpenChunks, options: MixedChunksOptions): Promise<MixedTableSource> {
  const { columns, kernels, threads, signal: ending } = readOptions<AcceptedOptions>('mixedChunksSource', options, readers)
  if (typeof open !== 'function') {
    throw new ShapeError('chunks', 'a function that opens the data', describeValue(open), 'Pass a function that begins a pass over the chunks.')
  }
  return openedChunks(open, { columns, kernels, threads, ...(await measureChunks(open, columns, ending)) })
}

interface AcceptedOptions extends Omit<MixedChunksOptions, 'columns'> {
  readonly columns: readonly MixedColumnDescription[]
}

const columnsReader: Reader<readonly MixedColumnDescription[]> = (_, value) => describeColumns(value)

const readers: OptionReaders<AcceptedOptions> = { columns: columnsReader, kernels: rowOptionReaders.kernels, threads: rowOptionReaders.threads, signal: optional(signal) }

/** What the first pass finds. */
interface Measured {
  readonly rows: number
  readonly totalWeight: number
  /** Of each column that is not a number. */
  readonly codings: readonly Coding[]
  readonly valueWeights: readonly Float64Array[]
  /** The distinct rows of a table without numbers, if they are few. */
  readonly distinct: ReturnType<DistinctRows['found']>
}

function openedChunks(open: OpenChunks, { columns, kernels, threads, rows, totalWeight, codings, valueWeights, distinct }: Measured & Omit<AcceptedOptions, 'signal'>): MixedData {
  const width = splitColumns(columns).numbers.length

  /** Calls `use` with the rows of each chunk that count. */
  const eachChunk = async (use: (chunk: CountedChunk, turns: { readonly turnMilliseconds?: number }) => Promise<void>, ended?: AbortSignal): Promise<void> => {
    let seen = 0
    const chunks = chunksOf(open)
    // Chunks that are there need no turns to be read.
    const turns = Symbol.asyncIterator in chunks ? { turnMilliseconds } : {}
    for await (const { counted, release } of readAhead(countedChunks(chunks))) {
      ended?.throwIfAborted()
      if (counted) {
        seen += counted.samples.rows
        await use(counted, turns)
      }
      release?.()
    }
    requireSameRows(seen, rows)
  }
  const draw: MixedData['draw'] = async (count, random) => {
    const drawing = createRowDrawing({ rows, columns: columns.length, count, random })
    let hasWeights = false
    await eachChunk(async ({ samples, knowledge }) => {
      hasWeights ||= knowledge.weights !== undefined
      copyDrawn(drawing, samples, knowledge)
    })
    return { table: codeRows(drawing.samples, columns, { codings }), knowledge: hasWeights ? { weights: drawing.weights } : {} }
  }

  return {
    rows, columns, totalWeight, valueWeights, draw,
    coded: codings,
    eachChunk: use => eachChunk(({ samples, knowledge }) => use(samples, knowledge.weights)),

    async statistics(components): Promise<MixedSource> {
      if (distinct) {
        const { samples, weights } = distinct
        const source = await mixedSource(codeRows(samples, columns, { codings }), { columns, components, knowledge: { weights }, kernels, threads })
        return { ...source, rows, accumulate: async (model, request) => ({ ...(await source.accumulate(model, request)), rows }) }
      }
      const passMemory = await createPassMemory(kernels)
      const accumulate = async (model: Parameters<MixedSource['accumulate']>[0], request: StatisticsRequest): Promise<CodedStatistics> => {
        let statistics: SufficientStatistics | undefined
        await eachChunk(async ({ samples, knowledge }, turns) => {
          const source = await mixedSource(codeRows(samples, columns, { codings }), { columns, components, knowledge, kernels, threads, passMemory, ...turns })
          const part = await source.accumulate(model, request)
          statistics = statistics ? mergeStatistics(statistics, part) : part
        }, request.signal)
        return statistics as CodedStatistics
      }
      return {
        rows, columns: width, accumulate,
        // Missing cells are completed from whole scatters.
        projects: false,
        accumulateRows: () => Promise.reject(new Error('class probabilities of each row are given for tables in memory alone')),
        draw: async (count, random) => {
          const { table, knowledge } = await draw(count, random)
          return { samples: withColumnMeans(table.numbers), ...knowledge }
        },
      }
    },

    numbers: () => chunksSource(() => numbersOf(open, columns), { missing: 'marginalize', known: { rows, columns: width }, ...(kernels && { kernels }), ...(threads !== undefined && { threads }) }),
  }
}

async function* numbersOf(open: OpenChunks, columns: readonly MixedColumnDescription[]): AsyncGenerator<KnownChunk> {
  for await (const chunk of chunksOf(open)) {
    const { samples, ...others } = isKnown(chunk) ? chunk : { samples: chunk }
    const cells = toMatrix(samples)
    const { numbers } = splitColumns(columns)
    if (numbers.length === columns.length) yield { samples: cells, ...others }
    else {
      const data = new Float64Array(cells.rows * numbers.length)
      for (let row = 0, to = 0; row < cells.rows; row++) for (const column of numbers) data[to++] = cells.data[row * columns.length + column]
      yield { samples: { data, rows: cells.rows, columns: numbers.length }, ...others }
    }
  }
}

async function measureChunks(open: OpenChunks, columns: readonly MixedColumnDescription[], ended: AbortSignal | undefined): Promise<Measured> {
  const split = splitColumns(columns)
  let seen = 0
  let rows = 0
  let totalWeight = 0
  const hasNumbers = split.numbers.map(() => false)
  /** Weights by value, of each column that is not a number; those of missing cells apart. */
  const byValue = split.coded.map(() => new Map<number, number>())
  const missing = split.coded.map(() => 0)
  const distinct = split.numbers.length === 0 ? collectDistinctRows(columns.length) : undefined
  for await (const chunk of chunksOf(open)) {
    ended?.throwIfAborted()
    const { samples, weights: given, release }: KnownChunk = isKnown(chunk) ? chunk : { samples: chunk }
    const cells = toMatrix(samples)
    const all = codeRows(cells, columns, { firstRow: seen })
    totalWeight += given === undefined ? cells.rows : sumOfWeights(given, cells.rows)
    const counted = rowsOfWeight(cells, given === undefined ? {} : { weights: Float64Array.from(given) })
    const table = counted.rows ? takeCodedRows(all, counted.rows) : all
    if (split.numbers.length > 0) requireSpread(table.numbers)
    observedNumbers(table.numbers).forEach((isObserved, i) => (hasNumbers[i] ||= isObserved))
    weightsOfValues(table, counted.knowledge).forEach((sums, c) => {
      all.coded[c].values.forEach((value, v) => byValue[c].set(value, (byValue[c].get(value) ?? 0) + sums[v]))
      missing[c] += sums.at(-1)!
    })
    distinct?.add(table, counted.knowledge)
    rows += table.rows
    seen += cells.rows
    release?.()
  }
  if (seen === 0) throw new ShapeError('chunks', 'at least 1 row', 'none', 'Open the data anew for each pass.')
  if (rows === 0) throw weightlessRows('weights')
  requireMeanWeight(totalWeight / seen)
  const codings = byValue.map(weights => codingOf(weights.keys()))
  const valueWeights = codings.map(({ values }, c) => {
    const weights = new Float64Array(values.length + 1).fill(missing[c])
    values.forEach((value, v) => (weights[v] = byValue[c].get(value)!))
    return weights
  })
  requireCells(columns, { numbers: hasNumbers, valueWeights })
  return { rows, totalWeight, codings, valueWeights, distinct: distinct?.found() }
}

