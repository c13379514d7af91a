import { conditionalCoefficients, drawRowNumbers, type Matrix, ShapeError } from '@mixtura/numerics'
import { describeValue, requireObject } from '@mixtura/numerics/validation'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import { marginalParameters } from '../model/marginalParameters.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'
import { takeRows } from './takeRows.js'
import { groupByPattern, type MissingPattern } from './missingPatterns.js'
import { readRequest, requireDraw } from './readRequest.js'
import { knowledgeOf, type RowKnowledge } from './rowKnowledge.js'
import { completeSource, type CompleteSourceOptions, type PassSharing } from './completeSource.js'
import type { StatisticsRequest, StatisticsSource } from './statisticsSource.js'
import { mergeStatistics, type SufficientStatistics } from './sufficientStatistics.js'

interface PatternSource {
  readonly pattern: MissingPattern
  /** Source of the observed columns; null if there are none. */
  readonly source: StatisticsSource | null
  /** Sum of the rows' weights. */
  readonly weight: number
  readonly knowledge: RowKnowledge
}

/**
 * Samples with missing cells (NaN), which are integrated out exactly. Rows are grouped by their observed columns. The kernels
 * process each group under the marginal mixture of these columns, and its statistics are completed by their expectation given
 * the observed values. So the M-step of every structure works. Cells are assumed to be missing at random.
 *
 * @see Ghahramani & Jordan, Supervised learning from incomplete data via an EM approach (1994);
 *   Little & Rubin, Statistical Analysis with Missing Data (2002), sec. 11.2.
 */
export async function missingCellsSource(samples: Matrix, options: CompleteSourceOptions & PassSharing): Promise<StatisticsSource> {
  const { rows, columns } = samples
  const patterns = groupByPattern(samples)
  const sources = await Promise.all(
    patterns.map(async (pattern): Promise<PatternSource> => {
      const knowledge = knowledgeOf(options, pattern.rows)
      const weight = knowledge.weights?.reduce((sum, value) => sum + value, 0) ?? pattern.rows.length
      if (pattern.observed.length === 0) return { pattern, source: null, weight, knowledge }
      return { pattern, source: await completeSource(pattern.samples, { ...options, ...knowledge }), weight, knowledge }
    }),
  )
  return {
    rows,
    columns,

    async accumulate(model, asked) {
      const request = readRequest(model, asked, columns)
      const parts: SufficientStatistics[] = []
      for (const part of sources) parts.push(await accumulatePattern(part, model, request))
      return parts.reduce(mergeStatistics)
    },

    draw: async (count, random) => {
      requireDraw(count, random)
      const drawn = drawRowNumbers(rows, count, random)
      const knowledge: RowKnowledge = knowledgeOf(options, drawn)
      return { samples: withColumnMeans(takeRows(samples, drawn)), ...knowledge }
    },
  }
}

/** Rows with the same observed columns, at a source of their own. */
export interface ObservedPart {
  /** The observed columns, ascending. */
  readonly observed: readonly number[]
  /** Source of the observed columns alone; null if there are none. */
  readonly source: Pick<StatisticsSource, 'accumulate'> | null
  /** Number of rows, and the sum of their weights. */
  readonly rows: number
  readonly weight: number
}

/**
 * One E-step over rows with missing cells, which are integrated out exactly, for sources that keep the rows of each pattern apart. Each
 * part is asked under the marginal mixture of its columns, one after the other, and its statistics are completed by their expectation.
 *
 * @throws {ShapeError} for parts that are not as described. @throws the errors of the sources.
 */
export async function accumulateObserved(parts: readonly ObservedPart[], model: MixtureParameters, request: StatisticsRequest): Promise<SufficientStatistics> {
  requireMixture('model', model)
  const asked = readRequest(model, request, model.columns)
  if (!Array.isArray(parts) || parts.length === 0) throw new ShapeError('parts', 'a list of parts', describeValue(parts), 'Pass the rows of each pattern of observed columns.')
  const statistics: SufficientStatistics[] = []
  for (const [index, part] of parts.entries()) {
    const fields = { observed: 'list', rows: 'number', weight: 'number' } as const
    requireObject(`parts[${index}]`, part, { what: 'rows with the same observed columns', fields, remedy: 'Pass { observed, source, rows, weight }.' })
    requirePart(`parts[${index}]`, part, model.columns)
    const { observed, source, rows, weight } = part
    statistics.push(
      source
        ? completedAsNeeded(await source.accumulate(marginalParameters(model, observed, asked.scatter), { ...asked, directions: undefined }), { model, request: asked, observed })
        : { ...unobserved(model, { request: asked, rows: 1, weight, knowledge: { weights: Float64Array.of(weight) } }), rows },
    )
  }
  return statistics.reduce(mergeStatistics)
}

/** A part whose source was forgotten would count as rows without any cell. */
function requirePart(name: string, { observed, source }: ObservedPart, columns: number): void {
  const areColumns = observed.every((column, at) => Number.isInteger(column) && column > (observed[at - 1] ?? -1) && column < columns)
  if (!areColumns) throw new ShapeError(`${name}.observed`, `ascending columns from 0 to ${columns - 1}`, describeValue(observed), 'Pass the columns in which the rows have cells.')
  if ((observed.length > 0) === (typeof source?.accumulate === 'function')) return
  throw new ShapeError(`${name}.source`, observed.length > 0 ? 'a source of the observed columns' : 'null, because no column is observed', describeValue(source), 'Pass a source if and only if columns are observed.')
}

async function accumulatePattern(
  { pattern, source, weight, knowledge }: PatternSource,
  model: MixtureParameters,
  request: StatisticsRequest,
): Promise<SufficientStatistics> {
  const { observed } = pattern
  if (!source) return unobserved(model, { request, rows: pattern.rows.length, weight, knowledge })
  return completedAsNeeded(await source.accumulate(marginalParameters(model, observed, request.scatter), request), { model, request, observed })
}

interface Completion {
  readonly model: MixtureParameters
  readonly request: StatisticsRequest
  readonly observed: readonly number[]
}

const completedAsNeeded = (statistics: SufficientStatistics, completion: Completion): SufficientStatistics =>
  completion.observed.length === completion.model.columns ? statistics : completed(statistics, completion)

/**
 * Completes the statistics of the observed columns by the expectation of the others. With y = x_o - μ_o,
 *
 *   E[x - μ | x_o] = A y,  E[(x - μ)(x - μ)ᵀ | x_o] = A y yᵀ Aᵀ + C,  A = [I; Σ_mo Σ_oo⁻¹],
 *
 * and C = Σ_mm - Σ_mo Σ_oo⁻¹ Σ_om in the block of the missing columns.
 */
function completed(statistics: SufficientStatistics, { model, request, observed }: Completion): SufficientStatistics {
  const { components, columns } = model
  const { scatter } = request
  const { layout } = covarianceStructure(model.covarianceType)
  const size = observed.length
  const sums = new Float64Array(components * columns)
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  for (let k = 0; k < components; k++) {
    const count = statistics.counts[k]
    if (scatter === 'diagonal') {
      scatters.set(layout.variances(model.covariances, k, columns).map(variance => count * variance), k * columns)
      observed.forEach((column, i) => {
        sums[k * columns + column] = statistics.sums[k * size + i]
        scatters[k * columns + column] = statistics.scatters[k * size + i]
      })
      continue
    }
    const covariance = expandCovariance(layout, model.covariances, { component: k, columns })
    const { coefficients, residual } = conditionalCoefficients(covariance, columns, observed)
    for (let row = 0; row < columns; row++) {
      for (let i = 0; i < size; i++) {
        sums[k * columns + row] += coefficients[row * size + i] * statistics.sums[k * size + i]
      }
    }
    // A S, then (A S) Aᵀ + n C. S is symmetric and stored as its lower triangle.
    const entry = (i: number, j: number): number =>
      statistics.scatters[(k * size + Math.max(i, j)) * size + Math.min(i, j)]
    const product = new Float64Array(columns * size)
    for (let row = 0; row < columns; row++) {
      for (let j = 0; j < size; j++) {
        for (let i = 0; i < size; i++) product[row * size + j] += coefficients[row * size + i] * entry(i, j)
      }
    }
    for (let row = 0; row < columns; row++) {
      for (let column = 0; column <= row; column++) {
        let sum = count * residual[row * columns + column]
        for (let j = 0; j < size; j++) sum += product[row * size + j] * coefficients[column * size + j]
        scatters[(k * columns + row) * columns + column] = sum
      }
    }
  }
  return { ...statistics, columns, centres: model.means, sums, scatters }
}

/** Statistics of rows without any cell. Their density is 1, and their responsibilities follow from the weights and label priors. */
function unobserved(
  model: MixtureParameters,
  { request, rows, weight, knowledge }: {
    readonly request: StatisticsRequest
    readonly rows: number
    readonly weight: number
    readonly knowledge: RowKnowledge
  },
): SufficientStatistics {
  const { components, columns, weights, means } = model
  const { scatter } = request
  const { layout } = covarianceStructure(model.covarianceType)
  // As in accumulateRows, a single component has responsibility 1 for every row.
  const priors = components > 1 ? knowledge.labelPriors : undefined
  const counts = new Float64Array(components)
  let logLikelihood = 0
  for (let row = 0; row < rows; row++) {
    const rowWeight = knowledge.weights ? knowledge.weights[row] : 1
    const masses = weights.map((value, k) => value * (priors ? priors.data[row * components + k] : 1))
    const mass = masses.reduce((sum, value) => sum + value, 0)
    masses.forEach((value, k) => (counts[k] += (rowWeight * value) / mass))
    logLikelihood += rowWeight * Math.log(mass)
  }
  const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
  for (let k = 0; k < components; k++) {
    const covariance = scatter === 'full'
      ? expandCovariance(layout, model.covariances, { component: k, columns })
      : layout.variances(model.covariances, k, columns)
    scatters.set(covariance.map(value => counts[k] * value), k * covariance.length)
  }
  const sums = new Float64Array(components * columns)
  return { scatter, components, columns, rows, totalWeight: weight, logLikelihood, centres: means, counts, sums, scatters }
}

/** Replaces NaN by the mean of the column's other values. Only starts use the result. */
export function withColumnMeans({ data, rows, columns }: Matrix): Matrix {
  const filled = Float64Array.from(data)
  for (let i = 0; i < columns; i++) {
    let mean = 0
    let count = 0
    for (let row = 0; row < rows; row++) {
      const value = data[row * columns + i]
      if (!Number.isNaN(value)) mean += (value - mean) / ++count
    }
    for (let row = 0; row < rows; row++) if (Number.isNaN(filled[row * columns + i])) filled[row * columns + i] = mean
  }
  return { data: filled, rows, columns }
}
