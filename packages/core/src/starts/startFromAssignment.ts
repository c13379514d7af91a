import { columnMeans, columnVariances, type Matrix, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, isArrayLike } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { firstMStep } from '../em/firstMStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import { dataSource, type RowOptions } from '../statistics/dataSource.js'
import { accumulateFrom } from '../statistics/projections.js'
import { isSource, type StatisticsRequest, type StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { Assignment } from './assignment.js'

/**
 * The mixture that one M-step computes from an assignment.
 *
 * The assignment becomes the label priors of a mixture of K equal Gaussians: the responsibilities of its E-step are the
 * priors. So the usual sources compute the statistics, with missing cells and row weights. Scatters are taken about a
 * common centre. If that loses digits for a component, a second pass takes its scatter about its own mean.
 *
 * @throws {ShapeError} if the assignment does not fit the rows or the components.
 */
export async function startFromAssignment(
  data: Samples | StatisticsSource,
  assignment: Assignment,
  options: RowOptions & {
    readonly components: number
    readonly covarianceType: CovarianceType
    readonly regularization: Float64Array
    /** Some rows of the data, for the common centre and its scale. */
    readonly drawn: Matrix
    readonly signal?: AbortSignal | undefined
  },
): Promise<MixtureParameters> {
  const { components, covarianceType, regularization, drawn, signal } = options
  if (isSource(data)) {
    throw new ShapeError('initialize', 'a method or a mixture for a source', 'an assignment of rows', 'Pass samples, or a mixture.')
  }
  const samples = toMatrix(data)
  const labelPriors = responsibilitiesOf(assignment, { rows: samples.rows, components })
  const source = await dataSource(samples, { ...options, labelPriors })
  const { columns } = source
  const common = columnMeans(drawn)
  const variances = columnVariances(drawn, common).map(variance => variance || 1)
  const copiesAt = (centre: Float64Array): MixtureParameters => ({
    covarianceType: 'diag', // equal Gaussians have equal densities, so only the priors decide
    components,
    columns,
    weights: new Float64Array(components).fill(1 / components),
    means: repeated(centre, components),
    covariances: repeated(variances, components),
  })
  const accumulate = async (request: Pick<StatisticsRequest, 'scatter' | 'directions'>): Promise<SufficientStatistics> => {
    let statistics = await accumulateFrom(source, copiesAt(common), { ...request, signal })
    for (let k = 0; k < components; k++) {
      const mean = meanWhereDigitsAreLost(statistics, k)
      if (mean) statistics = withComponentOf(statistics, await accumulateFrom(source, copiesAt(mean), { ...request, signal }), k)
    }
    return statistics
  }
  return firstMStep(accumulate, { covarianceType, columns, regularization })
}

/** Ratio of the scatter about the mean to that about another centre at which half of the sixteen digits cancel. */
const cancellationRatio = 1e-8

/** [D] the component's mean, if in some column its rows are close together but far from the common centre. */
function meanWhereDigitsAreLost({ scatter, columns, centres, counts, sums, scatters }: SufficientStatistics, k: number): Float64Array | undefined {
  const count = counts[k]
  if (!(count > 0)) return undefined
  let isLost = false
  const mean = Float64Array.from({ length: columns }, (_, i) => {
    const square = scatters[scatter === 'full' ? (k * columns + i) * columns + i : k * columns + i]
    const shift = sums[k * columns + i] / count
    isLost ||= square - count * shift ** 2 < cancellationRatio * square
    return centres[k * columns + i] + shift
  })
  return isLost ? mean : undefined
}

/** The statistics with component k taken from `other`. */
function withComponentOf(statistics: SufficientStatistics, other: SufficientStatistics, k: number): SufficientStatistics {
  const { components } = statistics
  const replaced = (values: Float64Array, own: Float64Array): Float64Array => {
    const size = values.length / components
    const all = values.slice()
    all.set(own.subarray(k * size, (k + 1) * size), k * size)
    return all
  }
  return {
    ...statistics,
    centres: replaced(statistics.centres, other.centres),
    counts: replaced(statistics.counts, other.counts),
    sums: replaced(statistics.sums, other.sums),
    scatters: replaced(statistics.scatters, other.scatters),
    ...(statistics.projections && other.projections && { projections: replaced(statistics.projections, other.projections) }),
  }
}

function repeated(values: Float64Array, times: number): Float64Array {
  const all = new Float64Array(times * values.length)
  for (let k = 0; k < times; k++) all.set(values, k * values.length)
  return all
}

/** [N, K] responsibilities of an assignment. @throws {ShapeError} if it does not fit the rows or the components. */
export function responsibilitiesOf(
  assignment: Assignment,
  { rows, components }: { readonly rows: number; readonly components: number },
): Matrix {
  if ('responsibilities' in assignment) {
    const responsibilities = toMatrix(assignment.responsibilities, 'initialize.responsibilities')
    if (responsibilities.rows === rows && responsibilities.columns === components) return responsibilities
    throw new ShapeError(
      'initialize.responsibilities',
      `[${rows}, ${components}], a row per row and a column per component`,
      `[${responsibilities.rows}, ${responsibilities.columns}]`,
      'Give every row its responsibilities.',
    )
  }
  const { labels } = assignment
  if (!isArrayLike(labels)) {
    throw new ShapeError('initialize.labels', `[${rows}], one per row`, describeValue(labels), 'Give every row its label.')
  }
  if (labels.length !== rows) {
    throw new ShapeError('initialize.labels', `[${rows}], one per row`, `[${labels.length}]`, 'Give every row its label.')
  }
  const data = new Float64Array(rows * components)
  for (let row = 0; row < rows; row++) {
    const label = labels[row]
    if (!Number.isInteger(label) || label < 0 || label >= components) {
      throw new ShapeError('initialize.labels', `components from 0 to ${components - 1}`, `${describeValue(label)} at row ${row}`, 'Number the components from 0.')
    }
    data[row * components + label] = 1
  }
  return { data, rows, columns: components }
}
