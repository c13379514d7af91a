import { copyRow, kMeansPlusPlus } from '../clustering/kMeansPlusPlus.js'
import { kMeans } from '../clustering/kMeans.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { Matrix } from '../matrix/matrix.js'
import type { Random } from '../random/random.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from './parameters.js'

/** How the centres of a start are found; each row then joins its nearest centre. */
export type StartMethod = 'k-means++' | 'k-means' | 'random'

export const startMethods: readonly StartMethod[] = ['k-means++', 'k-means', 'random']

/** Rows that starts are made from: more would not improve a start, only delay it. */
export const startRows = (components: number): number => Math.max(20_000, 200 * components)

const sphericalTypes: readonly CovarianceType[] = ['spherical', 'VII', 'EII']

export interface StartOptions {
  readonly method: StartMethod
  readonly components: number
  readonly covarianceType: CovarianceType
  /** [D, D] as in the M-step. */
  readonly regularization: Float64Array
  readonly random: Random
  readonly signal?: AbortSignal | undefined
}

/**
 * A mixture to start EM from: centres by `method`, rows assigned to the nearest, one M-step.
 *
 * Distances are taken in units of each column's standard deviation, so that a start does not depend
 * on the units of the columns; for spherical structures, which tie the columns' units together, as they are.
 *
 * @param rows [M, D] drawn from the source.
 */
export async function createStart(rows: Matrix, options: StartOptions): Promise<MixtureParameters> {
  const { method, components, covarianceType, regularization, random, signal } = options
  const scaled = sphericalTypes.includes(covarianceType) ? rows : standardized(rows)
  const centres = method === 'random' ? randomRows(scaled, components, random) : undefined
  const labels =
    method === 'k-means'
      ? await kMeansLabels(scaled, { components, random, signal })
      : nearestLabels(scaled, centres ?? kMeansPlusPlus(scaled, components, random))
  const statistics = statisticsOfLabels(rows, labels, { components, covarianceType })
  return mStep(statistics, { covarianceType, regularization })
}

async function kMeansLabels(
  rows: Matrix,
  { components, random, signal }: { components: number; random: Random; signal?: AbortSignal | undefined },
): Promise<Int32Array> {
  const seed = random.integer(2 ** 32)
  const fit = await kMeans(rows, { clusters: components, starts: 1, seed, maxIterations: 100, ...(signal && { signal }) })
  return fit.labels
}

function randomRows(rows: Matrix, components: number, random: Random): Float64Array {
  const centres = new Float64Array(components * rows.columns)
  const chosen = new Set<number>()
  while (chosen.size < components) {
    const row = random.integer(rows.rows)
    if (chosen.has(row)) continue
    copyRow(rows, row, centres, chosen.size)
    chosen.add(row)
  }
  return centres
}

/** [M] index of the nearest centre, the lowest of equals. */
function nearestLabels({ data, rows, columns }: Matrix, centres: Float64Array): Int32Array {
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    let nearest = Infinity
    for (let k = 0; k * columns < centres.length; k++) {
      let distance = 0
      for (let i = 0; i < columns; i++) distance += (data[row * columns + i]! - centres[k * columns + i]!) ** 2
      if (distance < nearest) {
        nearest = distance
        labels[row] = k
      }
    }
  }
  return labels
}

/** Statistics of hard assignments, in two passes: about each label's own mean. */
function statisticsOfLabels(
  { data, rows, columns }: Matrix,
  labels: Int32Array,
  { components, covarianceType }: { components: number; covarianceType: CovarianceType },
): SufficientStatistics {
  const { scatter } = covarianceStructure(covarianceType).layout
  const counts = new Float64Array(components)
  const centres = new Float64Array(components * columns)
  for (let row = 0; row < rows; row++) {
    const k = labels[row]!
    counts[k]!++
    for (let i = 0; i < columns; i++) {
      centres[k * columns + i]! += (data[row * columns + i]! - centres[k * columns + i]!) / counts[k]!
    }
  }
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  for (let row = 0; row < rows; row++) {
    const k = labels[row]!
    for (let i = 0; i < columns; i++) {
      const deviation = data[row * columns + i]! - centres[k * columns + i]!
      if (scatter === 'diagonal') {
        scatters[k * columns + i]! += deviation ** 2
        continue
      }
      for (let j = 0; j <= i; j++) {
        scatters[(k * columns + i) * columns + j]! += deviation * (data[row * columns + j]! - centres[k * columns + j]!)
      }
    }
  }
  const sums = new Float64Array(components * columns)
  return { scatter, components, columns, rows, logLikelihood: NaN, centres, counts, sums, scatters }
}

/** Each column less its mean, over its standard deviation; a column without variation becomes zeros. */
function standardized({ data, rows, columns }: Matrix): Matrix {
  const scaled = new Float64Array(rows * columns)
  for (let i = 0; i < columns; i++) {
    let mean = 0
    for (let row = 0; row < rows; row++) mean += (data[row * columns + i]! - mean) / (row + 1)
    let squares = 0
    for (let row = 0; row < rows; row++) squares += (data[row * columns + i]! - mean) ** 2
    const deviation = Math.sqrt(squares / rows) || 1
    for (let row = 0; row < rows; row++) scaled[row * columns + i] = (data[row * columns + i]! - mean) / deviation
  }
  return { data: scaled, rows, columns }
}
