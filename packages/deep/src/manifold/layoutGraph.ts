import type { Random } from '@mixtura/numerics'
import type { NeighbourGraph } from './neighbourGraph.js'

export interface LayoutOptions {
  /** [N, dimensions] row-major: where rows begin. Not changed. */
  readonly start: Float64Array
  readonly dimensions: number
  /** Passes over the edges. */
  readonly epochs: number
  readonly random: Random
  readonly signal?: AbortSignal
  /** Called after every pass, counted from 1. */
  readonly onEpoch?: (epoch: number) => void
}

/** Rows that each edge's end is pushed from, drawn at random. */
const repulsions = 5
/** ε, so that rows in one place are not thrown apart. */
const softening = 1e-3
/** d² beyond which a push of d · 2 / d⁴ is below 1e-3 layout units. */
const farSquare = 160
/** Of one coordinate in one update, layout units. */
const longestMove = 4

/**
 * Stochastic gradient descent on the cross-entropy between the strengths of the graph and the nearness ν of its layout:
 * the ends of an edge are pulled together as often as the edge is strong, and pushed from rows drawn at random.
 *
 * @returns [N, dimensions] row-major.
 * @see McInnes, Healy & Melville, UMAP (2018), section 3.2, algorithm 5.
 */
export async function layoutGraph(graph: NeighbourGraph, options: LayoutOptions): Promise<Float32Array> {
  const { start, dimensions, epochs, random, signal, onEpoch } = options
  const positions = Float32Array.from(start)
  const strongest = graph.strengths.reduce((most, strength) => Math.max(most, strength), 0)
  // Epochs from one update of an edge to its next; the strongest are updated in each.
  const periods = graph.strengths.map(strength => strongest / strength)
  const due = periods.slice()
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const rate = 1 - (epoch - 1) / epochs
    for (let edge = 0; edge < due.length; edge++) {
      if (due[edge] > epoch) continue
      due[edge] += periods[edge]
      const [i, j] = [graph.from[edge] * dimensions, graph.to[edge] * dimensions]
      attract(positions, i, j, dimensions, rate)
      for (let draw = 0; draw < repulsions; draw++) {
        const other = random.integer(graph.rows) * dimensions
        repel(positions, i, other, dimensions, rate)
        repel(positions, j, other, dimensions, rate)
      }
    }
    onEpoch?.(epoch)
    // A pass takes some tenths of a second: callers get a turn after each.
    await new Promise(resolve => setTimeout(resolve))
    signal?.throwIfAborted()
  }
  return positions
}

function squaredDistance(positions: Float32Array, i: number, j: number, dimensions: number): number {
  let square = 0
  for (let d = 0; d < dimensions; d++) {
    const difference = positions[i + d] - positions[j + d]
    square += difference * difference
  }
  return square
}

/** Both ends along ∇ ln ν = -2 / (1 + d²) (y_i - y_j), no coordinate by more than the longest move. */
function attract(positions: Float32Array, i: number, j: number, dimensions: number, rate: number): void {
  const pull = (-2 * rate) / (1 + squaredDistance(positions, i, j, dimensions))
  for (let d = 0; d < dimensions; d++) {
    // |2 x / (1 + x²)| is at most 1: no need for a limit.
    const move = pull * (positions[i + d] - positions[j + d])
    positions[i + d] += move
    positions[j + d] -= move
  }
}

/** Row i along ∇ ln (1 - ν) = 2 / ((ε + d²)(1 + d²)) (y_i - y_j). */
function repel(positions: Float32Array, i: number, j: number, dimensions: number, rate: number): void {
  const square = squaredDistance(positions, i, j, dimensions)
  if (square > farSquare || i === j) return
  const push = 2 / ((softening + square) * (1 + square))
  for (let d = 0; d < dimensions; d++) {
    const move = push * (positions[i + d] - positions[j + d])
    positions[i + d] += rate * (move > longestMove ? longestMove : move < -longestMove ? -longestMove : move)
  }
}
