/** With less entropy than this, nats per sample, components hardly overlap and there is nothing to merge. */
const negligibleEntropy = 1e-6

/**
 * Number of clusters k at which the entropy of a merging tree begins to rise steeply. One straight line is fitted to the
 * points up to k clusters and another to those from k on; the best k has the smallest sum of squared residuals.
 *
 * @param entropies [K] at 1, 2, …, K clusters, nats.
 * @param samples N
 * @returns the best k, the smallest among equals; K if the components hardly overlap; null for fewer than three points,
 *   which determine no break.
 * @see Baudry, Raftery, Celeux, Lo & Gottardo, Combining mixture components for clustering (2010), the entropy plot.
 */
export function entropyElbow(entropies: readonly number[], samples: number): number | null {
  const components = entropies.length
  if (entropies[components - 1] <= negligibleEntropy * samples) return components
  if (components < 3) return null
  let best = { clusters: 0, squares: Infinity }
  for (let clusters = 2; clusters < components; clusters++) {
    const squares =
      residualSquares(entropies.slice(0, clusters)) + residualSquares(entropies.slice(clusters - 1))
    if (squares < best.squares) best = { clusters, squares }
  }
  return best.clusters
}

/** Sum of squared residuals of the regression line through equally spaced values. */
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
