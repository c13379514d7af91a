import type { Matrix, Random } from '@mixtura/numerics'
import { openSeedingMemory, type SeedingMemory } from '../clustering/kMeansPlusPlus.js'
import { firstMStep } from '../em/firstMStep.js'
import { hierarchicalClustering } from '../hierarchy/hierarchicalClustering.js'
import type { KernelName } from '../kernels/kernels.js'
import { chooseCentres, knownCentres, nearestLabels } from '../starts/centres.js'
import { quantileLabels } from '../starts/quantileLabels.js'
import type { StartMethod } from '../starts/prepareStarts.js'
import { withColumnMeans } from '../statistics/missingCellsSource.js'
import { accumulateFrom } from '../statistics/projections.js'
import type { RowKnowledge } from '../statistics/rowKnowledge.js'
import type { StatisticsRequest } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { CodedRows } from './codedRows.js'
import { columnMStep, type MixedMStepOptions } from './mixedMStep.js'
import type { MixedColumnDescription } from './mixedColumns.js'
import type { MixedIterate } from './mixedParameters.js'
import { startCoordinates } from './startCoordinates.js'
import { countOffsets } from './valueTables.js'

/** Rows that starts are made from, and what is known of them. */
export interface StartRows {
  readonly table: CodedRows
  readonly knowledge: RowKnowledge
}

export interface MixedStartOptions extends MixedMStepOptions {
  readonly columns: readonly MixedColumnDescription[]
  readonly components: number
  /** Column parameters of classes that have the overall distribution: those of a class in which a column is missing in all rows. */
  readonly overall: Float64Array
  readonly kernels?: KernelName | undefined
  readonly signal?: AbortSignal | undefined
}

/** Starts alternate between all columns and a random half of them, which finds classes that differ in few columns. */
export const startKinds = 2
/** Share of the overall distribution in the columns of levels and counts of each kind of start: EM never leaves a probability of 0. */
const overallShares: readonly number[] = [0.25, 0.5]

/** Makes starts from labels of the rows; `method` works on their coordinates (`startCoordinates`). */
export function prepareMixedStarts(
  { table, knowledge }: StartRows,
  method: StartMethod,
  options: MixedStartOptions,
): (random: Random, kind: number) => Promise<MixedIterate> {
  const { columns, components, kernels, signal } = options
  let memory: SeedingMemory | undefined
  let all: Matrix | undefined
  const coordinatesOf = (random: Random, kind: number): Matrix => {
    if (kind % startKinds === 0 || columns.length < 3) return (all ??= startCoordinates(table, columns))
    return startCoordinates(table, columns, someOf(columns.length, random))
  }
  return async (random, kind) => {
    memory ??= await openSeedingMemory(kernels)
    const rows = { samples: coordinatesOf(random.fork(1), kind), weights: knowledge.weights }
    const { labelPriors } = knowledge
    let labels: Int32Array
    if (method === 'hierarchical' || method === 'quantiles') {
      labels = method === 'quantiles' ? quantileLabels(rows, components) : await treeLabels(rows, { components, seed: random.integer(2 ** 32), signal })
    } else {
      const chosen = await chooseCentres(rows, { method, components, kernels, memory, random, signal })
      const adapted = labelPriors && knownCentres(rows.samples, labelPriors, chosen.centres)
      labels = adapted ? nearestLabels(rows.samples, adapted.centres).map((label, row) => (adapted.known[row] < 0 ? label : adapted.known[row])) : chosen.labels
    }
    return startFromShares({ table, knowledge }, oneHot(labels, components), { ...options, overallShare: overallShares[kind % startKinds] })
  }
}

/** Ward's tree of the coordinates, cut at `components` clusters; a cluster per distinct row if there are fewer. */
async function treeLabels(
  { samples, weights }: { readonly samples: Matrix; readonly weights: Float64Array | undefined },
  { components, seed, signal }: { readonly components: number; readonly seed: number; readonly signal: AbortSignal | undefined },
): Promise<Int32Array> {
  const tree = await hierarchicalClustering(samples, { criterion: 'EII', transform: 'none', seed, ...(weights && { sampleWeights: weights }), ...(signal && { signal }) })
  return tree.labelsAt(Math.min(components, tree.maxClusters))
}

/** At least two columns, drawn at random. */
function someOf(count: number, random: Random): ReadonlySet<number> {
  const order = Array.from({ length: count }, (_, i) => i)
  const kept = Math.max(2, Math.ceil(count / 2))
  for (let i = 0; i < kept; i++) {
    const j = i + random.integer(count - i)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return new Set(order.slice(0, kept))
}

function oneHot(labels: Int32Array, components: number): Matrix {
  const data = new Float64Array(labels.length * components)
  labels.forEach((label, row) => (data[row * components + label] = 1))
  return { data, rows: labels.length, columns: components }
}

/**
 * The mixture that one M-step computes from given shares of the rows. Missing numbers take the means of their columns; the first E-step
 * corrects them.
 *
 * @param shares [N, K] not negative; each row is scaled to sum 1.
 * @param options.overallShare share of the overall distribution in the columns of levels and counts; 0 by default.
 */
export async function startFromShares({ table, knowledge }: StartRows, shares: Matrix, options: MixedStartOptions & { readonly overallShare?: number | undefined }): Promise<MixedIterate> {
  const { components, families, coded, covarianceType, regularization, overallShare = 0 } = options
  const responsibilities = normalized(shares, knowledge.weights)
  const { offsets, length } = countOffsets(coded, components)
  const valueCounts = new Float64Array(length)
  const counts = new Float64Array(components)
  for (let row = 0; row < table.rows; row++) {
    for (let k = 0; k < components; k++) counts[k] += responsibilities[row * components + k]
    table.coded.forEach(({ codes }, c) => {
      for (let k = 0; k < components; k++) valueCounts[offsets[c] + codes[row] * components + k] += responsibilities[row * components + k]
    })
  }
  if (overallShare > 0) blendWithOverall(valueCounts, components, overallShare)
  const numbers = table.numbers.columns > 0 ? withColumnMeans(table.numbers) : table.numbers
  const statistics = (request: Pick<StatisticsRequest, 'scatter' | 'directions'>): Promise<SufficientStatistics> => {
    const source = { rows: table.rows, columns: numbers.columns, accumulate: async (_: unknown, asked: StatisticsRequest) => momentsOfShares(numbers, responsibilities, counts, asked), draw: unused }
    // The moments of given shares do not depend on the model.
    return accumulateFrom(source, { components, columns: numbers.columns } as never, request)
  }
  const gaussians = await firstMStep(statistics, { covarianceType, columns: numbers.columns, regularization })
  return { ...gaussians, columnParameters: columnMStep(valueCounts, { families, coded, pseudoCount: options.pseudoCount }, options.overall) }
}

/** Replaces a share of the counts of each class by the counts of all classes, divided equally; the total of each value stays. */
function blendWithOverall(valueCounts: Float64Array, components: number, share: number): void {
  for (let at = 0; at < valueCounts.length; at += components) {
    const own = valueCounts.subarray(at, at + components)
    const mean = own.reduce((sum, count) => sum + count, 0) / components
    for (let k = 0; k < components; k++) own[k] += share * (mean - own[k])
  }
}

const unused = (): never => {
  throw new Error('no rows are drawn from given shares')
}

/** Sums of 0 and scatters about the weighted mean of each class. */
function momentsOfShares({ data, rows, columns }: Matrix, responsibilities: Float64Array, counts: Float64Array, { scatter }: StatisticsRequest): SufficientStatistics {
  const components = counts.length
  const centres = new Float64Array(components * columns)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) {
      const share = responsibilities[row * components + k]
      if (share === 0) continue
      for (let i = 0; i < columns; i++) centres[k * columns + i] += (share / counts[k]) * data[row * columns + i]
    }
  }
  const full = scatter === 'full'
  const scatters = new Float64Array(components * columns * (full ? columns : 1))
  const centred = new Float64Array(columns)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) {
      const share = responsibilities[row * components + k]
      if (share === 0) continue
      for (let i = 0; i < columns; i++) centred[i] = data[row * columns + i] - centres[k * columns + i]
      for (let i = 0; i < columns; i++) {
        if (full) for (let j = 0; j <= i; j++) scatters[(k * columns + i) * columns + j] += share * centred[i] * centred[j]
        else scatters[k * columns + i] += share * centred[i] ** 2
      }
    }
  }
  const totalWeight = counts.reduce((sum, count) => sum + count, 0)
  return { scatter, components, columns, rows, totalWeight, logLikelihood: NaN, centres, counts, sums: new Float64Array(components * columns), scatters }
}

function normalized({ data, rows, columns }: Matrix, weights: Float64Array | undefined): Float64Array {
  const responsibilities = Float64Array.from(data)
  for (let row = 0; row < rows; row++) {
    const own = responsibilities.subarray(row * columns, (row + 1) * columns)
    const total = own.reduce((sum, value) => sum + value, 0)
    for (let k = 0; k < columns; k++) own[k] *= (weights ? weights[row] : 1) / total
  }
  return responsibilities
}
