import { createRandom, diagonalOf } from '@mixtura/numerics'
import type { ProjectedEstimate } from './covarianceStructure.js'
import type { FactorModel } from './factorModel.js'
import { searchDirections, type ProjectedScatter } from './projectedFactors.js'
import { projectedStep } from './projectedStep.js'
import { requirePositive } from './scatterMatrices.js'
import { factorModelOf, packFactors } from './storedFactors.js'

/** With fewer columns, whole scatters are not more expensive than their projections, and M-steps with them are exact. */
const minColumns = 24
/** Minimum of columns per factor, so that the directions are few compared with the columns. */
const minColumnsPerFactor = 6
/** Maximum number of rounds without a start, and from the last iterate; the latter is small, because EM calls again with better moments. */
const [maxFirstRounds, maxFurtherRounds] = [60, 6]
/** The search has converged if a round gains less than this, nats per sample. */
const gainTolerance = 1e-9

/**
 * Mixtures of factor analysers in many columns. A pass costs O(N D q) and an M-step O(D q²): instead of a whole scatter, a pass
 * computes its diagonal and its products with 3 q directions. The M-step makes one conditional step instead of searching the
 * maximum: it takes the best loadings in the span of the directions, and updates Ψ by EM (see projectedStep). The likelihood
 * never falls, and the choice of directions makes up for the single step.
 *
 * @see Zhao & Yu, Fast ML estimation for the mixture of factor analyzers via an ECM algorithm (2008).
 */
export function wideFactors(factors: number): ProjectedEstimate {
  return {
    applies: columns => columns >= Math.max(minColumns, minColumnsPerFactor * factors),

    begin: (variances, { components, columns }) =>
      concatenated(components, k => packFactors(initialModel(variances.slice(k * columns, (k + 1) * columns), { factors, component: k }))),

    directions(covariances, { components, columns, before }) {
      const each = Array.from({ length: components }, (_, component) => {
        const at = { component, columns, factors }
        const last = before && { loadings: factorModelOf(before.covariances, at).loadings, scatter: scatterOf(before, component, components) }
        return searchDirections(factorModelOf(covariances, at), last)
      })
      const widest = each.reduce((most, { length }) => Math.max(most, length / columns), 0)
      return concatenated(components, k => padded(each[k], columns, widest))
    },

    estimate: (moments, previous) =>
      concatenated(moments.components, component => {
        const { components, columns, counts, scatters, floor } = moments
        const { directions, projections } = scatterOf(moments, component, components)
        const own = scatters.subarray(component * columns, (component + 1) * columns)
        const covariance = {
          directions,
          projections: divided(projections, counts[component]),
          variances: divided(own, counts[component]),
        }
        const { noiseVariances } = factorModelOf(previous, { component, columns, factors })
        return packFactors(projectedStep(covariance, { noiseVariances, factors, floor, component }).model)
      }),
  }
}

/** Repeats the same steps for a whole covariance until they converge. O(D² q) per round. */
export function searchFactors(
  covariance: Float64Array,
  columns: number,
  { factors, start, floor, component }: {
    readonly factors: number
    /** The search continues from it. */
    readonly start?: FactorModel | undefined
    /** [D] */
    readonly floor?: Float64Array | undefined
    readonly component: number
  },
): FactorModel {
  const variances = diagonalOf(covariance, columns)
  let model = start ?? initialModel(variances, { factors, component })
  let before: Parameters<typeof searchDirections>[1]
  let last = Infinity
  for (let round = 0; round < (start ? maxFurtherRounds : maxFirstRounds); round++) {
    const directions = searchDirections(model, before)
    const projections = product(covariance, directions, columns)
    const step = projectedStep({ directions, projections, variances }, { noiseVariances: model.noiseVariances, factors, floor, component })
    before = { loadings: model.loadings, scatter: { directions, projections } }
    model = step.model
    if (last - step.deviance < 2 * gainTolerance) break
    last = step.deviance
  }
  return model
}

/** The noise is the whole variance of each column, and the loadings have random directions, which the first pass replaces. */
function initialModel(
  variances: Float64Array,
  { factors, component }: { readonly factors: number; readonly component: number },
): FactorModel {
  requirePositive(variances, component)
  const random = createRandom(0)
  const loadings = Float64Array.from({ length: variances.length * factors }, (_, at) =>
    random.normal() * Math.sqrt(variances[Math.floor(at / factors)]))
  return { loadings, noiseVariances: variances }
}

function scatterOf({ directions, projections }: ProjectedScatter, component: number, components: number): ProjectedScatter {
  const size = directions.length / components
  return {
    directions: directions.subarray(component * size, (component + 1) * size),
    projections: projections.subarray(component * size, (component + 1) * size),
  }
}

/** [K, …] the arrays of all components, which have the same length, one after the other. */
function concatenated(components: number, arrayOf: (component: number) => Float64Array): Float64Array {
  const arrays = Array.from({ length: components }, (_, component) => arrayOf(component))
  const size = arrays[0].length
  const all = new Float64Array(components * size)
  arrays.forEach((array, k) => all.set(array, k * size))
  return all
}

function divided(values: Float64Array, divisor: number): Float64Array {
  const quotients = new Float64Array(values.length)
  for (let at = 0; at < values.length; at++) quotients[at] = values[at] / divisor
  return quotients
}

/** [D, width] the directions, padded with zeros to the width of the component that has most. */
function padded(directions: Float64Array, columns: number, width: number): Float64Array {
  const own = directions.length / columns
  if (own === width) return directions
  const all = new Float64Array(columns * width)
  for (let i = 0; i < columns; i++) all.set(directions.subarray(i * own, (i + 1) * own), i * width)
  return all
}

/** [D, m] S V */
function product(covariance: Float64Array, directions: Float64Array, columns: number): Float64Array {
  const width = directions.length / columns
  const result = new Float64Array(directions.length)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      const value = covariance[i * columns + j]
      for (let m = 0; m < width; m++) result[i * width + m] += value * directions[j * width + m]
    }
  }
  return result
}
