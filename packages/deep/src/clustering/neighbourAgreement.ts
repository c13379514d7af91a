import { createRandom, someShuffledRows, yieldToEventLoop } from '@mixtura/numerics'
import { copyAsFloat32, type FeedMatrix } from '@mixtura/tensor'
import type { SampleEncoding } from '../samples/prepareSamples.js'

/** Sampled rows (probes) and the nearest other rows of each. */
export interface ProbedNeighbours {
  /** [P] row indices. */
  readonly probes: Uint32Array
  /** [P, perRow] row indices, nearest first. */
  readonly neighbours: Uint32Array
  /** [P, perRow] Euclidean distances. */
  readonly distances: Float64Array
  readonly perRow: number
}

/** Number of probes. With 10 neighbours each, the standard error of a share of the 10,000 neighbours is below .01. */
const probedRows = 1000
/**
 * Neighbours are searched among at most this many rows, drawn at random from larger sets. 1,000 probes of 784 values then
 * take about 15 s.
 */
const referenceRows = 20_000
const neighboursPerRow = 10
/** Probes between two checks of the signal, at about 10 ms per probe. */
const probesAtOnce = 50

export interface ProbeOptions {
  /** Distances are measured between scaled rows. */
  readonly scale: SampleEncoding
  readonly seed: number
  readonly signal?: AbortSignal
}

/**
 * Finds the exact nearest neighbours of the probes by comparing each with every reference row. Unlike a tree search, this does
 * not degrade with many columns.
 *
 * @param matrix [N, D], N of at least 2.
 */
export async function probeNeighbours(matrix: FeedMatrix, { scale, seed, signal }: ProbeOptions): Promise<ProbedNeighbours> {
  const { rows, columns } = matrix
  const references = someShuffledRows(rows, Math.min(rows, referenceRows), createRandom(seed))
  const values = copyAsFloat32(matrix, references, { scale, out: new Float32Array(references.length * columns) })
  const probes = references.slice(0, probedRows)
  const perRow = Math.min(neighboursPerRow, references.length - 1)
  const neighbours = new Uint32Array(probes.length * perRow)
  const distances = new Float64Array(probes.length * perRow)
  for (let p = 0; p < probes.length; p++) {
    if (p % probesAtOnce === 0) {
      await yieldToEventLoop()
      signal?.throwIfAborted()
    }
    const nearest = neighbours.subarray(p * perRow, (p + 1) * perRow)
    const squares = distances.subarray(p * perRow, (p + 1) * perRow).fill(Infinity)
    for (let other = 0; other < references.length; other++) {
      if (other === p) continue
      const limit = squares[perRow - 1]
      let square = 0
      for (let i = p * columns, at = other * columns, end = i + columns; i < end && square < limit; i++, at++) square += (values[i] - values[at]) ** 2
      if (square < limit) insert(squares, nearest, { square, row: references[other] })
    }
    for (let i = 0; i < perRow; i++) squares[i] = Math.sqrt(squares[i])
  }
  return { probes, neighbours, distances, perRow }
}

function insert(squares: Float64Array, nearest: Uint32Array, { square, row }: { readonly square: number; readonly row: number }): void {
  let at = squares.length - 1
  for (; at > 0 && squares[at - 1] > square; at--) {
    squares[at] = squares[at - 1]
    nearest[at] = nearest[at - 1]
  }
  squares[at] = square
  nearest[at] = row
}

/**
 * Agreement of neighbours on their cluster, corrected for chance:
 *
 *   (a - c) / (1 - c),  a the share of neighbours in the cluster of their row,  c = Σ_k p_k² the share among random pairs
 *
 * It is 1 if every neighbour is in the cluster of its row, about 0 for random labels, and 0 if all rows are in one cluster.
 *
 * @param labels [N]
 * @see Cohen, A coefficient of agreement for nominal scales (1960).
 */
export function neighbourAgreement(labels: Int32Array, { probes, neighbours, perRow }: ProbedNeighbours): number {
  let agreed = 0
  probes.forEach((probe, p) => {
    for (let i = p * perRow; i < (p + 1) * perRow; i++) if (labels[neighbours[i]] === labels[probe]) agreed++
  })
  const counts = new Map<number, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  let chance = 0
  for (const count of counts.values()) chance += (count / labels.length) ** 2
  return chance === 1 ? 0 : (agreed / neighbours.length - chance) / (1 - chance)
}
