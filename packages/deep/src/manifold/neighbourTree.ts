import { yieldToEventLoop, type Matrix } from '@mixtura/numerics'
import type { PhaseFollower } from '@mixtura/tensor'

/** The nearest other rows of each row, nearest first. */
export interface Neighbours {
  /** k */
  readonly perRow: number
  /** [N, k] row indices. */
  readonly rows: Uint32Array
  /** [N, k] Euclidean distances in units of the data. */
  readonly distances: Float64Array
}

/** Number of rows between two reports, a few tenths of a second. */
const rowsPerReport = 1000
/** Largest number of rows in a leaf. */
const leafRows = 12

/**
 * Finds the exact k nearest neighbours with a k-d tree. Boxes are split at the median of their widest side, and a box is
 * searched only if it is nearer than the k-th neighbour so far. Ties are broken by the order of the tree, which depends only
 * on the data.
 *
 * @returns undefined if a report is answered by 'stop'.
 * @see Bentley, Multidimensional binary search trees used for associative searching (1975).
 */
export async function nearestNeighbours(
  { data, rows, columns }: Matrix,
  perRow: number,
  follow: PhaseFollower<'neighbours'>,
): Promise<Neighbours | undefined> {
  const tree = buildTree(data, rows, columns)
  const neighbours = { perRow, rows: new Uint32Array(rows * perRow), distances: new Float64Array(rows * perRow) }
  const squares = new Float64Array(perRow)
  const found = new Uint32Array(perRow)
  // Squared distance from the row to the current box, by column.
  const offsets = new Float64Array(columns)

  function search(row: number, node: number, boxSquare: number): void {
    const { left, right, dimension, split } = tree
    if (left[node] < 0) {
      scanLeaf(row, tree.from[node], tree.to[node])
      return
    }
    const side = dimension[node]
    const apart = data[row * columns + side] - split[node]
    const [near, far] = apart <= 0 ? [left[node], right[node]] : [right[node], left[node]]
    search(row, near, boxSquare)
    const before = offsets[side]
    const farSquare = boxSquare - before + apart * apart
    if (farSquare >= squares[perRow - 1]) return
    offsets[side] = apart * apart
    search(row, far, farSquare)
    offsets[side] = before
  }

  function scanLeaf(row: number, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      const other = tree.order[i]
      if (other === row) continue
      let square = 0
      for (let column = 0; column < columns; column++) {
        const difference = data[row * columns + column] - tree.points[i * columns + column]
        square += difference * difference
      }
      if (square >= squares[perRow - 1]) continue
      let at = perRow - 1
      for (; at > 0 && squares[at - 1] > square; at--) {
        squares[at] = squares[at - 1]
        found[at] = found[at - 1]
      }
      squares[at] = square
      found[at] = other
    }
  }

  for (let row = 0; row < rows; row++) {
    squares.fill(Infinity)
    search(row, 0, 0)
    neighbours.rows.set(found, row * perRow)
    for (let i = 0; i < perRow; i++) neighbours.distances[row * perRow + i] = Math.sqrt(squares[i])
    if ((row + 1) % rowsPerReport > 0 && row + 1 < rows) continue
    const answer = await follow.report({ phase: 'neighbours', epoch: Math.ceil((row + 1) / rowsPerReport), epochs: Math.ceil(rows / rowsPerReport), metrics: {} })
    await yieldToEventLoop()
    follow.abort.signal?.throwIfAborted()
    if (answer === 'stop') return undefined
  }
  return neighbours
}

/** Nodes in the order in which they are created. A leaf has no left child. */
interface NeighbourTree {
  readonly left: number[]
  readonly right: number[]
  readonly dimension: number[]
  readonly split: number[]
  readonly from: number[]
  readonly to: number[]
  /** [N] rows in the order of the leaves. */
  readonly order: Uint32Array
  /** [N, D] the data in leaf order, so that the rows of a leaf are contiguous in memory. */
  readonly points: Float64Array
}

function buildTree(data: ArrayLike<number>, rows: number, columns: number): NeighbourTree {
  const order = Uint32Array.from({ length: rows }, (_, i) => i)
  const tree = { left: [] as number[], right: [] as number[], dimension: [] as number[], split: [] as number[], from: [] as number[], to: [] as number[] }

  function build(from: number, to: number): number {
    const node = tree.from.push(from) - 1
    tree.to.push(to)
    tree.left.push(-1)
    tree.right.push(-1)
    tree.dimension.push(0)
    tree.split.push(0)
    if (to - from <= leafRows) return node
    const { side, width } = widestSide(from, to)
    if (!(width > 0)) return node
    const part = order.subarray(from, to).sort((a, b) => data[a * columns + side] - data[b * columns + side] || a - b)
    let middle = part.length >> 1
    // Equal values stay on one side, so that the split also separates the values.
    while (middle > 0 && data[part[middle - 1] * columns + side] === data[part[middle] * columns + side]) middle--
    if (middle === 0) {
      middle = part.length >> 1
      while (data[part[middle] * columns + side] === data[part[0] * columns + side]) middle++
    }
    tree.dimension[node] = side
    tree.split[node] = (data[part[middle - 1] * columns + side] + data[part[middle] * columns + side]) / 2
    tree.left[node] = build(from, from + middle)
    tree.right[node] = build(from + middle, to)
    return node
  }

  function widestSide(from: number, to: number): { readonly side: number; readonly width: number } {
    let [side, width] = [0, 0]
    for (let column = 0; column < columns; column++) {
      let [smallest, largest] = [Infinity, -Infinity]
      for (let i = from; i < to; i++) {
        const value = data[order[i] * columns + column]
        if (value < smallest) smallest = value
        if (value > largest) largest = value
      }
      if (largest - smallest > width) [side, width] = [column, largest - smallest]
    }
    return { side, width }
  }

  build(0, rows)
  const points = new Float64Array(rows * columns)
  order.forEach((row, i) => {
    for (let column = 0; column < columns; column++) points[i * columns + column] = data[row * columns + column]
  })
  return { ...tree, order, points }
}
