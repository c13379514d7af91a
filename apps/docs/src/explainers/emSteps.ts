import type { GaussianMixture } from '@mixtura/core'
import { equalPriors, initialOf, planeMixture, type PlaneMixture } from './mixtureState.js'

type Points = readonly (readonly [number, number])[]

/** Added to variances by an M step, in squared units of the figure: a component on a single point keeps a width. */
const minimumVariance = 1e-3

/** The E step: the responsibilities [N, K] of the components for the points, and the mean log-likelihood, nats per point. */
export async function expectation(mixture: PlaneMixture, points: Points): Promise<{ readonly responsibilities: number[][]; readonly meanLogLikelihood: number }> {
  const rows = points.map(point => [...point])
  const model = await begunFrom(initialOf(mixture), rows, mixture.weights.length)
  const { data, columns } = await model.responsibilities(rows)
  return {
    responsibilities: rows.map((_, n) => Array.from(data.subarray(n * columns, (n + 1) * columns))),
    meanLogLikelihood: await model.meanLogLikelihood(rows),
  }
}

/** The M step: the mixture of the points under given responsibilities [N, K]. */
export async function maximization(points: Points, responsibilities: readonly (readonly number[])[]): Promise<PlaneMixture> {
  const rows = points.map(point => [...point])
  return planeMixture(await begunFrom({ responsibilities: responsibilities.map(row => [...row]) }, rows, responsibilities[0]!.length))
}

/** The mixture with which a fit begins, its components in the order of the start; no iteration follows. */
async function begunFrom(initialize: ReturnType<typeof initialOf> | { responsibilities: number[][] }, rows: number[][], components: number): Promise<GaussianMixture> {
  const { fitGaussianMixture } = await import('@mixtura/core')
  const { model } = await fitGaussianMixture(rows, {
    components,
    initialize,
    labelPriors: equalPriors(rows.length, components),
    regularization: { absolute: minimumVariance },
    maxIterations: 0,
    threads: 1,
  })
  return model
}
