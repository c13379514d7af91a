import { createRandom, finiteMatrix, InvalidOptionError, symmetricEigen, type Matrix } from '@mixtura/numerics'
import { count, optional, readOptions, seed, type OptionReaders } from '@mixtura/numerics/validation'
import { followPhases, followReaders, type FollowOptions, type PhaseFollower } from '@mixtura/tensor'
import { layoutGraph } from './layoutGraph.js'
import { neighbourGraph } from './neighbourGraph.js'
import { nearestNeighbours } from './neighbourTree.js'

/** The search for the nearest neighbours, reported after every thousand rows, and the layout of their graph. */
export type ManifoldPhase = 'neighbours' | 'layout'

/** Options of `embedManifold`. */
export interface ManifoldOptions extends FollowOptions<ManifoldPhase> {
  /** Neighbours of each row in the graph; 15 by default. */
  readonly neighbours?: number
  /** Number of columns of the embedding; as many as the data, but at most 10, by default. */
  readonly dimensions?: number
  /** Passes of the layout; 100 by default. */
  readonly epochs?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
}

const manifoldReaders: OptionReaders<ManifoldOptions> = {
  neighbours: optional(count(1)),
  dimensions: optional(count(1)),
  epochs: optional(count(1)),
  seed: optional(seed),
  ...followReaders,
}

/** Largest absolute coordinate of the initial layout. */
const startRadius = 10

/**
 * Embeds rows so that neighbours stay close and clusters contract: the graph of nearest neighbours is laid out, starting from
 * the principal components of the data. Distances between clusters mean little in the embedding.
 *
 * 'stop' from `onProgress` returns the layout as it is: the principal components if no graph has been made yet.
 *
 * @param rows [N, D], finite.
 * @returns [N, dimensions], float32.
 * @throws {ShapeError} {NonFiniteValuesError} for rows that cannot be embedded.
 * @throws {InvalidOptionError} for options out of range.
 * @throws the reason of `signal`, when it aborts.
 * @see McInnes, Healy & Melville, UMAP (2018).
 */
export async function embedManifold(rows: Matrix, options?: ManifoldOptions): Promise<Matrix> {
  const { signal, onProgress, ...settings } = readOptions<ManifoldOptions>('embedManifold', options, manifoldReaders)
  const data = finiteMatrix(rows)
  const { neighbours = 15, dimensions = Math.min(10, data.columns), epochs = 100, seed = 0 } = settings
  requireAtMost('neighbours', neighbours, data.rows - 1)
  requireAtMost('dimensions', dimensions, data.columns)
  signal?.throwIfAborted()
  return layoutRows(data, { neighbours, dimensions, epochs, seed }, followPhases<ManifoldPhase>({ signal, onProgress }))
}

/** `embedManifold` of finite rows with settings that fit them, as a part of a fit that is followed. */
export async function layoutRows(
  rows: Matrix,
  { neighbours, dimensions, epochs, seed }: Required<Omit<ManifoldOptions, keyof FollowOptions<ManifoldPhase>>>,
  follow: PhaseFollower<ManifoldPhase>,
): Promise<Matrix> {
  const start = Float32Array.from(principalStart(rows, dimensions))
  const nearest = await nearestNeighbours(rows, neighbours, follow)
  const data = nearest ? await layoutGraph(neighbourGraph(nearest), { start, dimensions, epochs, random: createRandom(seed) }, follow) : start
  return { data, rows: rows.rows, columns: dimensions }
}

/** The leading principal components, scaled by one factor so that the largest absolute coordinate is startRadius. */
function principalStart({ data, rows, columns }: Matrix, dimensions: number): Float64Array {
  const means = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) means[i % columns] += data[i] / rows
  const covariance = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      const left = (data[row * columns + i] - means[i]) / rows
      for (let j = 0; j <= i; j++) covariance[i * columns + j] += left * (data[row * columns + j] - means[j])
    }
  }
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) covariance[j * columns + i] = covariance[i * columns + j]
  const { values, vectors } = symmetricEigen(covariance, columns)
  const leading = Array.from(values.keys()).sort((i, j) => values[j] - values[i]).slice(0, dimensions)
  const start = new Float64Array(rows * dimensions)
  let widest = 0
  for (let row = 0; row < rows; row++) {
    leading.forEach((axis, d) => {
      let value = 0
      for (let i = 0; i < columns; i++) value += (data[row * columns + i] - means[i]) * vectors[i * columns + axis]
      start[row * dimensions + d] = value
      widest = Math.max(widest, Math.abs(value))
    })
  }
  return widest > 0 ? start.map(value => (value * startRadius) / widest) : start
}

function requireAtMost(option: string, value: number, max: number): void {
  if (value <= max) return
  throw new InvalidOptionError(option, `a whole number from 1 to ${max}`, value, `Pass for example ${option}: ${Math.max(1, Math.min(15, max))}.`)
}
