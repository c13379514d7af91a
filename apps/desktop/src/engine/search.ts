import type { GaussianMixtureFit } from '@mixtura/core'
import type { Features as FeatureTable } from '@mixtura/data'
import type { Candidate, CovarianceType, FitRequest } from '../contract/fit.js'
import { covarianceTypeOf } from './covarianceTypeOf.js'
import { logScale } from './featureTables.js'

/** One mixture shape to fit. */
export interface Shape {
  readonly components: number
  readonly covarianceType: CovarianceType
}

/** The result of fitting one shape. `logLikelihoods` are in nats per row of the (scaled) samples. */
export type ShapeFit = Pick<GaussianMixtureFit, 'model' | 'converged' | 'collapsed' | 'iterations' | 'logLikelihoods'>

/** One row of the selection table, with its fit unless the fit failed. */
export interface SearchResult {
  readonly row: Candidate
  readonly fit: ShapeFit | null
}

/** The shapes of a request, in the order in which they are fitted. */
export function shapesOf({ components, covarianceTypes }: FitRequest): Shape[] {
  const shapes: Shape[] = []
  for (const covarianceType of covarianceTypes) {
    for (let k = components.minimum; k <= components.maximum; k++) shapes.push({ components: k, covarianceType })
  }
  return shapes
}

/**
 * The table row of a fit. Log-likelihood and criteria are given for the columns in their own units. The log-density
 * of scaled rows is larger by the constant Σ ln scale, so it would rank fits by their scaling.
 */
export function describeFit({ model, converged, collapsed, logLikelihoods }: ShapeFit, table: FeatureTable): Candidate {
  const { components, parameterCount } = model
  const { rows } = table.samples
  const meanLogLikelihood = logLikelihoods.at(-1)! - logScale(table)
  const deviance = -2 * meanLogLikelihood * rows
  return {
    components,
    covarianceType: covarianceTypeOf(model),
    parameterCount,
    meanLogLikelihood,
    bic: deviance + parameterCount * Math.log(rows),
    aic: deviance + 2 * parameterCount,
    converged,
    collapsed,
    error: null,
  }
}

/** The table row of a shape that could not be fitted. */
export function describeFailure({ components, covarianceType }: Shape, columns: number, error: string): Candidate {
  return {
    components,
    covarianceType,
    parameterCount: parameterCount({ components, covarianceType }, columns),
    meanLogLikelihood: null,
    bic: null,
    aic: null,
    converged: false,
    collapsed: false,
    error,
  }
}

/** Sorts sound fits by BIC (best first), then collapsed fits by BIC. Failures come last, in their order. */
export function ranked(results: readonly SearchResult[]): SearchResult[] {
  return [...results].sort(
    (left, right) => standing(left) - standing(right) || (left.row.bic ?? 0) - (right.row.bic ?? 0),
  )
}

function standing({ fit }: SearchResult): number {
  if (!fit) return 2
  return fit.collapsed ? 1 : 0
}

/** Number of free parameters of a shape that has no model: K - 1 weights, K D means, and the covariances. */
function parameterCount({ components, covarianceType }: Shape, columns: number): number {
  const full = (columns * (columns + 1)) / 2
  const covariances = {
    full: components * full,
    tied: full,
    diag: components * columns,
    spherical: components,
  }[covarianceType]
  return components - 1 + components * columns + covariances
}

