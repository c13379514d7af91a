import { createRandom, toMatrix, type Matrix, type Random, type Samples } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { loadSteps } from '../covariance/structures.js'
import { defaultRegularization, regularizationMatrix, type Regularization } from '../em/regularization.js'
import type { StructureScales } from '../em/structureScale.js'
import { TooFewRowsError } from '../errors.js'
import { initialParameters, type InitialMixture } from '../mixture/initialMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { isAssignment, type Assignment } from '../starts/assignment.js'
import { createStart, isOnlyStart, startRows, type StartMethod } from '../starts/prepareStarts.js'
import { dataSource, type RowOptions } from '../statistics/dataSource.js'
import { isSource, type DrawnRows, type StatisticsSource } from '../statistics/statisticsSource.js'
import { sharedFitDefaults } from './fitDefaults.js'
import type { SearchSubject } from './searchFit.js'
import { everyStart, type SearchPlan } from './searchStarts.js'

/** The options that every fit reads alike. */
export interface SharedFitOptions extends RowOptions {
  readonly components: number
  readonly covarianceType?: CovarianceType
  readonly initialize?: StartMethod | InitialMixture | Assignment
  readonly starts?: number
  readonly seed?: number
  readonly tolerance?: number
  readonly maxIterations?: number
  readonly signal?: AbortSignal
}

/** The data of a fit, opened and checked. */
export interface FitData extends Pick<SearchSubject<unknown, unknown>, 'columns' | 'identifying'> {
  /** As the caller passed them. */
  readonly given: Samples | StatisticsSource
  readonly source: StatisticsSource
  readonly rows: number
  readonly covarianceType: CovarianceType
  /** Rows that starts are made from. */
  readonly drawn: DrawnRows
  /** Fork 0 drew the rows; fork s + 1 makes start s. */
  readonly random: Random
}

/**
 * Opens the data of a fit and draws the rows that starts are made from.
 *
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {InvalidOptionError} for options that do not fit the data.
 */
export async function openFitData(given: Samples | StatisticsSource, options: SharedFitOptions): Promise<FitData> {
  const { components, covarianceType = sharedFitDefaults.covarianceType, seed = sharedFitDefaults.seed, signal } = options
  signal?.throwIfAborted()
  const source = await dataSource(given, options)
  const { rows, columns } = source
  const required = Math.max(components, 2)
  if (rows < required) throw new TooFewRowsError(rows, required, components)
  requireFewFactors(covarianceType, columns)
  await loadSteps(covarianceType)
  const random = createRandom(seed)
  const drawn = await source.draw(startRows({ components, columns }), random.fork(0))
  const identifying = (): Matrix => (isSource(given) ? drawn.samples : toMatrix(given))
  return { given, source, rows, columns, covarianceType, drawn, random, identifying }
}

/**
 * What each M-step adds to covariances.
 *
 * @param scales of the drawn rows, where they are known.
 */
export async function fitRegularization(
  { source, covarianceType, drawn }: FitData,
  { regularization = defaultRegularization, signal }: { readonly regularization?: Regularization; readonly signal?: AbortSignal },
  scales?: StructureScales,
): Promise<Float64Array> {
  return regularizationMatrix(source, { regularization, covarianceType, drawn, ...(scales && { scales }), signal })
}

/**
 * Makes the starts of a fit that runs each of them until it converges.
 *
 * @param regularization what each M-step adds to covariances.
 * @param rowsOf rows to make a start from; all drawn rows if left out.
 */
export function startMaker(
  { given, covarianceType, columns, drawn, random }: FitData,
  options: SharedFitOptions,
  { regularization, rowsOf = () => drawn }: { readonly regularization: Float64Array; readonly rowsOf?: (start: number, random: Random) => DrawnRows },
): (start: number) => Promise<MixtureParameters> {
  const { components, initialize = sharedFitDefaults.initialize, kernels, signal } = options
  const startOptions = { components, covarianceType, regularization, signal }
  return async start => {
    if (typeof initialize === 'string') {
      const own = random.fork(start + 1)
      return createStart(rowsOf(start, own), own, { ...startOptions, method: initialize, kernels })
    }
    if (!isAssignment(initialize)) return initialParameters(initialize, { covarianceType, components, columns })
    const { startFromAssignment } = await import('../starts/startFromAssignment.js')
    return startFromAssignment(given, initialize, { ...options, ...startOptions, drawn: drawn.samples })
  }
}

/** @param defaults of the fit. */
export function planOfEveryStart({ rows }: FitData, options: SharedFitOptions, defaults: typeof sharedFitDefaults & { readonly starts: number }): SearchPlan {
  const { initialize = defaults.initialize, starts = defaults.starts, tolerance = defaults.tolerance, maxIterations = defaults.maxIterations } = options
  return everyStart({ rows, starts: isOnlyStart(initialize) ? 1 : starts, tolerance, maxIterations })
}
