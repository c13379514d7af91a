import { columnMeans, type Matrix, type Random } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure, isSpherical } from '../covariance/structures.js'
import { hierarchicalStart } from '../hierarchy/hierarchicalStart.js'
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool, type WorkspacePool } from '../kernels/workspacePool.js'
import { coordinatesAlong, invariantCoordinates } from '../em/invariantCoordinates.js'
import { firstMStep } from '../em/firstMStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import { structureScales, type StructureScales } from '../em/structureScale.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { chooseCentres, knownCentres, nearestLabels, type CentreMethod } from './centres.js'
import { quantileLabels } from './quantileLabels.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'

/** How a start is made: from centres, by cutting a tree of model-based agglomeration, or by cutting at quantiles. */
export type StartMethod = CentreMethod | 'hierarchical' | 'quantiles'

export const startMethods: readonly StartMethod[] = ['k-means++', 'k-means', 'random', 'hierarchical', 'quantiles']

/** Whether all starts would be the same: of a mixture or an assignment, or by a method without chance. */
export function isOnlyStart(initialize: StartMethod | object): boolean {
  return typeof initialize === 'object' || initialize === 'hierarchical' || initialize === 'quantiles'
}

/**
 * Rows that starts are made from: more would hardly improve a start, only delay it. mclust takes 2,000 as well; many
 * components or columns need more of them.
 */
export function startRows({ components, columns }: { readonly components: number; readonly columns: number }): number {
  return Math.max(2_000, 100 * components, 4 * components * columns)
}

export interface StartOptions {
  readonly method: StartMethod
  readonly components: number
  readonly covarianceType: CovarianceType
  /** As in the M-step. */
  readonly regularization: Float64Array
  /** Of the rows that starts are made from. */
  readonly scales?: StructureScales | undefined
  readonly kernels?: KernelName | undefined
  readonly signal?: AbortSignal | undefined
}

/** Starts from the same rows. */
export interface PreparedStarts {
  /**
   * How many kinds of starts there are. Each finds clusters that others are blind to, so that starts of one kind that come to the same
   * end prove less than starts of two.
   */
  readonly kinds: number
  /** @param kind 0-based; counted on from 0 again. */
  readonly create: (random: Random, kind: number) => Promise<PreparedStart>
  /** To be called once no more starts will be made: their memory then serves the next fit. */
  readonly release: () => void
}

export interface PreparedStart {
  readonly parameters: MixtureParameters
  /** Whether wide gaps part the rows into just the clusters that it was made of: then it needs no other start beside it. */
  readonly isParted: () => boolean
}

/**
 * Starts from the same rows: these get labels by `method`, and one M-step makes a mixture of them.
 *
 * Distances are taken in units of each column's own scale of structure, so that a start depends neither on the units of the columns
 * nor on how far apart clusters lie; for spherical structures, which tie the columns' units together, as they are. Thin clusters side by
 * side along a direction that is no column are told apart only in invariant coordinates: starts from centres take some of these
 * for their second kind, those of least kurtosis, and all for their third.
 *
 * @param rows [M, D] drawn from the source.
 */
export function prepareStarts(rows: DrawnRows, options: StartOptions): PreparedStarts {
  const { method, components, covarianceType, regularization, scales = structureScales(rows) } = options
  const { columns } = rows.samples
  const hasOneVariance = isSpherical(covarianceType)
  let means: Float64Array | undefined
  const meansOnce = (): Float64Array => (means ??= columnMeans(rows.samples))
  const scaled = { ...rows, samples: hasOneVariance ? rows.samples : inUnitsOfStructure(rows.samples, meansOnce(), scales) }
  const hasKinds = !hasOneVariance && isFromCentres(method) && whitenable(rows.samples)
  let turned: Matrix | undefined
  const turnedRows = (): Matrix => (turned ??= inInvariantCoordinates(rows.samples, meansOnce(), scales) ?? scaled.samples)
  const views: readonly ((random: Random) => DrawnRows)[] = [
    () => scaled,
    random => ({ ...rows, samples: someColumns(turnedRows(), components - 1, random) }),
    () => ({ ...rows, samples: turnedRows() }),
  ]
  // Of many columns a workspace takes longer to open than to use.
  let workspaces: WorkspacePool | undefined
  const kinds = hasKinds ? views.length : 1
  return {
    kinds,
    create: async (random, kind) => {
      workspaces ??= createWorkspacePool(await openKernels(options.kernels))
      const labels = await startLabels(rows, views[kind % kinds](random), { ...options, random, workspaces })
      return {
        parameters: await firstMStep(request => statisticsOfLabels(rows, labels, { components, ...request }), { covarianceType, columns, regularization }),
        isParted: () => scales.parts(labels, { clusters: components, scatter: covarianceStructure(covarianceType).layout.scatter }),
      }
    },
    release() {
      if (!hasOneVariance) giveSpare(scaled.samples.data)
    },
  }
}

/** One such start, of the first kind. */
export async function createStart(rows: DrawnRows, random: Random, options: StartOptions): Promise<MixtureParameters> {
  return (await prepareStarts(rows, options).create(random, 0)).parameters
}

const isFromCentres = (method: StartMethod): method is CentreMethod => method !== 'hierarchical' && method !== 'quantiles'

/** Columns up to which whitening takes less time than a few iterations; of one column it changes nothing. */
const maxWhitenedColumns = 128
const whitenable = ({ rows, columns }: Matrix): boolean => columns > 1 && columns <= maxWhitenedColumns && rows > 2 * columns

async function startLabels(
  rows: DrawnRows,
  scaled: DrawnRows,
  { method, components, kernels, random, workspaces, signal }: StartOptions & { readonly random: Random; readonly workspaces: WorkspacePool },
): Promise<Int32Array> {
  const { labelPriors } = rows
  if (method === 'hierarchical' || method === 'quantiles') {
    const treeOptions = { seed: random.integer(2 ** 32), ...(rows.weights && { sampleWeights: rows.weights }), ...(signal && { signal }) }
    const labels =
      method === 'quantiles' ? quantileLabels(scaled, components) : await hierarchicalStart(rows.samples, { components, ...treeOptions })
    if (!labelPriors) return labels
    return labelsAsKnown(scaled.samples, labelPriors, statisticsOfLabels(scaled, labels, { components, scatter: 'diagonal' }).centres)
  }
  const { centres, labels } = await chooseCentres(scaled, { method, components, kernels, workspaces, random, signal })
  return labelPriors ? labelsAsKnown(scaled.samples, labelPriors, centres) : labels
}

/** [M] component that a row is known to have, or else the nearest centre once these are settled by what is known. */
function labelsAsKnown(samples: Matrix, labelPriors: Matrix, centres: Float64Array): Int32Array {
  const settled = knownCentres(samples, labelPriors, centres)
  return nearestLabels(samples, settled.centres).map((label, row) => (settled.known[row] < 0 ? label : settled.known[row]))
}

/** What scaled rows of a fit lay in that has ended, up to 256 KiB: fresh memory takes longer to get than these take to fill. */
let spare: Float64Array | undefined
const mostSpare = 2 ** 15

/** Taken out, so that fits that overlap in time never share it. */
function takeSpare(length: number): Float64Array {
  const taken = spare?.length === length ? spare : new Float64Array(length)
  spare = undefined
  return taken
}

function giveSpare(data: Matrix['data']): void {
  if (data instanceof Float64Array && data.length <= mostSpare) spare = data
}

/** Each column less its mean, in units of the structure's scale; a column without variation becomes zeros. */
function inUnitsOfStructure(samples: Matrix, means: Float64Array, scales: StructureScales): Matrix {
  const { rows, columns } = samples
  const deviations = scales.scale('diagonal').map(variance => Math.sqrt(variance) || 1)
  const data = takeSpare(samples.data.length)
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++, at++) data[at] = (samples.data[at] - means[i]) / deviations[i]
  }
  return { ...samples, data }
}

/** Rows by their invariant coordinates under the scale of the structure; undefined where that is singular. */
function inInvariantCoordinates(samples: Matrix, means: Float64Array, scales: StructureScales): Matrix | undefined {
  const directions = invariantCoordinates(samples, means, scales.scale('full'))
  return directions && coordinatesAlong(samples, directions, means)
}

/** The last 1 to `most` columns: the coordinates of least kurtosis. */
function someColumns({ data, rows, columns }: Matrix, most: number, random: Random): Matrix {
  const kept = 1 + random.integer(Math.max(1, Math.min(most, columns)))
  const some = new Float64Array(rows * kept)
  for (let row = 0, to = 0; row < rows; row++) {
    for (let at = (row + 1) * columns - kept; at < (row + 1) * columns; at++, to++) some[to] = data[at]
  }
  return { data: some, rows, columns: kept }
}
