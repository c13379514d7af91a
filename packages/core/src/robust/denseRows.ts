import { columnMeans, columnVariances, drawRowNumbers, type Matrix, type Random } from '@mixtura/numerics'
import { takeRows } from '../statistics/takeRows.js'
import { knowledgeOf } from '../statistics/rowKnowledge.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/** Maximum number of rows, because all pairs of rows are compared. */
const maxRows = 1000
/** The distance to this neighbour measures how densely a row lies. Groups of fewer outliers count as sparse. */
const neighbour = 10
/** Share of the rows that is omitted: the sparsest ones. */
const omittedShare = 0.2

/**
 * Up to 800 rows from dense regions, to make a start from. On all rows, k-means++ would choose outliers as centres, because they
 * are far from all other rows. A row lies densely if its 10th nearest neighbour is close, in standard deviations of the columns.
 *
 * @param rows drawn from a source. Fewer than 20 rows are returned unchanged.
 * @see Byers & Raftery, Nearest-neighbor clutter removal for estimating features in spatial point processes (1998).
 */
export function denseRows(rows: DrawnRows, random: Random): DrawnRows {
  if (rows.samples.rows < 2 * neighbour) return rows
  const chosen = drawRowNumbers(rows.samples.rows, maxRows, random)
  const distances = neighbourDistances(takeRows(rows.samples, chosen))
  const kept = Math.ceil((1 - omittedShare) * chosen.length)
  const dense = Array.from(distances.keys())
    .sort((a, b) => distances[a] - distances[b] || a - b)
    .slice(0, kept)
    .sort((a, b) => a - b)
  const numbers = Uint32Array.from(dense, at => chosen[at])
  return { samples: takeRows(rows.samples, numbers), ...knowledgeOf(rows, numbers) }
}

/** Chooses the rows that a start is made from: dense ones for every other start. If sparse rows are not outliers, the other starts reach a higher likelihood. */
export function robustStartRows(drawn: DrawnRows): (start: number, random: Random) => DrawnRows {
  return (start, random) => (start % 2 === 0 ? denseRows(drawn, random.fork(0)) : drawn)
}

/** [M] squared distance of each row to its 10th nearest neighbour, columns in units of their standard deviation. */
function neighbourDistances(samples: Matrix): Float64Array {
  const { data, rows, columns } = samples
  const variances = columnVariances(samples, columnMeans(samples)).map(variance => variance || 1)
  const ofRow = new Float64Array(rows)
  return Float64Array.from({ length: rows }, (_, row) => {
    for (let other = 0; other < rows; other++) {
      let distance = 0
      for (let i = 0; i < columns; i++) distance += (data[row * columns + i] - data[other * columns + i]) ** 2 / variances[i]
      ofRow[other] = distance
    }
    return ofRow.slice().sort()[neighbour] // [0] is the row itself
  })
}
