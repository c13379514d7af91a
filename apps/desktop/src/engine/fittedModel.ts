import type { Features as FeatureTable } from '@mixtura/data'
import type { Candidate, Cluster, FittedModel } from '../contract/fit.js'
import type { Assignments } from './assignments.js'
import { covarianceTypeOf } from './covarianceTypeOf.js'
import { logScale } from './featureTables.js'
import type { ShapeFit } from './search.js'

/** Describes the best fit of a search for the window, with all values in the columns' own units. */
export async function describeModel(
  { fit, row }: { readonly fit: ShapeFit; readonly row: Candidate },
  table: FeatureTable,
  { labels }: Assignments,
): Promise<FittedModel> {
  const { model, converged, collapsed, iterations } = fit
  const shift = logScale(table)
  const sizes = new Array<number>(model.components).fill(0)
  for (const label of labels) sizes[label]!++
  return {
    components: model.components,
    covarianceType: covarianceTypeOf(model),
    parameterCount: model.parameterCount,
    converged,
    collapsed,
    iterations,
    logLikelihoods: fit.logLikelihoods.map(value => value - shift),
    meanLogLikelihood: row.meanLogLikelihood!,
    bic: row.bic!,
    aic: row.aic!,
    icl: (await model.icl(table.samples, { assignment: 'hard' })) + 2 * table.samples.rows * shift,
    clusters: sizes.map((size, k) => describeCluster(fit, table, { k, size })),
  }
}

function describeCluster(
  { model }: ShapeFit,
  { scaling: { center, scale } }: FeatureTable,
  { k, size }: { k: number; size: number },
): Cluster {
  const covariance = model.componentCovariance(k)
  return {
    weight: model.weights[k]!,
    size,
    mean: Array.from(model.componentMean(k), (mean, j) => center[j]! + scale[j]! * mean),
    standardDeviation: Array.from(scale, (unit, j) => unit * Math.sqrt(covariance[j * scale.length + j]!)),
  }
}
