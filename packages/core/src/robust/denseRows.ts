import { columnMeans, columnVariances, drawRowNumbers, type Matrix, type Random } from '@mixtura/numerics'
import { takeRows } from '../statistics/takeRows.js'
import { knowledgeOf } from '../statistics/rowKnowledge.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/** All pairs of rows are compared, so there may not be many. */
const mostRows = 1000
/** Density is judged by the distance to this neighbour; outliers are sparse if fewer than that lie together. */
const neighbour = 10
/** Share of the rows, the sparsest, that is left out. */
const leftOut = 0.2

/**
 * Up to 800 rows from where rows lie densely, to make a start from: k-means++ on all rows would take the outliers for
 * centres, since they lie farthest from anything. A row is dense if its 10th nearest neighbour is near, in units of the
 * columns' standard deviations.
 *
 * @param rows as drawn from a source; with fewer than 20 they are returned as they are.
 * @see Byers & Raftery, Nearest-neighbor clutter removal for estimating features in spatial point processes (1998).
 */
export function denseRows(rows: DrawnRows, random: Random): DrawnRows {
  if (rows.samples.rows < 2 * neighbour) return rows
  const chosen = drawRowNumbers(rows.samples.rows, mostRows, random)
  const distances = neighbourDistances(takeRows(rows.samples, chosen))
  const kept = Math.ceil((1 - leftOut) * chosen.length)
  const dense = Array.from(distances.keys())
    .sort((a, b) => distances[a] - distances[b] || a - b)
    .slice(0, kept)
    .sort((a, b) => a - b)
  const numbers = Uint32Array.from(dense, at => chosen[at])
  return { samples: takeRows(rows.samples, numbers), ...knowledgeOf(rows, numbers) }
}

/** The rows to make a start from: dense ones for every other start. Where sparse rows are no outliers, the other starts lead to a higher likelihood. */
export function robustStartRows(drawn: DrawnRows): (start: number, random: Random) => DrawnRows {
  return (start, random) => (start % 2 === 0 ? denseRows(drawn, random.fork(0)) : drawn)
}

/** [M] squared distance of each row to its 10th nearest neighbour, columns in units of their standard deviation. */
function neighbourDistances(samples: Matrix): Float64Array {
  const { data, rows, columns } = samples
  const variances = columnVariances(samples, columnMeans(samples)).map(variance => variance || 1)
  const own = new Float64Array(rows)
  return Float64Array.from({ length: rows }, (_, row) => {
    for (let other = 0; other < rows; other++) {
      let distance = 0
      for (let i = 0; i < columns; i++) distance += (data[row * columns + i] - data[other * columns + i]) ** 2 / variances[i]
      own[other] = distance
    }
    return own.slice().sort()[neighbour] // [0] is the row itself
  })
}
