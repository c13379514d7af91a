import type { Matrix } from '@mixtura/numerics'
import { standardScale } from '@mixtura/tensor'
import type { Frame } from '../learners/rowStack.js'

/** The network's input: a set described by the moments of its cells, in units of its frame. */
export interface SetSummary {
  /** Standardisation that gives every column of the set mean 0 and variance 1. */
  readonly frame: Frame
  /** [M] shares of the rows; 0 for unused cells. */
  readonly weights: Float64Array
  /** [M, D] */
  readonly means: Float64Array
  /** [M, D, D] covariances about the mean of each cell. */
  readonly covariances: Float64Array
}

/** Rounds of Lloyd's iteration after the centres are chosen. The first rounds bring nearly all of the gain. */
const rounds = 3

/**
 * Divides a set into M cells. Centres are chosen by farthest-first traversal, starting with the row farthest from the mean, and
 * then improved by k-means. The result depends on the order of the rows only by rounding, and every separate group of rows gets
 * its own cell.
 *
 * @param samples [N, D], finite.
 * @see Gonzalez, Clustering to minimize the maximum intercluster distance (1985).
 */
export function summarizeSet(samples: Matrix, cells: number): SetSummary {
  const frame = standardScale(samples)
  const { rows, columns } = samples
  const values = samples.data.map((value, i) => (value - frame.offset[i % columns]) * frame.factor[i % columns])
  const clusters = farthestFirst(values, { rows, columns, cells })
  const labels = new Int32Array(rows)
  for (let round = 0; round <= rounds; round++) {
    assignNearest(values, clusters, labels)
    moveToMeans(values, clusters, labels)
  }
  return { frame, ...momentsOf(values, clusters, labels) }
}

interface Clusters {
  readonly columns: number
  /** [M, D] */
  readonly centres: Float64Array
  /** [M] number of rows of each cell. */
  readonly counts: Float64Array
}

type Values = Matrix['data']

function farthestFirst(
  values: Values,
  { rows, columns, cells }: { readonly rows: number; readonly columns: number; readonly cells: number },
): Clusters {
  const centres = new Float64Array(cells * columns)
  const distanceTo = squaredDistances(values, centres, columns)
  // Start with distances from the mean, which is not a centre itself.
  const nearest = Float64Array.from({ length: rows }, (_, row) => distanceTo(row, 0))
  for (let cell = 0; cell < cells; cell++) {
    let farthest = 0
    for (let row = 1; row < rows; row++) if (nearest[row] > nearest[farthest]) farthest = row
    for (let i = 0; i < columns; i++) centres[cell * columns + i] = values[farthest * columns + i]
    for (let row = 0; row < rows; row++) {
      const distance = distanceTo(row, cell)
      nearest[row] = cell === 0 ? distance : Math.min(nearest[row], distance)
    }
  }
  return { columns, centres, counts: new Float64Array(cells).fill(1) }
}

function assignNearest(values: Values, { columns, centres, counts }: Clusters, labels: Int32Array): void {
  const distanceTo = squaredDistances(values, centres, columns)
  for (let row = 0; row < labels.length; row++) {
    let nearest = Infinity
    for (let cell = 0; cell < counts.length; cell++) {
      if (counts[cell] === 0) continue
      const distance = distanceTo(row, cell)
      if (distance >= nearest) continue
      nearest = distance
      labels[row] = cell
    }
  }
}

function moveToMeans(values: Values, { columns, centres, counts }: Clusters, labels: Int32Array): void {
  counts.fill(0)
  centres.fill(0)
  for (let row = 0; row < labels.length; row++) {
    counts[labels[row]]++
    for (let i = 0; i < columns; i++) centres[labels[row] * columns + i] += values[row * columns + i]
  }
  for (let i = 0; i < centres.length; i++) centres[i] /= counts[Math.floor(i / columns)] || 1
}

function momentsOf(values: Values, { columns, centres, counts }: Clusters, labels: Int32Array): Omit<SetSummary, 'frame'> {
  const size = columns * columns
  const covariances = new Float64Array(counts.length * size)
  for (let row = 0; row < labels.length; row++) {
    const [own, at] = [labels[row] * columns, row * columns]
    const share = 1 / counts[labels[row]]
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        covariances[own * columns + i * columns + j] += share * (values[at + i] - centres[own + i]) * (values[at + j] - centres[own + j])
      }
    }
  }
  return { weights: counts.map(count => count / labels.length), means: centres, covariances }
}

/** Squared distance ‖x_row - c_cell‖² to the current centres. */
function squaredDistances(values: Values, centres: Float64Array, columns: number): (row: number, cell: number) => number {
  return (row, cell) => {
    let sum = 0
    for (let i = 0; i < columns; i++) sum += (values[row * columns + i] - centres[cell * columns + i]) ** 2
    return sum
  }
}
