import { yieldToEventLoop, type Random } from '@mixtura/numerics'
import type { PhaseFollower } from '@mixtura/tensor'
import type { NeighbourGraph } from './neighbourGraph.js'

export interface LayoutOptions {
  /** [N, dimensions] row-major, initial positions of the rows. It is not changed. */
  readonly start: Float32Array
  readonly dimensions: number
  /** Passes over the edges. */
  readonly epochs: number
  readonly random: Random
}

/** Number of random rows that repel the ends of an edge in each update. */
const repulsions = 5
/** ε, which keeps rows at the same place from being pushed infinitely far. */
const softening = 1e-3
/** d² beyond which the repulsion d · 2 / d⁴ is below 1e-3 layout units and is skipped. */
const farSquare = 160
/** Limit on the change of one coordinate in one update, layout units. */
const maxMove = 4

/**
 * Stochastic gradient descent on the cross-entropy between the edge strengths and the similarity ν in the layout. Each edge is
 * updated in proportion to its strength: its ends are pulled together, and pushed away from rows drawn at random.
 *
 * @returns [N, dimensions] row-major; as it is after a pass whose report is answered by 'stop'.
 * @see McInnes, Healy & Melville, UMAP (2018), section 3.2, algorithm 5.
 */
export async function layoutGraph(graph: NeighbourGraph, options: LayoutOptions, follow: PhaseFollower<'layout'>): Promise<Float32Array> {
  const { start, dimensions, epochs, random } = options
  const positions = Float32Array.from(start)
  const strongest = graph.strengths.reduce((max, strength) => Math.max(max, strength), 0)
  // Number of epochs between two updates of an edge. The strongest edges are updated in every epoch.
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
    const answer = await follow.report({ phase: 'layout', epoch, epochs, metrics: {} })
    // A pass takes some tenths of a second, so yield to the event loop after each.
    await yieldToEventLoop()
    follow.abort.signal?.throwIfAborted()
    if (answer === 'stop') break
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

/** Moves both ends along ∇ ln ν = -2 / (1 + d²) (y_i - y_j). */
function attract(positions: Float32Array, i: number, j: number, dimensions: number, rate: number): void {
  const pull = (-2 * rate) / (1 + squaredDistance(positions, i, j, dimensions))
  for (let d = 0; d < dimensions; d++) {
    // |2 x / (1 + x²)| is at most 1, so no limit is needed.
    const move = pull * (positions[i + d] - positions[j + d])
    positions[i + d] += move
    positions[j + d] -= move
  }
}

/** Moves row i along ∇ ln (1 - ν) = 2 / ((ε + d²)(1 + d²)) (y_i - y_j), each coordinate by at most `maxMove`. */
function repel(positions: Float32Array, i: number, j: number, dimensions: number, rate: number): void {
  const square = squaredDistance(positions, i, j, dimensions)
  if (square > farSquare || i === j) return
  const push = 2 / ((softening + square) * (1 + square))
  for (let d = 0; d < dimensions; d++) {
    const move = push * (positions[i + d] - positions[j + d])
    positions[i + d] += rate * (move > maxMove ? maxMove : move < -maxMove ? -maxMove : move)
  }
}
