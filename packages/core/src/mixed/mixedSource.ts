import { createYielder, drawRowNumbers } from '@mixtura/numerics'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { KernelName } from '../kernels/kernels.js'
import type { MixtureParameters } from '../model/parameters.js'
import { createPassMemory } from '../statistics/completeSource.js'
import { accumulateObserved, withColumnMeans } from '../statistics/missingCellsSource.js'
import { loadModel, prepareModel, workspaceShape } from '../statistics/preparedModel.js'
import { knowledgeOf, type RowKnowledge } from '../statistics/rowKnowledge.js'
import { takeRows } from '../statistics/takeRows.js'
import type { StatisticsRequest, StatisticsSource } from '../statistics/statisticsSource.js'
import { mergeStatistics, type SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { codedFamilies } from './columnFamilies.js'
import type { CodedRows } from './codedRows.js'
import type { MixedColumnDescription } from './mixedColumns.js'
import type { MixedIterate } from './mixedParameters.js'
import { countValues, passWithNumbers, passWithoutNumbers, type BlockPosterior } from './mixedPass.js'
import { distinctRowsOf, patternRows, type PatternRows } from './patternRows.js'
import { valueTables } from './valueTables.js'

/** Statistics of the numbers, and how often each value of each other column occurs in each class. */
export interface MixedStatistics extends SufficientStatistics {
  readonly valueCounts: Float64Array
}

/** A source whose E-step also counts the values of the columns that are not numbers. `accumulate` takes only a `MixedIterate`. */
export interface MixedSource extends StatisticsSource {
  accumulate(model: MixtureParameters, request: StatisticsRequest): Promise<MixedStatistics>
  /** The same with class probabilities of each row in place of the weights. */
  accumulateRows(model: MixtureParameters, request: StatisticsRequest, rows: RowPriors): Promise<MixedStatistics>
}

/** Class probabilities of each row, and what hears the posterior ones. */
export interface RowPriors {
  /** [N, K] ln p(k | row) */
  readonly logPriors: Float64Array
  /** [N, K] receives the responsibilities, times the weights of the rows. */
  readonly responsibilities: Float64Array
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
  { columns, components, knowledge, kernels, keepsRows = false }: {
    readonly columns: readonly MixedColumnDescription[]
    readonly components: number
    readonly knowledge: RowKnowledge
    readonly kernels?: KernelName | undefined
    /** Whether rows stay apart for `accumulateRows`, even if they are equal. */
    readonly keepsRows?: boolean | undefined
  },
): Promise<MixedSource> {
  const { rows, numbers } = table
  const families = codedFamilies(columns, components)
  const memory = await createPassMemory(kernels)
  const patterns = numbers.columns === 0 && !keepsRows ? [distinctRowsOf(table, knowledge, components)] : patternRows(table, knowledge, components)
  const whole = patterns.length === 1 && patterns[0].observed.length === numbers.columns && numbers.columns > 0 ? patterns[0] : undefined

  const pass = async (model: MixtureParameters, request: StatisticsRequest, priors?: RowPriors): Promise<MixedStatistics> => {
    const iterate = model as MixedIterate
    const logProbabilities = valueTables(families, table.coded, iterate.columnParameters)
    const shared = { logProbabilities, components, yieldIfDue: createYielder(), signal: request.signal }
    const passNumbers = (part: PatternRows, gaussians: MixtureParameters, asked: StatisticsRequest): Promise<MixedStatistics> => {
      const valueCounts = new Float64Array(logProbabilities.length)
      const prepared = prepareModel(gaussians)
      return memory.pool.use(workspaceShape(prepared, asked), async kernelsOfPass => {
        const { counts, sums, scatters, projections } = kernelsOfPass.workspace
        loadModel(kernelsOfPass, prepared, { directions: asked.directions })
        for (const values of [counts, sums, scatters, projections]) values.fill(0)
        const logLikelihood = await passWithNumbers(kernelsOfPass, part, {
          ...shared,
          onBlock(posterior) {
            kernelsOfPass.accumulate(posterior.count)
            countValues(valueCounts, posterior, part)
            if (priors) keepPosterior(priors, posterior, part, components)
          },
        })
        return {
          scatter: asked.scatter, components, columns: gaussians.columns, rows: part.rows, totalWeight: part.weight, logLikelihood,
          centres: gaussians.means, valueCounts, counts: counts.slice(), sums: sums.slice(), scatters: scatters.slice(),
          ...(asked.directions && { directions: asked.directions, projections: projections.slice() }),
        }
      })
    }
    const parted = priors ? patterns.map(part => withRowPriors(part, priors, iterate.weights)) : patterns
    if (whole) return passNumbers(parted[0], iterate, request)

    const parts: SufficientStatistics[] = []
    const observed = parted.filter(part => part.observed.length > 0)
    if (observed.length > 0) {
      const sources = observed.map(part => ({
        observed: part.observed, rows: part.rows, weight: part.weight,
        source: { accumulate: (marginal: MixtureParameters, asked: StatisticsRequest) => passNumbers(part, marginal, asked) },
      }))
      parts.push(await accumulateObserved(sources, iterate, { scatter: request.scatter, signal: request.signal }))
    }
    for (const part of parted) if (part.observed.length === 0) parts.push(await passUnobserved(part, iterate, { ...shared, scatter: request.scatter, priors }))
    // The parts are added in a fixed order, so that every pass gives the same bits.
    return { ...(parts.reduce(mergeStatistics) as MixedStatistics), rows }
  }

  return {
    rows,
    columns: numbers.columns,
    projects: whole !== undefined,
    accumulate: (model, request) => pass(model, request),
    accumulateRows: pass,

    draw: async (count, random) => {
      const drawn = drawRowNumbers(rows, count, random)
      return { samples: withColumnMeans(takeRows(numbers, drawn)), ...knowledgeOf(knowledge, drawn) }
    },
  }
}

/** Statistics of rows without any number, whose numbers are completed by their expectation: sums of 0, and scatters N_k Σ_k. */
async function passUnobserved(
  part: PatternRows,
  iterate: MixedIterate,
  { scatter, logProbabilities, components, priors, ...pass }: {
    readonly scatter: StatisticsRequest['scatter']
    readonly logProbabilities: Float64Array
    readonly components: number
    readonly yieldIfDue: ReturnType<typeof createYielder>
    readonly signal: AbortSignal | undefined
    readonly priors: RowPriors | undefined
  },
): Promise<MixedStatistics> {
  const valueCounts = new Float64Array(logProbabilities.length)
  const { columns, weights, means, covariances, covarianceType } = iterate
  const counts = new Float64Array(components)
  const logLikelihood = await passWithoutNumbers(weights.map(Math.log), part, {
    ...pass, components, logProbabilities,
    onBlock(posterior) {
      const { responsibilities, count } = posterior
      const stride = responsibilities.length / components
      for (let k = 0; k < components; k++) for (let b = 0; b < count; b++) counts[k] += responsibilities[k * stride + b]
      countValues(valueCounts, posterior, part)
      if (priors) keepPosterior(priors, posterior, part, components)
    },
  })
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  if (columns > 0) {
    const { layout } = covarianceStructure(covarianceType)
    for (let k = 0; k < components; k++) {
      const covariance = scatter === 'full' ? expandCovariance(layout, covariances, { component: k, columns }) : layout.variances(covariances, k, columns)
      scatters.set(covariance.map(value => counts[k] * value), k * covariance.length)
    }
  }
  return { scatter, components, columns, rows: part.rows, totalWeight: part.weight, logLikelihood, centres: means, counts, valueCounts, sums: new Float64Array(components * columns), scatters }
}

/** The rows with their priors. The pass adds the logarithms of the weights, which these take the place of. */
function withRowPriors(part: PatternRows, { logPriors }: RowPriors, weights: Float64Array): PatternRows {
  const components = weights.length
  const own = new Float64Array(part.rows * components)
  for (let at = 0; at < part.rows; at++) {
    const row = part.numbersOfRows ? part.numbersOfRows[at] : at
    for (let k = 0; k < components; k++) own[at * components + k] = logPriors[row * components + k] - Math.log(weights[k])
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
