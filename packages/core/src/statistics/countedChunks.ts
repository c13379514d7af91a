import { type Matrix, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, isRecord, readNumbers } from '@mixtura/numerics/validation'
import { requireNonNegative, rowsOfWeight, type RowKnowledge } from './rowKnowledge.js'

/** Rows, and what is known of them. */
export interface KnownChunk {
  /** [n, D] */
  readonly samples: Samples
  /** [n] how often each row counts, at least 0; 1 if it is left out. */
  readonly weights?: ArrayLike<number>
  /** Called when a pass needs the rows no longer, so that their memory can be used again. A pass that fails does not call it. */
  readonly release?: () => void
}

/** Opens the data again for each pass. */
export type OpenChunks = () => AsyncIterable<Samples | KnownChunk> | Iterable<Samples | KnownChunk>

/**
 * This thread reads and computes by turns. A reader that answers hundreds of small requests per chunk waits once for each, so turns are
 * as short as an answer takes; other threads compute meanwhile.
 */
export const turnMilliseconds = 0.05

/** The rows of a chunk that have a positive weight. */
export interface CountedChunk {
  readonly samples: Matrix
  readonly knowledge: RowKnowledge
}

/**
 * The chunks of one pass, with the rows that count. A chunk without rows of positive weight is passed on as well: if it were
 * skipped here, the chunk after it would be requested while the one before it is still computed.
 */
export async function* countedChunks(chunks: ReturnType<OpenChunks>): AsyncGenerator<{ readonly counted: CountedChunk | undefined; readonly release: (() => void) | undefined }> {
  for await (const chunk of chunks) yield { counted: countedRows(chunk), release: isKnown(chunk) ? chunk.release : undefined }
}

/** Undefined without rows of positive weight. */
export function countedRows(chunk: Samples | KnownChunk): CountedChunk | undefined {
  if (!isKnown(chunk)) return { samples: toMatrix(chunk), knowledge: {} }
  const { samples, weights: given } = chunk
  if (given === undefined) return { samples: toMatrix(samples), knowledge: {} }
  const weights = readNumbers('weights', given)
  return weights.some(weight => weight > 0) ? rowsOfWeight(toMatrix(samples), { weights }) : undefined
}

export const isKnown = (chunk: Samples | KnownChunk): chunk is KnownChunk => isRecord(chunk) && 'samples' in chunk

export function chunksOf(open: OpenChunks): ReturnType<OpenChunks> {
  const chunks: unknown = open()
  if (typeof chunks === 'object' && chunks !== null && (Symbol.asyncIterator in chunks || Symbol.iterator in chunks)) {
    return chunks as ReturnType<OpenChunks>
  }
  throw new ShapeError('chunks', 'an iterable of samples', describeValue(chunks), 'Return an array or a generator of chunks.')
}

export function sumOfWeights(given: ArrayLike<number>, rows: number): number {
  const weights = readNumbers('weights', given)
  if (weights.length !== rows) throw new ShapeError('weights', `[${rows}], one per row of the chunk`, `[${weights.length}]`, 'Give every row its weight.')
  requireNonNegative('weights', weights)
  return weights.reduce((sum, weight) => sum + weight, 0)
}

export function requireSameRows(seen: number, expected: number): void {
  if (seen === expected) return
  throw new ShapeError('chunks', `the same ${expected} rows in every pass`, `${seen} rows in this one`, 'Open the data anew for each pass.')
}
