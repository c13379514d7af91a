import { createRandom, toMatrix, type Samples } from '@mixtura/numerics'
import { conjugatePrior } from '../em/conjugatePrior.js'
import { logConjugatePrior, mapStep } from '../em/mapStep.js'
import { totalMoments } from '../em/totalMoments.js'
import { withBoundedEigenvalues } from '../em/boundedEigenvalues.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { covarianceStructure } from '../covariance/structures.js'
import { TooFewRowsError } from '../errors.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import { hasCollapsed } from '../em/collapse.js'
import type { EmOptions, EmState } from '../em/em.js'
import { estimatedParameterCount } from '../em/estimatedParameterCount.js'
import { firstMStep } from '../em/firstMStep.js'
import { isMixture, requireCompatible, type AcceptedFitOptions } from './fitOptions.js'
import { aboutFrozenMeans, checkFrozen, withFrozen } from '../em/frozen.js'
import { initialParameters } from '../mixture/initialMixture.js'
import { mStep } from '../em/mStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import { defaultRegularization, regularizationMatrix } from '../em/regularization.js'
import { structureScales } from '../em/structureScale.js'
import { isOnlyStart, prepareStarts, startRows, type PreparedStart } from '../starts/prepareStarts.js'
import { quickTree, quickTreeRows } from '../starts/quickTree.js'
import { startFromAssignment, type Assignment } from '../starts/startFromAssignment.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'
import { completeSource } from '../statistics/completeSource.js'
import { dataSource } from '../statistics/dataSource.js'
import { isSource, type StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { emRunner, type EndedRun } from './emRunner.js'
import { heatRows } from './heatRows.js'
import type { SearchSubject } from './searchFit.js'
import { shortIterations, type RunTask } from './searchStarts.js'

/** The search of `fitGaussianMixture`. */
export interface GaussianSearch extends SearchSubject<EndedRun, EmState> {
  /** Sorts the components into the order in which a fit reports them. */
  readonly ordered: (parameters: MixtureParameters) => MixtureParameters
}

/** Candidates per start, where their short runs are cheap. */
const candidatesPerStart = 4
/** The search makes no more starts once two of them have reached the same log-likelihood. */
const agreeingStarts = 2
/**
 * With fewer rows per parameter the likelihood has many optima ("rugged"), and some are much better than those that most
 * starts reach. Agreement between starts then proves little.
 */
const minRowsPerParameter = 64
/** Default number of starts, and the number where the likelihood is rugged and runs are cheap; runs of factor analysers never are. */
const [defaultStarts, ruggedStarts] = [4, 8]
/** Maximum of multiply-adds per iteration on the drawn rows for several candidates per start (about one second in total). */
const maxCandidateWork = 1e8

/**
 * Prepares the search: draws rows, measures the scale of the structure, and makes the plan.
 *
 * @param treeLabels [N] labels of a tree that several fits share; they make one additional start.
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
  // If the drawn rows are all rows, they are the source itself, and a fit can continue a short run.
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
  const isCheap = drawn.samples.rows * components * columns ** 2 <= maxCandidateWork
  const isRugged = drawn.samples.rows === rows && rows < minRowsPerParameter * parameters
  const isRuggedAndCheap = isRugged && isCheap && typeof covarianceType === 'string'
  const isDefault = options.initialize === undefined && options.starts === undefined
  const growsTree = isDefault && isRuggedAndCheap && components > 1 && !options.labelPriors && quickTreeRows({ rows, columns, fits: 1 }) !== undefined
  /** The start from a tree comes first, so that it runs even if starts from centres agree early. */
  const soleStarts = treeLabels || growsTree ? 1 : 0
  // All starts of a single component are the same.
  const usualStarts = components === 1 ? 1 : isRuggedAndCheap ? ruggedStarts : defaultStarts
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? usualStarts) + soleStarts
  const isDefaultStarts = options.starts === undefined
  const maxIterations = options.maxIterations ?? 1000

  const startOptions = { components, covarianceType, regularization, scales, signal }
  const prepared = typeof initialize === 'string' ? prepareStarts(drawn, { ...startOptions, method: initialize, kernels }) : undefined
  const begins = new Map<string, PreparedStart>()
  const fromTree = async (): Promise<MixtureParameters | undefined> => {
    if (treeLabels) return startFromAssignment(data, { labels: treeLabels }, { ...options, ...startOptions, drawn: drawn.samples })
    const tree = await quickTree(drawn, { fits: 1, seed, signal })
    // A tree has no more clusters than there are distinct rows.
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
    identifying: () => (isSource(data) ? drawn.samples : toMatrix(data)),
    ordered,
    plan: {
      rows,
      starts,
      startRows: drawn.samples.rows,
      soleStarts,
      candidates: isCheap && !isOnlyStart(initialize) && components > 1 ? candidatesPerStart : 1,
      kinds: prepared?.kinds ?? 1,
      heats,
      agreeingStarts: isDefaultStarts ? agreeingStarts : undefined,
      agreeingRuns: isDefaultStarts && !isRugged ? agreeingStarts : undefined,
      continuesShortRuns: isWhole && !prior && !options.onIteration && maxIterations > shortIterations,
      predictsEnds: (options.tolerance ?? 1e-7) > 0 && !prior,
      tolerance: options.tolerance ?? 1e-7,
      maxIterations,
    },
    runner: emRunner({
      sourceOf,
      candidate: async (start, candidate) => ordered(constrained(await begin(start, candidate))),
      ordered,
      em: { maximize, logPrior: prior && (at => logConjugatePrior(at, prior)), accelerate: options.acceleration !== 'none', signal },
      hasCollapsed: at => !prior && hasCollapsed(at, regularization),
      isCertain: (start, candidate) => isWhole && !isRugged && (begins.get(`${start}/${candidate}`)?.isSeparated() ?? false),
    }),
  }
}
