import { createRandom, type Matrix, type Random } from '@mixtura/core'

/** Training rows without anomalies, and test rows with some. */
export interface AnomalySet {
  readonly name: string
  /** Normal rows only, as in the paper. */
  readonly train: Matrix
  readonly test: Matrix
  /** [rows of test] 1 or 0. */
  readonly isAnomalous: Uint8Array
  /** [height, width, channels] of images. */
  readonly shape?: readonly number[]
}

/** Draws a normal (not anomalous) row. */
type DrawRow = (random: Random) => number[]

const columns = 12
const noise = 0.1

/** Three clusters with different covariances: the case for a mixture. */
function clusters(seed: number): DrawRow {
  const random = createRandom(seed)
  const draw = (count: number): number[] => Array.from({ length: count }, () => random.normal())
  const centres = [0, 1, 2].map(() => draw(columns).map(value => 2 * value))
  const directions = [0, 1, 2].map(() => [0, 1, 2].map(() => draw(columns)))
  return generator => {
    const cluster = generator.integer(3)
    const scales = [0, 1, 2].map(() => generator.normal())
    return centres[cluster]!.map((centre, i) =>
      centre + directions[cluster]!.reduce((sum, direction, k) => sum + scales[k]! * direction[i]!, 0) + noise * generator.normal())
  }
}

/** A curve: each column is a wave of the same hidden number, with its own frequency and phase. */
function curve(seed: number): DrawRow {
  const random = createRandom(seed)
  const waves = Array.from({ length: columns }, () => ({ frequency: 1 + 3 * random.uniform(), phase: 6.3 * random.uniform() }))
  return generator => {
    const hidden = 2 * generator.uniform() - 1
    return waves.map(({ frequency, phase }) => Math.sin(frequency * hidden + phase) + noise * generator.normal())
  }
}

/**
 * 4000 normal rows for training; 1600 normal and 400 anomalous ones for the test. An anomalous row takes three of its twelve
 * columns from another normal row. Its columns have their usual distributions, so only their dependence shows the anomaly.
 */
export function generatedSet(kind: 'clusters' | 'curve', seed: number): AnomalySet {
  const draw = { clusters, curve }[kind](seed)
  const random = createRandom(seed).fork(1)
  const normal = (): number[] => draw(random)
  const anomalous = (): number[] => {
    const [row, other] = [normal(), normal()]
    const order = row.map((_, i) => ({ i, at: random.uniform() })).sort((a, b) => a.at - b.at)
    for (const { i } of order.slice(0, 3)) row[i] = other[i]!
    return row
  }
  const train = Array.from({ length: 4000 }, normal)
  const test = [...Array.from({ length: 1600 }, normal), ...Array.from({ length: 400 }, anomalous)]
  return { name: kind, train: matrixOf(train), test: matrixOf(test), isAnomalous: Uint8Array.from(test, (_, n) => (n < 1600 ? 0 : 1)) }
}

/** Splits rows at random: the normal rows of one half are for training, the other half is the test set. */
export function splitSet(name: string, samples: Matrix, isAnomalous: ArrayLike<number>, seed: number): AnomalySet {
  const random = createRandom(seed)
  const inFirstHalf = Array.from({ length: samples.rows }, () => random.uniform() < 0.5)
  const rowsWhere = (taken: (n: number) => boolean): number[] => inFirstHalf.flatMap((_, n) => (taken(n) ? [n] : []))
  const testRows = rowsWhere(n => !inFirstHalf[n])
  return {
    name,
    train: rowsOf(samples, rowsWhere(n => inFirstHalf[n]! && isAnomalous[n] === 0)),
    test: rowsOf(samples, testRows),
    isAnomalous: Uint8Array.from(testRows, n => isAnomalous[n]!),
  }
}

export function rowsOf({ data, columns: width }: { readonly data: ArrayLike<number>; readonly columns: number }, rows: readonly number[]): Matrix {
  const taken = new Float64Array(rows.length * width)
  rows.forEach((row, to) => {
    for (let i = 0; i < width; i++) taken[to * width + i] = data[row * width + i]!
  })
  return { data: taken, rows: rows.length, columns: width }
}

function matrixOf(rows: readonly number[][]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0]!.length }
}
