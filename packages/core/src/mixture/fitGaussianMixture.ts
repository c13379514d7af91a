import { createRandom, type Samples } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import { conjugatePrior } from '../bayesian/conjugatePrior.js'
import { logConjugatePrior, mapStep } from '../bayesian/mapStep.js'
import { totalMoments } from '../bayesian/totalMoments.js'
import { withBoundedEigenvalues } from '../covariance/boundedEigenvalues.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { covarianceStructure } from '../covariance/structures.js'
import { TooFewRowsError } from '../errors.js'
import { bestOfShortRuns, shortIterations } from '../starts/bestOfShortRuns.js'
import { isOnlyStart, type PreparedStart, prepareStarts, startRows } from '../starts/prepareStarts.js'
import { quickTree, quickTreeRows } from '../starts/quickTree.js'
import { type Assignment, startFromAssignment } from '../starts/startFromAssignment.js'
import { statisticsOfLabels } from '../starts/statisticsOfLabels.js'
import { completeSource } from '../statistics/completeSource.js'
import { dataSource } from '../statistics/dataSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { inCanonicalOrder } from './canonicalOrder.js'
import { hasCollapsed } from './collapse.js'
import type { EmOptions, EmRun } from './em.js'
import { estimatedParameterCount } from './estimatedParameterCount.js'
import { firstMStep } from './firstMStep.js'
import { fitOptionReaders } from './fitOptionReaders.js'
import { type AcceptedFitOptions, type FitOptions, isMixture, requireCompatible } from './fitOptions.js'
import { aboutFrozenMeans, checkFrozen, withFrozen } from './frozen.js'
import { GaussianMixture } from './gaussianMixture.js'
import { initialParameters } from './initialMixture.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from './parameters.js'
import { defaultRegularization, regularizationMatrix } from './regularization.js'
import { heatRows, runStarts, type StartRecord } from './runStarts.js'
import { structureScales } from './structureScale.js'

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
/**
 * Stop adding starts once so many of them have reached the same log-likelihood, each by short runs of two kinds; of few rows,
 * once so many have come to the best end, each the best of short runs of all kinds, if there are plenty for each parameter: else
 * likelihoods are rugged, and other ends may be much better. One is enough where wide gaps part plentiful few rows into its clusters.
 */
const settledStarts = 2
const plentifulRows = 64
/** Where rows are not plentiful and runs are cheap, which those of factor analysers never are, starts are more. */
const [defaultStarts, ruggedStarts] = [4, 8]
/** Multiply-adds of one iteration on the drawn rows, up to which a competition ends within about a second. */
const competitionBudget = 1e8
/**
 * Fits a Gaussian mixture by expectation-maximisation: the most likely of several starts, each the best of some short
 * runs, and each run until it has converged. Starts in which a component collapsed count only if all did.
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
  return fitAccepted(data, readOptions('fitGaussianMixture', options, fitOptionReaders))
}

/**
 * The same, with one start more: from labels of a tree that several fits share.
 *
 * @param labels [N]
 */
export async function fitFromTreeToo(samples: Samples, options: FitOptions, labels: Int32Array): Promise<GaussianMixtureFit> {
  return fitAccepted(samples, readOptions('fitGaussianMixture', options, fitOptionReaders), labels)
}

async function fitAccepted(data: Samples | StatisticsSource, options: AcceptedFitOptions, treeLabels?: Int32Array): Promise<GaussianMixtureFit> {
  const { components, covarianceType = 'full', seed = 0, initialize = 'k-means++', frozen, kernels, threads, signal } = options
  requireCompatible(options)
  signal?.throwIfAborted()
  const source = await dataSource(data, options)
  const { rows, columns } = source
  const required = Math.max(components, 2)
  if (rows < required) throw new TooFewRowsError(rows, required, components)
  requireFewFactors(covarianceType, columns)

  const random = createRandom(seed)
  const drawn = await source.draw(startRows({ components, columns }), random.fork(0))
  // Rows that are all rows of samples in memory are their own source: what short runs find there, runs go on with.
  const isWhole = drawn.source === source
  const drawnSource = isWhole ? source : await completeSource(drawn.samples, { ...drawn, kernels, threads })
  const scales = structureScales(drawn)
  const regularization = await regularizationMatrix(source, {
    regularization: options.regularization ?? defaultRegularization,
    covarianceType,
    drawn,
    scales,
    signal,
  })
  const shape = { covarianceType, components, columns }
  const { scatter } = covarianceStructure(covarianceType).layout
  const given = isMixture(initialize) ? initialParameters(initialize, shape) : undefined
  if (frozen && given) checkFrozen(frozen, given)
  const prior =
    options.prior &&
    conjugatePrior(await totalMoments(source, drawn.samples, { scatter, signal }), { ...options.prior, components, covarianceType })
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
  /** The best place where a short run arrived, nats per sample, and at how many starts others came there too. */
  let settled = { at: -Infinity, starts: 0 }
  const parameters = estimatedParameterCount(shape, { frozen, weights: options.weights })
  const heats = heatRows({ startRows: drawn.samples.rows, rows, parameters })
  const startOptions = { components, covarianceType, regularization, scales, signal }
  const prepared = typeof initialize === 'string' ? prepareStarts(drawn, { ...startOptions, method: initialize, kernels }) : undefined
  const keepsOrder = options.labelPriors !== undefined || frozen !== undefined
  const ordered = (parameters: MixtureParameters): MixtureParameters =>
    keepsOrder ? parameters : inCanonicalOrder(parameters)
  const accelerate = options.acceleration !== 'none'
  const maxIterations = options.maxIterations ?? 1000
  const goesOn = isWhole && !prior && !options.onIteration && maxIterations > shortIterations
  const isRugged = drawn.samples.rows === rows && rows < plentifulRows * parameters
  const collapses = (reached: MixtureParameters): boolean => !prior && hasCollapsed(reached, regularization)
  const isCheap = drawn.samples.rows * components * columns ** 2 <= competitionBudget
  const createNthStart = async (start: number): Promise<MixtureParameters | EmRun> => {
    if (given) return given
    if (!prepared) {
      return startFromAssignment(data, initialize as Assignment, { ...options, ...startOptions, drawn: drawn.samples })
    }
    const candidates = isCheap && !isOnlyStart(initialize) && components > 1 ? competitors : 1
    const begins: PreparedStart[] = []
    const isCertain = (candidate: number, run: EmRun): boolean =>
      isWhole && !isRugged && begins[candidate].isParted() && !collapses(run.parameters)
    const competition = { maximize, candidates, kinds: prepared.kinds, known: settled.at, isCertain, hasCollapsed: collapses, accelerate, signal }
    const winner = await bestOfShortRuns(drawnSource, competition, async candidate => {
      begins[candidate] = await prepared.create(random.fork(start + 1).fork(candidate), candidate + start)
      return ordered(constrained(begins[candidate].parameters))
    })
    if (winner.isCertain) settled = { at: winner.meanLogLikelihood, starts: settledStarts }
    else if (winner.agreed !== undefined) settled = { at: winner.agreed, starts: winner.agreed === settled.at ? settled.starts + 1 : 1 }
    else if (!winner.collapsed && !(winner.meanLogLikelihood <= settled.at)) settled = { at: winner.run?.converged ? winner.meanLogLikelihood : -Infinity, starts: 0 }
    // On all rows the short run is the beginning of the fit, unless that is to be told from there, or climbs something else. On fewer
    // it saved its iterations, unless they are too few for the parameters and have led it astray.
    if (drawn.samples.rows === rows) return (goesOn && winner.run) || winner.begin
    if (winner.run?.converged) return winner.run
    return heats[0] === drawn.samples.rows ? winner.end : winner.begin
  }

  const isRuggedAndCheap = isRugged && isCheap && typeof covarianceType === 'string'
  const isDefault = options.initialize === undefined && options.starts === undefined
  const growsTree = isDefault && isRuggedAndCheap && components > 1 && !options.labelPriors && quickTreeRows({ rows, columns, fits: 1 }) !== undefined
  /** The start from a tree is the first, so that it runs even where starts from centres soon agree. */
  const treeStarts = treeLabels || growsTree ? 1 : 0
  // All rows are the one component's, however a start is made.
  const usualStarts = components === 1 ? 1 : isRuggedAndCheap ? ruggedStarts : defaultStarts
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? usualStarts) + treeStarts
  const createTreeStart = async (): Promise<MixtureParameters | EmRun> => {
    if (treeLabels) return startFromAssignment(data, { labels: treeLabels }, { ...options, ...startOptions, drawn: drawn.samples })
    const tree = await quickTree(drawn, { fits: 1, seed, signal })
    // No tree of so few distinct rows has as many clusters.
    if (!tree || tree.maxClusters < components) return createNthStart(starts - treeStarts)
    const labels = tree.labelsAt(components)
    return firstMStep(request => statisticsOfLabels(drawn, labels, { components, ...request }), { covarianceType, columns, regularization })
  }
  const { run, collapsed, stopped, records } = await runStarts({
    source,
    starts,
    createStart: async start => {
      const created = await (start < treeStarts ? createTreeStart() : createNthStart(start - treeStarts))
      if (!('parameters' in created)) return ordered(constrained(created))
      return isWhole ? created : { ...created, parameters: ordered(created.parameters) }
    },
    isSettled: () => options.starts === undefined && settled.starts >= settledStarts,
    enough: options.starts === undefined && !isRugged ? settledStarts : undefined,
    startRows: drawn.samples.rows,
    heats: heats.map((count, heat) => async () => {
      if (count === drawn.samples.rows) return drawnSource
      const more = await source.draw(count, random.fork(starts + 1 + heat))
      return completeSource(more.samples, { ...more, kernels, threads })
    }),
    em: {
      maximize,
      logPrior: prior && (parameters => logConjugatePrior(parameters, prior)),
      tolerance: options.tolerance ?? 1e-7,
      maxIterations,
      accelerate,
      signal,
    },
    onIteration: options.onIteration,
    hasCollapsed: collapses,
  })
  prepared?.release()
  const model = new GaussianMixture(ordered(run.parameters))
  return {
    model,
    parameterCount: estimatedParameterCount(model, { frozen, weights: options.weights }),
    converged: run.converged,
    collapsed,
    stopped,
    iterations: run.iterations,
    logLikelihoods: run.logLikelihoods,
    starts: records,
  }
}
