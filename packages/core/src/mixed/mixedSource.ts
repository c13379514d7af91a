import { drawRowNumbers } from '@mixtura/numerics'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { KernelName } from '../kernels/kernels.js'
import type { MixtureParameters } from '../model/parameters.js'
import { accumulateCodedSegments, codedThreadCount, sharedCodedRows, type CodedStatistics } from '../statistics/accumulateCodedSegments.js'
import type { BlockPosterior } from '../statistics/codedPass.js'
import { createPassMemory, type PassMemory } from '../statistics/completeSource.js'
import { accumulateObserved, withColumnMeans } from '../statistics/missingCellsSource.js'
import { knowledgeOf, type RowKnowledge } from '../statistics/rowKnowledge.js'
import { takeRows } from '../statistics/takeRows.js'
import type { StatisticsRequest, StatisticsSource } from '../statistics/statisticsSource.js'
import { mergeStatistics, type SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { shareNumbers } from '../threads/shareNumbers.js'
import { codedFamilies } from './columnFamilies.js'
import type { CodedRows } from './codedRows.js'
import type { MixedColumnDescription } from './mixedColumns.js'
import { noNumbers, type MixedIterate } from './mixedParameters.js'
import { distinctRowsOf, patternRows, type PatternRows } from './patternRows.js'
import { valueTables } from './valueTables.js'

/** A source whose E-step also counts the values of the columns that are not numbers. `accumulate` takes only a `MixedIterate`. */
export interface MixedSource extends StatisticsSource {
  accumulate(model: MixtureParameters, request: StatisticsRequest): Promise<CodedStatistics>
  /** The same with class probabilities of each row in place of the weights. */
  accumulateRows(model: MixtureParameters, request: StatisticsRequest, rows: RowPriors): Promise<CodedStatistics>
}

/** Class probabilities of each row, and what hears the posterior ones. */
export interface RowPriors {
  /** [N, K] ln p(k | row) */
  readonly logPriors: Float64Array
  /** [N, K] receives the responsibilities, times the weights of the rows. */
  readonly responsibilities: Float64Array
}

interface PartOptions {
  readonly request: StatisticsRequest
  readonly logProbabilities: Float64Array
  readonly logWeights: Float64Array
  readonly priors: RowPriors | undefined
}

/**
 * The statistics of a table in memory, additive over its rows. Missing cells are exact in every column: a missing category or count
 * contributes no factor and is not counted, and missing numbers are completed by their expectation (`accumulateObserved`).
 *
 * A table without numbers keeps each distinct row once, with the weight of all its copies.
 *
 * @param knowledge weights and label priors of the rows.
 */
export async function mixedSource(
  table: CodedRows,
  { columns, components, knowledge, kernels, threads, passMemory, turnMilliseconds, keepsRows = false }: {
    readonly columns: readonly MixedColumnDescription[]
    readonly components: number
    readonly knowledge: RowKnowledge
    readonly kernels?: KernelName | undefined
    /** By default, the number that the host runs at once, if a pass is long enough. `accumulateRows` uses this thread alone. */
    readonly threads?: number | undefined
    /** As in `PassSharing`. */
    readonly passMemory?: PassMemory | undefined
    readonly turnMilliseconds?: number | undefined
    /** Whether rows stay apart for `accumulateRows`, even if they are equal. */
    readonly keepsRows?: boolean | undefined
  },
): Promise<MixedSource> {
  const { rows, numbers } = table
  const families = codedFamilies(columns, components)
  const memory = passMemory ?? (await createPassMemory(kernels))
  const parts = numbers.columns === 0 && !keepsRows ? [distinctRowsOf(table, knowledge, components)] : [...patternRows(table, knowledge, components)]
  const isWhole = parts.length === 1 && parts[0].observed.length === numbers.columns && numbers.columns > 0

  const accumulatePart = (at: number, gaussians: MixtureParameters, { request, logProbabilities, priors, logWeights }: PartOptions): Promise<CodedStatistics> => {
    const part = parts[at]
    if (priors) return accumulateCodedSegments(memory, withRowPriors(part, priors, logWeights), gaussians, {
      logProbabilities, request, threads: 1, onBlock: posterior => keepPosterior(priors, posterior, part, components),
    })
    const threadCount = codedThreadCount(part, { ...gaussians, scatter: request.scatter, threads })
    if (threadCount > 1) parts[at] = sharedCodedRows(part)
    return accumulateCodedSegments(memory, parts[at], gaussians, { logProbabilities: threadCount > 1 ? shareNumbers(logProbabilities) : logProbabilities, request, threads: threadCount, turnMilliseconds })
  }

  const pass = async (model: MixtureParameters, request: StatisticsRequest, priors?: RowPriors): Promise<CodedStatistics> => {
    const iterate = model as MixedIterate
    const options = { logProbabilities: valueTables(families, table.coded, iterate.columnParameters), priors, logWeights: iterate.weights.map(Math.log) }
    if (isWhole) return accumulatePart(0, iterate, { ...options, request })
    const { scatter, signal } = request
    const statistics: SufficientStatistics[] = []
    const observed = parts.flatMap(({ observed: own, rows: ownRows, weight }, at) => own.length === 0 ? [] : [{
      observed: own, rows: ownRows, weight,
      source: { accumulate: (marginal: MixtureParameters, asked: StatisticsRequest) => accumulatePart(at, marginal, { ...options, request: asked }) },
    }])
    if (observed.length > 0) statistics.push(await accumulateObserved(observed, iterate, { scatter, signal }))
    for (const [at, part] of parts.entries()) {
      if (part.observed.length === 0) statistics.push(withUnobserved(await accumulatePart(at, { ...iterate, ...noNumbers }, { ...options, request: { scatter: 'diagonal', signal } }), iterate, scatter))
    }
    // The parts are added in a fixed order, so that every pass gives the same bits.
    return { ...(statistics.reduce(mergeStatistics) as CodedStatistics), rows }
  }

  return {
    rows,
    columns: numbers.columns,
    projects: isWhole,
    accumulate: (model, request) => pass(model, request),
    accumulateRows: pass,

    draw: async (count, random) => {
      const drawn = drawRowNumbers(rows, count, random)
      return { samples: withColumnMeans(takeRows(numbers, drawn)), ...knowledgeOf(knowledge, drawn) }
    },
  }
}

/** The statistics of rows without any number under a mixture that has numbers, which are completed by their expectation: sums of 0, and scatters N_k Σ_k. */
function withUnobserved(statistics: CodedStatistics, { components, columns, means, covariances, covarianceType }: MixedIterate, scatter: StatisticsRequest['scatter']): CodedStatistics {
  const { counts } = statistics
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  if (columns > 0) {
    const { layout } = covarianceStructure(covarianceType)
    for (let k = 0; k < components; k++) {
      const covariance = scatter === 'full' ? expandCovariance(layout, covariances, { component: k, columns }) : layout.variances(covariances, k, columns)
      scatters.set(covariance.map(value => counts[k] * value), k * covariance.length)
    }
  }
  return { ...statistics, scatter, columns, centres: means, sums: new Float64Array(components * columns), scatters }
}

/** The rows with their priors. The pass adds the logarithms of the weights, which these take the place of. */
function withRowPriors(part: PatternRows, { logPriors }: RowPriors, logWeights: Float64Array): PatternRows {
  const components = logWeights.length
  const own = new Float64Array(part.rows * components)
  for (let at = 0; at < part.rows; at++) {
    const row = part.numbersOfRows ? part.numbersOfRows[at] : at
    for (let k = 0; k < components; k++) own[at * components + k] = logPriors[row * components + k] - logWeights[k]
  }
  return { ...part, logPriors: own }
}

function keepPosterior({ responsibilities }: RowPriors, posterior: BlockPosterior, { numbersOfRows }: PatternRows, components: number): void {
  const stride = posterior.responsibilities.length / components
  for (let b = 0; b < posterior.count; b++) {
    const row = numbersOfRows ? numbersOfRows[posterior.from + b] : posterior.from + b
    for (let k = 0; k < components; k++) responsibilities[row * components + k] = posterior.responsibilities[k * stride + b]
  }
}
