/** A mixture that is undecided by less than this, nats per sample, has nothing to merge. */
const decided = 1e-6

/**
 * Where the entropy of a merging tree begins to rise steeply: the break of the two straight lines, one through the points
 * up to k clusters and one through those from k on, that fit the entropies best in least squares.
 *
 * @param entropies [K] in nats, at 1, 2, …, K clusters.
 * @param samples N
 * @returns the number of clusters at the break, the smallest of equals; K if the classes hardly overlap at K; null
 *   with fewer than three points, which no break can explain better than another.
 * @see Baudry, Raftery, Celeux, Lo & Gottardo, Combining mixture components for clustering (2010), the entropy plot.
 */
export function entropyElbow(entropies: readonly number[], samples: number): number | null {
  const most = entropies.length
  if (entropies[most - 1] <= decided * samples) return most
  if (most < 3) return null
  let best = { clusters: 0, squares: Infinity }
  for (let clusters = 2; clusters < most; clusters++) {
    const squares =
      residualSquares(entropies.slice(0, clusters)) + residualSquares(entropies.slice(clusters - 1))
    if (squares < best.squares) best = { clusters, squares }
  }
  return best.clusters
}

/** Of a straight line through equally spaced values. */
function residualSquares(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let across = 0
  let along = 0
  values.forEach((value, i) => {
    across += (i - middle) * (value - mean)
    along += (i - middle) ** 2
  })
  const slope = across / along
  return values.reduce((sum, value, i) => sum + (value - mean - slope * (i - middle)) ** 2, 0)
}
