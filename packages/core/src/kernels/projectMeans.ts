import type { Workspace } from './workspace.js'

/**
 * Writes what kernels with a shared factor need: the mean c of the means, which avoids cancellation if the data are far from
 * zero, and P (μ_k - c).
 */
export function projectMeans({ centre, projectedMeans, factors, means, components, columns }: Workspace): void {
  centre.fill(0)
  for (let k = 0; k < components; k++) {
    for (let i = 0; i < columns; i++) centre[i] += (means[k * columns + i] - centre[i]) / (k + 1)
  }
  for (let k = 0; k < components; k++) {
    for (let j = 0; j < columns; j++) {
      let projected = 0
      for (let i = 0; i <= j; i++) projected += factors[j * columns + i] * (means[k * columns + i] - centre[i])
      projectedMeans[k * columns + j] = projected
    }
  }
}
