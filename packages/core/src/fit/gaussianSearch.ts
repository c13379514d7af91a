import { createRandom, toMatrix, type Samples } from '@mixtura/numerics'
import { conjugatePrior } from '../bayesian/conjugatePrior.js'
import { logConjugatePrior, mapStep } from '../bayesian/mapStep.js'
import { totalMoments } from '../bayesian/totalMoments.js'
import { withBoundedEigenvalues } from '../covariance/boundedEigenvalues.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { covarianceStructure } from '../covariance/structures.js'
import { TooFewRowsError } from '../errors.js'
import { inCanonicalOrder } from '../mixture/canonicalOrder.js'
import { hasCollapsed } from '../mixture/collapse.js'
import type { EmOptions, EmState } from '../mixture/em.js'
import { estimatedParameterCount } from '../mixture/estimatedParameterCount.js'
import { firstMStep } from '../mixture/firstMStep.js'
import { isMixture, requireCompatible, type AcceptedFitOptions } from '../mixture/fitOptions.js'
import { aboutFrozenMeans, checkFrozen, withFrozen } from '../mixture/frozen.js'
import { initialParameters } from '../mixture/initialMixture.js'
import { mStep } from '../mixture/mStep.js'
import type { MixtureParameters } from '../mixture/parameters.js'
import { defaultRegularization, regularizationMatrix } from '../mixture/regularization.js'
import { structureScales } from '../mixture/structureScale.js'
import { isOnlyStart, prepareStarts, startRows, type PreparedStart } from '../starts/prepareStarts.js'
import { quickTree, quickTreeRows } from '../starts/quickTree.js'
import { startFromAssignment, type Assignment } from '../starts/startFromAssignment.js'
import { statisticsOfLabels } from '../starts/statisticsOfLabels.js'
import { completeSource } from '../statistics/completeSource.js'
import { dataSource } from '../statistics/dataSource.js'
import { isSource, type StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { emRunner, type EndedRun } from './emRunner.js'
import { heatRows } from './heatRows.js'
import type { SearchSubject } from './searchFit.js'
import { shortIterations, type RunTask } from './searchStarts.js'

/** Everything that a fit of a Gaussian mixture needs to be searched for. */
export interface GaussianSearch extends SearchSubject<EndedRun, EmState> {
  /** The parameters with their components in the order in which they are reported. */
  readonly ordered: (parameters: MixtureParameters) => MixtureParameters
  /** To be called at the end: memory of the starts then serves the next fit. */
  readonly release: () => void
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
 * The search that the options ask for, over the data.
 *
 * @param treeLabels [N] of a tree that several fits share: one start more begins from them.
 */
export async function gaussianSearch(data: Samples | StatisticsSource, options: AcceptedFitOptions, treeLabels?: Int32Array): Promise<GaussianSearch> {
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
  const given = isMixture(initialize) ? initialParameters(initialize, shape) : undefined
  if (frozen && given) checkFrozen(frozen, given)
  const { scatter } = covarianceStructure(covarianceType).layout
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
  const keepsOrder = options.labelPriors !== undefined || frozen !== undefined
  const ordered = (parameters: MixtureParameters): MixtureParameters => (keepsOrder ? parameters : inCanonicalOrder(parameters))

  const parameters = estimatedParameterCount(shape, { frozen, weights: options.weights })
  const isCheap = drawn.samples.rows * components * columns ** 2 <= competitionBudget
  const isRugged = drawn.samples.rows === rows && rows < plentifulRows * parameters
  const isRuggedAndCheap = isRugged && isCheap && typeof covarianceType === 'string'
  const isDefault = options.initialize === undefined && options.starts === undefined
  const growsTree = isDefault && isRuggedAndCheap && components > 1 && !options.labelPriors && quickTreeRows({ rows, columns, fits: 1 }) !== undefined
  /** The start from a tree is the first, so that it runs even where starts from centres soon agree. */
  const soleStarts = treeLabels || growsTree ? 1 : 0
  // All rows are the one component's, however a start is made.
  const usualStarts = components === 1 ? 1 : isRuggedAndCheap ? ruggedStarts : defaultStarts
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? usualStarts) + soleStarts
  const isUnasked = options.starts === undefined
  const maxIterations = options.maxIterations ?? 1000

  const startOptions = { components, covarianceType, regularization, scales, signal }
  const prepared = typeof initialize === 'string' ? prepareStarts(drawn, { ...startOptions, method: initialize, kernels }) : undefined
  const begins = new Map<string, PreparedStart>()
  const fromTree = async (): Promise<MixtureParameters | undefined> => {
    if (treeLabels) return startFromAssignment(data, { labels: treeLabels }, { ...options, ...startOptions, drawn: drawn.samples })
    const tree = await quickTree(drawn, { fits: 1, seed, signal })
    // No tree of so few distinct rows has as many clusters.
    if (!tree || tree.maxClusters < components) return undefined
    const labels = tree.labelsAt(components)
    return firstMStep(request => statisticsOfLabels(drawn, labels, { components, ...request }), { covarianceType, columns, regularization })
  }
  const begin = async (start: number, candidate: number): Promise<MixtureParameters> => {
    if (given) return given
    if (!prepared) return startFromAssignment(data, initialize as Assignment, { ...options, ...startOptions, drawn: drawn.samples })
    const cut = start < soleStarts ? await fromTree() : undefined
    if (cut) return cut
    const nth = start < soleStarts ? starts - soleStarts : start - soleStarts
    const name = `${start}/${candidate}`
    const made = begins.get(name) ?? (await prepared.create(random.fork(nth + 1).fork(candidate), candidate + nth))
    begins.set(name, made)
    return made.parameters
  }
  const heats = heatRows({ startRows: drawn.samples.rows, rows, parameters })
  const heatSources = new Map<number, Promise<StatisticsSource>>()
  const heatSource = async (heat: number): Promise<StatisticsSource> => {
    if (heats[heat] === drawn.samples.rows) return drawnSource
    const more = await source.draw(heats[heat], random.fork(starts + 1 + heat))
    return completeSource(more.samples, { ...more, kernels, threads })
  }
  const sourceOf = async ({ phase, heat = 0 }: RunTask): Promise<StatisticsSource> => {
    if (phase !== 'heat') return phase === 'fit' ? source : drawnSource
    if (!heatSources.has(heat)) heatSources.set(heat, heatSource(heat))
    return heatSources.get(heat)!
  }

  return {
    columns,
    identifying: isSource(data) ? drawn.samples : toMatrix(data),
    ordered,
    plan: {
      rows,
      starts,
      startRows: drawn.samples.rows,
      soleStarts,
      candidates: isCheap && !isOnlyStart(initialize) && components > 1 ? competitors : 1,
      kinds: prepared?.kinds ?? 1,
      heats,
      settledStarts: isUnasked ? settledStarts : undefined,
      enough: isUnasked && !isRugged ? settledStarts : undefined,
      goesOn: isWhole && !prior && !options.onIteration && maxIterations > shortIterations,
      compares: (options.tolerance ?? 1e-7) > 0 && !prior,
      tolerance: options.tolerance ?? 1e-7,
      maxIterations,
    },
    runner: emRunner({
      sourceOf,
      candidate: async (start, candidate) => ordered(constrained(await begin(start, candidate))),
      ordered,
      em: { maximize, logPrior: prior && (at => logConjugatePrior(at, prior)), accelerate: options.acceleration !== 'none', signal },
      hasCollapsed: at => !prior && hasCollapsed(at, regularization),
      isCertain: (start, candidate) => isWhole && !isRugged && (begins.get(`${start}/${candidate}`)?.isParted() ?? false),
    }),
    release: () => prepared?.release(),
  }
}
