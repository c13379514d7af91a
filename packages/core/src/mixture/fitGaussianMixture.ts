import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceTypes } from '../covariance/structures.js'
import { InvalidOptionError, MixturaError, TooFewRowsError } from '../errors.js'
import type { KernelName } from '../kernels/kernels.js'
import type { Samples } from '../matrix/matrix.js'
import { createRandom } from '../random/random.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { requireChoice, requireCount, requireSeed } from '../validation/options.js'
import { inCanonicalOrder } from './canonicalOrder.js'
import { hasCollapsed } from './collapse.js'
import { runEm, type EmRun, type EmState } from './em.js'
import { GaussianMixture } from './gaussianMixture.js'
import { initialParameters, type InitialMixture } from './initialMixture.js'
import type { MixtureParameters } from './parameters.js'
import { defaultRegularization, regularizationMatrix, type Regularization } from './regularization.js'
import { createStart, startMethods, startRows, type StartMethod } from './start.js'

export interface FitOptions {
  /** K, the number of components. */
  readonly components: number
  /** 'full' by default. */
  readonly covarianceType?: CovarianceType
  /** 'k-means++' by default; a given mixture makes one start. */
  readonly initialize?: StartMethod | InitialMixture
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
  /** M-steps that led to `model` from its start. */
  readonly iterations: number
  /** Mean per sample, nats, after i M-steps; [0] belongs to the start, the last to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly StartRecord[]
}

const turnMilliseconds = 30

/**
 * Fits a Gaussian mixture by expectation-maximisation: the most likely of several starts, each run until
 * it has converged. Starts in which a component collapsed count only if all did.
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
  const { components, covarianceType = 'full', seed = 0, initialize = 'k-means++', signal } = options
  checkOptions(options)
  signal?.throwIfAborted()
  const source = isSource(data) ? data : await samplesSource(data, options.kernels)
  const { rows, columns } = source
  const required = Math.max(components, 2)
  if (rows < required) throw new TooFewRowsError(rows, required, components)

  const random = createRandom(seed)
  const drawn = await source.draw(startRows(components), random.fork(0))
  const regularization = await regularizationMatrix(source, {
    regularization: options.regularization ?? defaultRegularization,
    covarianceType,
    drawn,
    signal,
  })

  const createNthStart = (start: number): Promise<MixtureParameters> | MixtureParameters =>
    typeof initialize === 'object'
      ? initialParameters(initialize, { covarianceType, components, columns })
      : createStart(drawn, {
          method: initialize,
          components,
          covarianceType,
          regularization,
          random: random.fork(start + 1),
          signal,
        })
  const starts = typeof initialize === 'object' ? 1 : (options.starts ?? 4)
  const records: StartRecord[] = []
  let best: (EmRun & { readonly collapsed: boolean }) | undefined
  let stopped = false
  const yieldIfDue = createYielder(turnMilliseconds)
  for (let start = 0; start < starts; start++) {
    await yieldIfDue()
    try {
      const run = await runEm(source, inCanonicalOrder(await createNthStart(start)), {
        tolerance: options.tolerance ?? 1e-7,
        maxIterations: options.maxIterations ?? 1000,
        regularization,
        signal,
        onIteration: options.onIteration && (state => options.onIteration!({ ...state, start, starts })),
      })
      const { iterations, converged } = run
      const meanLogLikelihood = run.logLikelihoods.at(-1)!
      const collapsed = hasCollapsed(run.parameters, regularization)
      records.push({ start, meanLogLikelihood, iterations, converged, collapsed })
      const isBetter =
        !best || (collapsed === best.collapsed ? meanLogLikelihood > best.logLikelihoods.at(-1)! : best.collapsed)
      if (isBetter) best = { ...run, collapsed }
      stopped = run.stopped
      if (stopped) break
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      records.push({ start, meanLogLikelihood: NaN, iterations: 0, converged: false, collapsed: false, error })
    }
  }
  if (!best) throw records[0]!.error!
  return {
    model: new GaussianMixture(inCanonicalOrder(best.parameters)),
    converged: best.converged,
    collapsed: best.collapsed,
    stopped,
    iterations: best.iterations,
    logLikelihoods: best.logLikelihoods,
    starts: records,
  }
}

function checkOptions(options: FitOptions): void {
  const { covarianceType = 'full', initialize = 'k-means++', tolerance = 0 } = options
  requireCount('components', options.components, 1)
  requireCount('starts', options.starts ?? 1, 1)
  requireCount('maxIterations', options.maxIterations ?? 0, 0)
  requireSeed(options.seed ?? 0)
  requireChoice('covarianceType', covarianceType, covarianceTypes)
  if (typeof initialize === 'string') requireChoice('initialize', initialize, startMethods)
  if (!(tolerance >= 0 && Number.isFinite(tolerance))) {
    throw new InvalidOptionError('tolerance', 'a number of at least 0 (nats per sample)', tolerance, 'Pass for example 1e-7.')
  }
}

function isSource(data: Samples | StatisticsSource): data is StatisticsSource {
  return 'accumulate' in data
}
