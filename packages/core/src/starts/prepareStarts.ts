import { covarianceStructure } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { hierarchicalStart } from '../hierarchy/hierarchicalStart.js'
import type { KernelName } from '../kernels/kernels.js'
import { columnMeans, columnVariances } from '../matrix/columnMoments.js'
import type { Matrix } from '../matrix/matrix.js'
import { mStep } from '../mixture/mStep.js'
import type { MixtureParameters } from '../mixture/parameters.js'
import type { Random } from '../random/random.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'
import { chooseCentres, knownCentres, nearestLabels, type CentreMethod } from './centres.js'
import { quantileLabels } from './quantileLabels.js'
import { statisticsOfLabels } from './statisticsOfLabels.js'

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

const sphericalTypes: readonly CovarianceType[] = ['spherical', 'VII', 'EII']

export interface StartOptions {
  readonly method: StartMethod
  readonly components: number
  readonly covarianceType: CovarianceType
  /** [D, D] as in the M-step. */
  readonly regularization: Float64Array
  readonly kernels?: KernelName | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Starts from the same rows: these get labels by `method`, and one M-step makes a mixture of them.
 *
 * Distances are taken in units of each column's standard deviation, so that a start does not depend
 * on the units of the columns; for spherical structures, which tie the columns' units together, as they are.
 *
 * @param rows [M, D] drawn from the source.
 */
export function prepareStarts(rows: DrawnRows, options: StartOptions): (random: Random) => Promise<MixtureParameters> {
  const { components, covarianceType, regularization } = options
  const { scatter } = covarianceStructure(covarianceType).layout
  const scaled = { ...rows, samples: sphericalTypes.includes(covarianceType) ? rows.samples : standardized(rows.samples) }
  return async random => {
    const labels = await startLabels(rows, scaled, { ...options, random })
    const statistics = statisticsOfLabels(rows, labels, { components, scatter })
    return mStep(statistics, { covarianceType, regularization })
  }
}

/** One such start. */
export function createStart(rows: DrawnRows, random: Random, options: StartOptions): Promise<MixtureParameters> {
  return prepareStarts(rows, options)(random)
}

async function startLabels(
  rows: DrawnRows,
  scaled: DrawnRows,
  { method, components, kernels, random, signal }: StartOptions & { readonly random: Random },
): Promise<Int32Array> {
  const { labelPriors } = rows
  if (method === 'hierarchical' || method === 'quantiles') {
    const treeOptions = { seed: random.integer(2 ** 32), ...(rows.weights && { sampleWeights: rows.weights }), ...(signal && { signal }) }
    const labels =
      method === 'quantiles' ? quantileLabels(scaled, components) : await hierarchicalStart(rows.samples, { components, ...treeOptions })
    if (!labelPriors) return labels
    return labelsAsKnown(scaled.samples, labelPriors, statisticsOfLabels(scaled, labels, { components, scatter: 'diagonal' }).centres)
  }
  const { centres, labels } = await chooseCentres(scaled, { method, components, kernels, random, signal })
  return labelPriors ? labelsAsKnown(scaled.samples, labelPriors, centres) : labels
}

/** [M] component that a row is known to have, or else the nearest centre once these are settled by what is known. */
function labelsAsKnown(samples: Matrix, labelPriors: Matrix, centres: Float64Array): Int32Array {
  const settled = knownCentres(samples, labelPriors, centres)
  return nearestLabels(samples, settled.centres).map((label, row) => (settled.known[row] < 0 ? label : settled.known[row]))
}

/** Each column less its mean, over its standard deviation; a column without variation becomes zeros. */
function standardized(samples: Matrix): Matrix {
  const { rows, columns } = samples
  const means = columnMeans(samples)
  const deviations = columnVariances(samples, means).map(variance => Math.sqrt(variance) || 1)
  const data = new Float64Array(rows * columns)
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++, at++) data[at] = (samples.data[at] - means[i]) / deviations[i]
  }
  return { data, rows, columns }
}
