import { conjugatePrior, type ConjugatePriorOptions } from '../bayesian/conjugatePrior.js'
import { logConjugatePrior, mapStep } from '../bayesian/mapStep.js'
import { totalMoments } from '../bayesian/totalMoments.js'
import { boundableTypes, withBoundedEigenvalues } from '../covariance/boundedEigenvalues.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { requireCovarianceType, requireFewFactors } from '../covariance/requireCovarianceType.js'
import { InvalidOptionError, MixturaError, TooFewRowsError } from '../errors.js'
import type { KernelName } from '../kernels/kernels.js'
import type { Matrix, Samples } from '../matrix/matrix.js'
import { createRandom } from '../random/random.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import { bestOfShortRuns } from '../starts/bestOfShortRuns.js'
import { createStart, isOnlyStart, startMethods, startRows, type StartMethod } from '../starts/createStart.js'
import { isAssignment, startFromAssignment, type Assignment } from '../starts/startFromAssignment.js'
import { dataSource } from '../statistics/dataSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { requireChoice, requireCount, requireSeed } from '../validation/options.js'
import { inCanonicalOrder } from './canonicalOrder.js'
import { hasCollapsed } from './collapse.js'
import { estimatedParameterCount } from './estimatedParameterCount.js'
import { runEm, type EmOptions, type EmRun, type EmState } from './em.js'
import { aboutFrozenMeans, checkFrozen, withFrozen, type Frozen } from './frozen.js'
import { GaussianMixture } from './gaussianMixture.js'
import { initialParameters, type InitialMixture } from './initialMixture.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from './parameters.js'
import { defaultRegularization, regularizationMatrix, type Regularization } from './regularization.js'

export interface FitOptions {
  /** K, the number of components. */
  readonly components: number
  /** 'full' by default; { factors: q } fits a mixture of factor analysers. */
  readonly covarianceType?: CovarianceType
  /** 'k-means++' by default. A given mixture or assignment makes one start. */
  readonly initialize?: StartMethod | InitialMixture | Assignment
  /** Runs from different starts, of which the most likely that did not collapse is the result; 4 by default. */
  readonly starts?: number
  /** Whole number from 0; the same seed, data and version give the same result. 0 by default. */
  readonly seed?: number
  /** A run ends when less than this remains to be gained, nats per sample; 0 runs all iterations. 1e-7 by default. */
  readonly tolerance?: number
  /** M-steps of each start; 1000 by default. */
  readonly maxIterations?: number
  /** { relative: 1e-6 } by default. */
  readonly regularization?: Regularization
  /**
   * A conjugate prior of means and covariances, with mclust's defaults for what is left out ({}): EM then climbs to the
   * posterior mode, and the prior takes the place of the regularisation.
   */
  readonly prior?: Omit<ConjugatePriorOptions, 'components' | 'covarianceType'>
  /** 'auto' by default: extrapolates (SQUAREM) where EM proves slow. */
  readonly acceleration?: 'auto' | 'none'
  /** [N] how often each row counts, at least 0: weight 2 is the row twice, weight 0 is the row removed. */
  readonly sampleWeights?: Float64Array
  /** 'error' by default: NaN is refused. 'marginalize': NaN is a missing cell, integrated out exactly. */
  readonly missing?: 'error' | 'marginalize'
  /**
   * [N, K] relative probability of each component before the row is seen: one positive entry fixes the row's component,
   * equal entries say nothing. Components then keep the order of the columns.
   */
  readonly labelPriors?: Matrix
  /** [N, D] variances or [N, D * D] covariances of each row's own measurement error, data units squared. */
  readonly noiseCovariances?: Matrix
  /** 'free' by default; 'equal' holds every weight at 1 / K, and BIC and AIC of a selection count none of them. */
  readonly weights?: 'free' | 'equal'
  /**
   * The most that an eigenvalue of any covariance may be of another, at least 1: no component collapses, and none dwarfs
   * the others. It compares columns in their own units. For full, tied, diag, spherical and the letters of the same.
   */
  readonly maxEigenvalueRatio?: number
  /** Parts of a given mixture that stay as they are. Components then keep its order. */
  readonly frozen?: Frozen
  /** Rejects the fit with its reason. To end early and keep what was learned, answer 'stop' from onIteration. */
  readonly signal?: AbortSignal
  /** Called after each E-step of each start; the fit waits for it, and ends where it answers 'stop'. */
  readonly onIteration?: (progress: FitProgress) => void | 'stop' | Promise<void | 'stop'>
  /** The fastest that the host allows by default. */
  readonly kernels?: KernelName
}

export interface FitProgress extends EmState {
  /** 0-based. */
  readonly start: number
  readonly starts: number
}

/** What became of one start. */
export interface StartRecord {
  /** 0-based. */
  readonly start: number
  /** Nats per sample at its end; NaN if it failed. */
  readonly meanLogLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  /** True if a component came to rest on the regularisation: any start that did not is preferred to it. */
  readonly collapsed: boolean
  /** Why it failed, such as a component that collapsed. */
  readonly error?: MixturaError
}

export interface GaussianMixtureFit {
  readonly model: GaussianMixture
  /** False is no error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /**
   * True if every start ended with a component on samples that do not vary in some direction. Its variance
   * there is the regularisation, and the likelihood does not compare: lower components.
   */
  readonly collapsed: boolean
  /** True if onIteration ended the fit. */
  readonly stopped: boolean
  /** Free parameters that were estimated: those of `model` without equal weights and frozen parts. */
  readonly parameterCount: number
  /** M-steps that led to `model` from its start. */
  readonly iterations: number
  /** Mean per sample, nats, after i M-steps; [0] belongs to the start, the last to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly StartRecord[]
}

/** Short runs that compete to be a start, while they are cheap. */
const competitors = 4
/** Multiply-adds of one iteration on the drawn rows, up to which a competition ends within about a second. */
const competitionBudget = 1e8
/**
 * Fits a Gaussian mixture by expectation-maximisation: the most likely of several starts, each the best of some
 * short runs, and each run until it has converged. Starts in which
 * a component collapsed count only if all did.
 *
 * @param data samples [N, D], finite, any units; or any source of their statistics.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {ConstantColumnError} {DependentColumnsError} for columns without variation of their own.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if every start collapses; the first one's error.
 * @see Dempster, Laird & Rubin, Maximum likelihood from incomplete data via the EM algorithm (1977).
 */
export async function fitGaussianMixture(
  data: Samples | StatisticsSource,
  options: FitOptions,
): Promise<GaussianMixtureFit> {
  const { components, covarianceType = 'full', seed = 0, initialize = 'k-means++', frozen, signal } = options
  checkOptions(options)
  signal?.throwIfAborted()
  const source = await dataSource(data, options)
  const { rows, columns } = source
  const required = Math.max(components, 2)
  if (rows < required) throw new TooFewRowsError(rows, required, components)
  requireFewFactors(covarianceType, columns)

  const random = createRandom(seed)
  const drawn = await source.draw(startRows(components), random.fork(0))
  const regularization = await regularizationMatrix(source, {
    regularization: options.regularization ?? defaultRegularization,
    covarianceType,
    drawn: drawn.samples,
    signal,
  })
  const shape = { covarianceType, components, columns }
  const given = isMixture(initialize) ? initialParameters(initialize, shape) : undefined
  if (frozen && given) checkFrozen(frozen, given)
  const prior =
    options.prior &&
    conjugatePrior(await totalMoments(source, drawn.samples, signal), { ...options.prior, components, covarianceType })
  const weighted = (parameters: MixtureParameters): MixtureParameters =>
    options.weights === 'equal' ? { ...parameters, weights: new Float64Array(components).fill(1 / components) } : parameters
  const constrained = (parameters: MixtureParameters): MixtureParameters =>
    weighted(options.maxEigenvalueRatio ? withBoundedEigenvalues(parameters, options.maxEigenvalueRatio) : parameters)
  const maximize: EmOptions['maximize'] = (statistics, previous) => {
    const estimate = (from: SufficientStatistics): MixtureParameters =>
      prior
        ? mapStep(from, { covarianceType, prior, previous })
        : mStep(from, { covarianceType, regularization, previous })
    if (!frozen || !given) return constrained(estimate(statistics))
    return weighted(withFrozen(estimate(aboutFrozenMeans(statistics, given, frozen)), given, frozen))
  }
  const createNthStart = async (start: number): Promise<MixtureParameters> => {
    if (given) return given
    const startOptions = { components, covarianceType, regularization, signal }
    if (typeof initialize === 'object') {
      return startFromAssignment(data, initialize as Assignment, { ...options, ...startOptions, drawn: drawn.samples })
    }
    const isCheap = drawn.samples.rows * components * columns ** 2 <= competitionBudget
    const candidates = isCheap && !isOnlyStart(initialize) ? competitors : 1
    const competition = { maximize, candidates, kernels: options.kernels, signal }
    const winner = await bestOfShortRuns(drawn, competition, candidate =>
      createStart(drawn, { ...startOptions, method: initialize, random: random.fork(start + 1).fork(candidate) }).then(constrained),
    )
    // On all rows the short run is the beginning of the fit, and is told with it; on fewer, it saved its iterations.
    return drawn.samples.rows === rows ? winner.begin : winner.end
  }

  const keepsOrder = options.labelPriors !== undefined || frozen !== undefined
  const ordered = (parameters: MixtureParameters): MixtureParameters =>
    keepsOrder ? parameters : inCanonicalOrder(parameters)
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? 4)
  const records: StartRecord[] = []
  let best: { readonly run: EmRun; readonly collapsed: boolean } | undefined
  let stopped = false
  const yieldIfDue = createYielder()
  for (let start = 0; start < starts && !stopped; start++) {
    await yieldIfDue()
    try {
      const run = await runEm(source, ordered(constrained(await createNthStart(start))), {
        maximize,
        logPrior: prior && (parameters => logConjugatePrior(parameters, prior)),
        tolerance: options.tolerance ?? 1e-7,
        maxIterations: options.maxIterations ?? 1000,
        accelerate: options.acceleration !== 'none',
        signal,
        onIteration: options.onIteration && (state => options.onIteration!({ ...state, start, starts })),
      })
      const { iterations, converged } = run
      const meanLogLikelihood = run.logLikelihoods.at(-1)!
      const collapsed = !prior && hasCollapsed(run.parameters, regularization)
      records.push({ start, meanLogLikelihood, iterations, converged, collapsed })
      const isLikelier = !best || meanLogLikelihood > best.run.logLikelihoods.at(-1)!
      if (!best || (best.collapsed === collapsed ? isLikelier : best.collapsed)) best = { run, collapsed }
      stopped = run.stopped
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      records.push({ start, meanLogLikelihood: NaN, iterations: 0, converged: false, collapsed: false, error })
    }
  }
  if (!best) throw records[0].error!
  const { run } = best
  const model = new GaussianMixture(ordered(run.parameters))
  return {
    model,
    parameterCount: estimatedParameterCount(model, { frozen, weights: options.weights }),
    converged: run.converged,
    collapsed: best.collapsed,
    stopped,
    iterations: run.iterations,
    logLikelihoods: run.logLikelihoods,
    starts: records,
  }
}

function checkOptions(options: FitOptions): void {
  const { covarianceType = 'full', initialize = 'k-means++', tolerance = 0, labelPriors, components } = options
  requireCount('components', components, 1)
  requireCount('starts', options.starts ?? 1, 1)
  requireCount('maxIterations', options.maxIterations ?? 0, 0)
  requireSeed(options.seed ?? 0)
  requireCovarianceType('covarianceType', covarianceType)
  requireChoice('missing', options.missing ?? 'error', ['error', 'marginalize'])
  requireChoice('weights', options.weights ?? 'free', ['free', 'equal'])
  requireChoice('acceleration', options.acceleration ?? 'auto', ['auto', 'none'])
  if (typeof initialize === 'string') requireChoice('initialize', initialize, startMethods)
  if (!(tolerance >= 0 && Number.isFinite(tolerance))) {
    throw new InvalidOptionError('tolerance', 'a number of at least 0 (nats per sample)', tolerance, 'Pass for example 1e-7.')
  }
  if (labelPriors && labelPriors.columns !== components) {
    throw new InvalidOptionError(
      'labelPriors',
      `[N, ${components}], a column per component`,
      `[${labelPriors.rows}, ${labelPriors.columns}]`,
      'Give every component its column.',
    )
  }
  if (options.maxEigenvalueRatio !== undefined) checkEigenvalueRatio(options, options.maxEigenvalueRatio)
  if (options.frozen?.weights && options.weights === 'equal') {
    throw new InvalidOptionError('weights', "'free' beside frozen.weights", 'equal', "Freeze weights that are equal, or leave one of the two out.")
  }
  if (options.frozen && !isMixture(initialize)) {
    throw new InvalidOptionError(
      'frozen',
      'used with a given mixture',
      `used with initialize: ${typeof initialize === 'string' ? `'${initialize}'` : 'an assignment'}`,
      'Pass initialize: { weights, means, covariances } with the parts that stay.',
    )
  }
}

function checkEigenvalueRatio({ covarianceType = 'full', prior, frozen }: FitOptions, ratio: number): void {
  if (!(ratio >= 1 && Number.isFinite(ratio))) {
    throw new InvalidOptionError('maxEigenvalueRatio', 'a number of at least 1', ratio, 'Pass for example 100.')
  }
  requireChoice('covarianceType', typeof covarianceType === 'string' ? covarianceType : '{ factors }', boundableTypes)
  if (prior) throw new InvalidOptionError('maxEigenvalueRatio', 'left out beside prior', ratio, 'The prior keeps volumes apart from zero by itself.')
  if (frozen?.covariances) throw new InvalidOptionError('maxEigenvalueRatio', 'left out beside frozen.covariances', ratio, 'Leave one of the two out.')
}

function isMixture(initialize: NonNullable<FitOptions['initialize']>): initialize is InitialMixture {
  return typeof initialize === 'object' && !isAssignment(initialize)
}
