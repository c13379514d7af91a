import { columnMeans, type Matrix, type Random } from '@mixtura/numerics'
import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { addRow } from '../covariance/rowVectors.js'
import { covarianceStructure, isSpherical } from '../covariance/structures.js'
import { openSeedingMemory, seedingShape, type SeedingMemory } from '../clustering/kMeansPlusPlus.js'
import type { KernelName } from '../kernels/kernels.js'
import { blockRows } from '../kernels/workspace.js'
import type { WorkspacePool } from '../kernels/workspacePool.js'
import { coordinatesAlong, invariantCoordinates } from '../em/invariantCoordinates.js'
import { firstMStep } from '../em/firstMStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import { structureScales, type StructureScales } from '../em/structureScale.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { chooseCentres, knownCentres, nearestLabels, type CentreMethod } from './centres.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'
import { minWideColumns, statisticsOfWideLabels } from '../statistics/statisticsOfWideLabels.js'

/** Method that makes a start: from centres, from a tree of model-based agglomeration, or by cuts at quantiles. */
export type StartMethod = CentreMethod | 'hierarchical' | 'quantiles'

export const startMethods: readonly StartMethod[] = ['k-means++', 'k-means', 'random', 'hierarchical', 'quantiles']

/** Whether all starts would be equal: from a given mixture or assignment, or by a method without randomness. */
export function isOnlyStart(initialize: StartMethod | object): boolean {
  return typeof initialize === 'object' || initialize === 'hierarchical' || initialize === 'quantiles'
}

/**
 * Number of rows that starts are made from. More rows would delay a start but hardly improve it. 2,000 is also mclust's
 * number; many components or columns need more.
 */
export function startRows({ components, columns }: { readonly components: number; readonly columns: number }): number {
  return Math.max(2_000, 100 * components, 4 * components * columns)
}

export interface StartOptions {
  readonly method: StartMethod
  readonly components: number
  readonly covarianceType: CovarianceType
  /** As in `mStep`. */
  readonly regularization: Float64Array
  /** Kernels of the structure, if it has some. */
  readonly steps?: AnalyserSteps | undefined
  /** Scales of the rows that starts are made from. */
  readonly scales?: StructureScales | undefined
  readonly kernels?: KernelName | undefined
  readonly signal?: AbortSignal | undefined
}

/** Starts from the same rows. */
export interface PreparedStarts {
  /**
   * Number of kinds of starts. Each kind may miss clusters that another finds, so agreement between starts of two kinds
   * proves more than agreement within one.
   */
  readonly kinds: number
  /** @param kind 0-based, modulo `kinds`. */
  readonly create: (random: Random, kind: number) => Promise<PreparedStart>
}

export interface PreparedStart {
  readonly parameters: MixtureParameters
  /** Whether wide gaps separate the rows into exactly the clusters of this start; it then needs no other start. */
  readonly isSeparated: () => boolean
}

/**
 * Prepares starts from the same rows. `method` labels the rows, and one M-step turns the labels into a mixture.
 *
 * Each column is divided by the root of its `spread` (StructureScales), so a start depends neither on the units of the
 * columns nor on the distances between clusters. Spherical structures have one unit for all columns, so their columns stay unscaled.
 * Only invariant coordinates separate thin parallel clusters along a direction that is not a column. Starts from centres
 * therefore alternate between three kinds: scaled columns, the invariant coordinates of smallest kurtosis, and all of them.
 *
 * @param rows [M, D] drawn from the source.
 */
export function prepareStarts(rows: DrawnRows, options: StartOptions): PreparedStarts {
  const { method, components, covarianceType, regularization, steps, scales = structureScales(rows) } = options
  const { columns } = rows.samples
  const hasOneVariance = isSpherical(covarianceType)
  let means: Float64Array | undefined
  const meansOnce = (): Float64Array => (means ??= columnMeans(rows.samples))
  let scaled = hasOneVariance ? rows : undefined
  const scaledOnce = async ({ workspaces }: SeedingMemory): Promise<DrawnRows> =>
    (scaled ??= { ...rows, samples: await inUnitsOfStructure(rows.samples, meansOnce(), { scales, components, workspaces }) })
  const hasKinds = !hasOneVariance && isFromCentres(method) && whitenable(rows.samples)
  let invariant: Matrix | undefined
  const invariantRows = (whole: DrawnRows): Matrix => (invariant ??= inInvariantCoordinates(rows.samples, meansOnce(), scales) ?? whole.samples)
  const views: readonly ((whole: DrawnRows, random: Random) => DrawnRows)[] = [
    whole => whole,
    (whole, random) => ({ ...rows, samples: lastColumns(invariantRows(whole), components - 1, random) }),
    whole => ({ ...rows, samples: invariantRows(whole) }),
  ]
  let memory: SeedingMemory | undefined
  const kinds = hasKinds ? views.length : 1
  return {
    kinds,
    create: async (random, kind) => {
      memory ??= await openSeedingMemory(options.kernels)
      const { workspaces } = memory
      const labels = await startLabels(rows, views[kind % kinds](await scaledOnce(memory), random), { ...options, random, memory })
      return {
        parameters: await firstMStep(request => statisticsOfWideLabels(workspaces, rows, labels, { components, ...request }), { covarianceType, columns, regularization, steps }),
        isSeparated: () => scales.parts(labels, { clusters: components, scatter: covarianceStructure(covarianceType).layout.scatter }),
      }
    },
  }
}

/** A single start of the first kind. */
export async function createStart(rows: DrawnRows, random: Random, options: StartOptions): Promise<MixtureParameters> {
  return (await prepareStarts(rows, options).create(random, 0)).parameters
}

const isFromCentres = (method: StartMethod): method is CentreMethod => method !== 'hierarchical' && method !== 'quantiles'

/** With more columns, whitening takes longer than a few iterations. */
const maxWhitenedColumns = 128
const whitenable = ({ rows, columns }: Matrix): boolean => columns > 1 && columns <= maxWhitenedColumns && rows > 2 * columns

async function startLabels(
  rows: DrawnRows,
  scaled: DrawnRows,
  { method, components, kernels, random, memory, signal }: StartOptions & { readonly random: Random; readonly memory: SeedingMemory },
): Promise<Int32Array> {
  const { labelPriors } = rows
  if (method === 'hierarchical' || method === 'quantiles') {
    const treeOptions = { seed: random.integer(2 ** 32), ...(rows.weights && { sampleWeights: rows.weights }), ...(signal && { signal }) }
    const labels =
      method === 'quantiles'
        ? (await import('./quantileLabels.js')).quantileLabels(scaled, components)
        : await (await import('../hierarchy/hierarchicalStart.js')).hierarchicalStart(rows.samples, { components, ...treeOptions })
    if (!labelPriors) return labels
    return labelsByPriors(scaled.samples, labelPriors, statisticsOfLabels(scaled, labels, { components, scatter: 'diagonal' }).centres)
  }
  const { centres, labels } = await chooseCentres(scaled, { method, components, kernels, memory, random, signal })
  return labelPriors ? labelsByPriors(scaled.samples, labelPriors, centres) : labels
}

/** [M] most probable component of a row with unequal priors; for other rows the nearest centre, adapted by `knownCentres`. */
function labelsByPriors(samples: Matrix, labelPriors: Matrix, centres: Float64Array): Int32Array {
  const adapted = knownCentres(samples, labelPriors, centres)
  return nearestLabels(samples, adapted.centres).map((label, row) => (adapted.known[row] < 0 ? label : adapted.known[row]))
}

/** Each column minus its mean, divided by the root of its `spread`; a constant column becomes zeros. */
async function inUnitsOfStructure(
  samples: Matrix,
  means: Float64Array,
  { scales, components, workspaces }: { readonly scales: StructureScales; readonly components: number; readonly workspaces: WorkspacePool },
): Promise<Matrix> {
  const { rows, columns } = samples
  const deviations = scales.spread('diagonal').map(variance => Math.sqrt(variance) || 1)
  const data = new Float64Array(samples.data)
  if (columns >= minWideColumns) {
    const isDone = await workspaces.use(seedingShape(columns, components), ({ wide, workspace }) => {
      workspace.means.set(means)
      workspace.factors.set(deviations)
      for (let from = 0; wide && from < rows; from += blockRows) {
        const block = data.subarray(from * columns, (from + blockRows) * columns)
        workspace.samples.set(block)
        wide.standardizeRows(block.length / columns)
        block.set(workspace.samples.subarray(0, block.length))
      }
      return wide !== undefined
    })
    if (isDone) return { ...samples, data }
  }
  for (let row = 0, at = 0; row < rows; row++) {
    addRow(data, at, -1, means, 0, columns)
    for (let i = 0; i < columns; i++, at++) data[at] /= deviations[i]
  }
  return { ...samples, data }
}

/** Invariant coordinates of the rows relative to their `spread`; undefined if that is singular. */
function inInvariantCoordinates(samples: Matrix, means: Float64Array, scales: StructureScales): Matrix | undefined {
  const directions = invariantCoordinates({ samples }, means, scales.spread('full'))
  return directions && coordinatesAlong(samples, directions, means)
}

/** A random number of the last columns, 1 to `maxKept`: the coordinates of smallest kurtosis. */
function lastColumns({ data, rows, columns }: Matrix, maxKept: number, random: Random): Matrix {
  const kept = 1 + random.integer(Math.max(1, Math.min(maxKept, columns)))
  const some = new Float64Array(rows * kept)
  for (let row = 0, to = 0; row < rows; row++) {
    for (let at = (row + 1) * columns - kept; at < (row + 1) * columns; at++, to++) some[to] = data[at]
  }
  return { data: some, rows, columns: kept }
}
