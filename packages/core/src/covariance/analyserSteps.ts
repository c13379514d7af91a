import { DegenerateCovarianceError } from '@mixtura/numerics'
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import type { CovarianceType, ProjectedEstimate, ProjectedIterate, ProjectedMoments } from './covarianceStructure.js'
import { smallestShare, requireNoise } from './requireNoise.js'
import { firstNotPositive, lowerTo, quotients, scaleRow } from './rowVectors.js'
import { factorRowsOf } from './storedFactors.js'
import { covarianceStructure } from './structures.js'

/** Moments of an M-step whose projections are about the old means. */
export interface UncentredMoments extends ProjectedMoments {
  /** [K, D] sums of the rows about the old means. */
  readonly sums: Float64Array
  /** [D] regularisation, which the scatters already contain. */
  readonly floor: Float64Array
}

/** The steps of factor analysers in many columns between two passes, computed by kernels. */
export interface AnalyserSteps extends Pick<ProjectedEstimate, 'directions'> {
  estimate(moments: UncentredMoments, previous: Float64Array): Float64Array
}

/** The kernels for one fit; undefined for other structures, for few columns, and without WASM: then `wideFactors` is used. */
export async function openAnalyserSteps(name: KernelName | undefined, { covarianceType, columns }: {
  readonly covarianceType: CovarianceType
  readonly columns: number
}): Promise<AnalyserSteps | undefined> {
  if (typeof covarianceType === 'string' || !covarianceStructure(covarianceType).projected?.applies(columns)) return undefined
  const { factors } = covarianceType
  const open = await openKernels(name)
  const { wide, workspace } = await open({ scatter: 'diagonal', factor: 'diagonal', columns, components: 1, stepFactors: factors })
  if (!wide) return undefined
  const size = columns * (factors + 1)
  const part = (values: Float64Array, length: number, component: number): Float64Array => values.subarray(component * length, (component + 1) * length)
  const loadEarlier = ({ directions, projections }: Pick<ProjectedIterate, 'directions' | 'projections'>, length: number, component: number): number => {
    workspace.earlierDirections.set(part(directions, length, component))
    workspace.earlierProjections.set(part(projections, length, component))
    return length / columns
  }
  /** Directions of all components, each with room for the most that one can have: kept, because new pages cost more than the search. */
  let found = new Float64Array(0)
  return {
    directions(covariances, { components, before }) {
      const room = workspace.stepDirections.length
      if (found.length < components * room) found = new Float64Array(components * room)
      const lengths = Array.from({ length: components }, (_, component) => {
        workspace.stepCovariance.set(part(covariances, size, component))
        if (before) workspace.earlierCovariance.set(part(before.covariances, size, component))
        const length = columns * wide.searchDirections(before ? loadEarlier(before, before.directions.length / components, component) : 0)
        found.set(workspace.stepDirections.subarray(0, length), component * room)
        return length
      })
      const longest = Math.max(...lengths)
      const all = new Float64Array(components * longest)
      lengths.forEach((length, component) => all.set(found.subarray(component * room, component * room + length), component * longest))
      return all
    },

    estimate({ components, counts, sums, scatters, floor, directions, projections }, previous) {
      const stored = new Float64Array(components * size)
      workspace.noiseFloor.set(floor)
      for (let component = 0; component < components; component++) {
        const scatter = part(scatters, columns, component)
        const constant = firstNotPositive(scatter)
        if (constant >= 0) throw new DegenerateCovarianceError(component, scatter[constant] / counts[component], constant)
        workspace.stepCovariance.set(part(previous, size, component))
        workspace.counts[0] = counts[component]
        workspace.sums.set(part(sums, columns, component))
        workspace.scatters.set(scatter)
        const noiseless = wide.stepAnalyser(loadEarlier({ directions, projections }, directions.length / components, component))
        stored.set(workspace.stepCovariance, component * size)
        if (noiseless < 2) continue
        const smallest = quotients(scatter, counts[component])
        scaleRow(smallest, 0, smallestShare, columns)
        lowerTo(smallest, factorRowsOf(previous, { component, columns, factors }).noiseVariances)
        requireNoise(factorRowsOf(stored, { component, columns, factors }), smallest, component)
      }
      return stored
    },
  }
}
