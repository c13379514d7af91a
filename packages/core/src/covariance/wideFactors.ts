import { createRandom, diagonalOf } from '@mixtura/numerics'
import type { ProjectedEstimate } from './covarianceStructure.js'
import { extrapolateFactors, factorCoordinates } from './extrapolateFactors.js'
import { searchDirections, type ProjectedScatter } from './projectedFactors.js'
import { devianceOf, projectedStep } from './projectedStep.js'
import { quotients, rowProduct, scaleColumns } from './rowVectors.js'
import { requirePositive } from './scatterMatrices.js'
import { factorRowsOf, packFactorRows, type FactorRows } from './storedFactors.js'

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
export function wideFactors(factors: number): Omit<ProjectedEstimate, 'applies'> {
  return {
    begin(variances, { components, columns }) {
      // Every start begins with the same numbers. They are drawn anew each time, so that they do not outlive the fit.
      const loadings = randomRows(factors, columns)
      return concatenated(components, component => packFactorRows(initialModel(variances.slice(component * columns, (component + 1) * columns), { loadings, component })))
    },

    directions(covariances, { components, columns, before }) {
      const each = Array.from({ length: components }, (_, component) => {
        const at = { component, columns, factors }
        const last = before && { loadings: factorRowsOf(before.covariances, at).loadings, scatter: scatterOf(before, component, components) }
        return searchDirections(factorRowsOf(covariances, at), last)
      })
      const longest = each.reduce((most, { length }) => Math.max(most, length), 0)
      return concatenated(components, k => padded(each[k], longest))
    },

    estimate: (moments, previous) =>
      concatenated(moments.components, component => {
        const { components, columns, counts, scatters, floor } = moments
        const { directions, projections } = scatterOf(moments, component, components)
        const own = scatters.subarray(component * columns, (component + 1) * columns)
        const covariance = {
          directions,
          projections: quotients(projections, counts[component]),
          variances: quotients(own, counts[component]),
        }
        const { noiseVariances } = factorRowsOf(previous, { component, columns, factors })
        return packFactorRows(projectedStep(covariance, { noiseVariances, factors, floor, component }).model)
      }),

    coordinates: (covariances, shape, like) => factorCoordinates(covariances, { ...shape, factors }, like),
    extrapolate: (steps, options) => extrapolateFactors(steps, { ...options, factors }),
  }
}

/** Repeats the same steps for a whole covariance until they converge. O(D² q) per round. */
export function searchFactors(
  covariance: Float64Array,
  columns: number,
  { factors, start, floor, component }: {
    readonly factors: number
    /** The search continues from it. */
    readonly start?: FactorRows | undefined
    /** [D] */
    readonly floor?: Float64Array | undefined
    readonly component: number
  },
): FactorRows {
  const variances = diagonalOf(covariance, columns)
  let model = start ?? initialModel(variances, { loadings: randomRows(factors, columns), component })
  let before: Parameters<typeof searchDirections>[1]
  let last = Infinity
  for (let round = 0; round < (start ? maxFurtherRounds : maxFirstRounds); round++) {
    const directions = searchDirections(model, before)
    const projections = product(covariance, directions, columns)
    const { noiseVariances } = model
    const moments = { directions, projections, variances }
    const step = projectedStep(moments, { noiseVariances, factors, floor, component })
    before = { loadings: model.loadings, scatter: { directions, projections } }
    model = step.model
    const deviance = devianceOf(step, moments, noiseVariances)
    if (last - deviance < 2 * gainTolerance) break
    last = deviance
  }
  return model
}

/**
 * The noise is the whole variance of each column, and the loadings have random directions, which the first pass replaces.
 *
 * @param loadings [q, D] in standard deviations of the columns.
 */
function initialModel(
  variances: Float64Array,
  { loadings, component }: { readonly loadings: Float64Array; readonly component: number },
): FactorRows {
  requirePositive(variances, component)
  const scaled = loadings.slice()
  scaleColumns(scaled, variances.map(Math.sqrt))
  return { loadings: scaled, noiseVariances: variances }
}

/** [q, D] standard normal numbers, always the same. */
function randomRows(factors: number, columns: number): Float64Array<ArrayBuffer> {
  const random = createRandom(0)
  const rows = new Float64Array(factors * columns)
  for (let i = 0; i < columns; i++) for (let l = 0; l < factors; l++) rows[l * columns + i] = random.normal()
  return rows
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

/** The directions, padded with zeros to the length of those of the component that has most. */
function padded(directions: Float64Array, length: number): Float64Array {
  if (directions.length === length) return directions
  const all = new Float64Array(length)
  all.set(directions)
  return all
}

/** [m, D] (S V)ᵀ */
function product(covariance: Float64Array, directions: Float64Array, columns: number): Float64Array {
  const result = new Float64Array(directions.length)
  for (let at = 0; at < directions.length; at += columns) {
    for (let i = 0; i < columns; i++) result[at + i] = rowProduct(covariance, i * columns, directions, at, columns)
  }
  return result
}
