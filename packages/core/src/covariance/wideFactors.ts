import { createRandom, diagonalOf } from '@mixtura/numerics'
import type { ProjectedEstimate } from './covarianceStructure.js'
import type { FactorModel } from './factorModel.js'
import { projectedStep, searchDirections, type SeenAlong } from './projectedFactors.js'
import { requirePositive } from './scatterMatrices.js'
import { factorModelOf, packFactors } from './storedFactors.js'

/** Columns from which products with scatters are cheaper than scatters: below, these suit the kernels and M-steps are exact. */
const fewestColumns = 24
/** Columns for each factor at least, so that directions are few beside the columns. */
const columnsPerFactor = 6
/** Rounds of a search from nothing, and from the iterate before: EM comes back with better moments. */
const [firstRounds, furtherRounds] = [60, 6]
/** Nats per sample that a round gains where a search ends. */
const arrived = 1e-9

/**
 * Mixtures of factor analysers in many columns, by work of N D q a pass and D q² an M-step: of every scatter, a pass forms
 * the diagonal and the products with 3 q directions alone. The M-step is one conditional step in place of the maximum: the
 * loadings are the best in the span of the directions, and Ψ follows by EM (see projectedStep). The likelihood never falls,
 * and the directions make up for what a single step leaves.
 *
 * @see Zhao & Yu, Fast ML estimation for the mixture of factor analyzers via an ECM algorithm (2008).
 */
export function wideFactors(factors: number): ProjectedEstimate {
  return {
    applies: columns => columns >= Math.max(fewestColumns, columnsPerFactor * factors),

    begin: (variances, { components, columns }) =>
      ofEach(components, k => packFactors(beginning(variances.slice(k * columns, (k + 1) * columns), { factors, component: k }))),

    directions(covariances, { components, columns, before }) {
      const each = Array.from({ length: components }, (_, component) => {
        const at = { component, columns, factors }
        const last = before && { loadings: factorModelOf(before.covariances, at).loadings, seen: seenOf(before, component, components) }
        return searchDirections(factorModelOf(covariances, at), last)
      })
      const widest = each.reduce((most, { length }) => Math.max(most, length / columns), 0)
      return ofEach(components, k => widened(each[k], columns, widest))
    },

    estimate: (moments, previous) =>
      ofEach(moments.components, component => {
        const { components, columns, counts, scatters, floor } = moments
        const { directions, projections } = seenOf(moments, component, components)
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

/** The same steps for a covariance that is known as a whole, as often as they gain something. O(D² q) a round. */
export function searchFactors(
  covariance: Float64Array,
  columns: number,
  { factors, start, floor, component }: {
    readonly factors: number
    /** To search on from. */
    readonly start?: FactorModel | undefined
    /** [D] */
    readonly floor?: Float64Array | undefined
    readonly component: number
  },
): FactorModel {
  const variances = diagonalOf(covariance, columns)
  let model = start ?? beginning(variances, { factors, component })
  let before: Parameters<typeof searchDirections>[1]
  let last = Infinity
  for (let round = 0; round < (start ? furtherRounds : firstRounds); round++) {
    const directions = searchDirections(model, before)
    const projections = product(covariance, directions, columns)
    const step = projectedStep({ directions, projections, variances }, { noiseVariances: model.noiseVariances, factors, floor, component })
    before = { loadings: model.loadings, seen: { directions, projections } }
    model = step.model
    if (last - step.deviance < 2 * arrived) break
    last = step.deviance
  }
  return model
}

/** Noise of all that the columns vary, and loadings of any direction: a pass finds better ones in their place. */
function beginning(
  variances: Float64Array,
  { factors, component }: { readonly factors: number; readonly component: number },
): FactorModel {
  requirePositive(variances, component)
  const random = createRandom(0)
  const loadings = Float64Array.from({ length: variances.length * factors }, (_, at) =>
    random.normal() * Math.sqrt(variances[Math.floor(at / factors)]))
  return { loadings, noiseVariances: variances }
}

function seenOf({ directions, projections }: SeenAlong, component: number, components: number): SeenAlong {
  const size = directions.length / components
  return {
    directions: directions.subarray(component * size, (component + 1) * size),
    projections: projections.subarray(component * size, (component + 1) * size),
  }
}

/** [K, …] of arrays of one length. */
function ofEach(components: number, arrayOf: (component: number) => Float64Array): Float64Array {
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

/** [D, width] the directions, and zeros for those that other components have more. */
function widened(directions: Float64Array, columns: number, width: number): Float64Array {
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
