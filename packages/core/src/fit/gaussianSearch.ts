import type { Samples } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { hasCollapsed } from '../em/collapse.js'
import { conjugatePrior, type ConjugatePrior } from '../em/conjugatePrior.js'
import type { EmState } from '../em/em.js'
import { estimatedParameterCount } from '../em/estimatedParameterCount.js'
import { checkFrozen } from '../em/frozen.js'
import { logConjugatePrior } from '../em/mapStep.js'
import type { SavableRun } from '../em/savedRun.js'
import { structureScales } from '../em/structureScale.js'
import { totalMoments } from '../em/totalMoments.js'
import { initialParameters } from '../mixture/initialMixture.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import type { MixtureParameters } from '../model/parameters.js'
import { isOnlyStart } from '../starts/prepareStarts.js'
import { quickTreeRows } from '../starts/quickTree.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { emRunner } from './emRunner.js'
import { defaultInitialize, defaultMaxIterations, defaultTolerance, fitRegularization, openFitData, type FitData } from './fitData.js'
import { isMixture, requireCompatible, type AcceptedFitOptions } from './fitOptions.js'
import { gaussianMStep } from './gaussianMStep.js'
import { gaussianStarts } from './gaussianStarts.js'
import { heatRows } from './heatRows.js'
import type { SearchSubject } from './searchFit.js'
import { shortIterations } from './searchStarts.js'
import { taskSources } from './taskSources.js'

/** The search of `fitGaussianMixture`. */
export interface GaussianSearch extends SearchSubject<SavableRun, EmState> {
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
export async function gaussianSearch(given: Samples | StatisticsSource, options: AcceptedFitOptions, treeLabels?: Int32Array): Promise<GaussianSearch> {
  const { components, initialize = defaultInitialize, frozen, labelPriors, weights, signal } = options
  const { tolerance = defaultTolerance, maxIterations = defaultMaxIterations } = options
  requireCompatible(options)
  const data = await openFitData(given, options)
  const { rows, columns, covarianceType, drawn } = data
  const scales = structureScales(drawn)
  const regularization = await fitRegularization(data, options, scales)
  const shape = { covarianceType, components, columns }
  const mixture = isMixture(initialize) ? initialParameters(initialize, shape) : undefined
  if (frozen && mixture) checkFrozen(frozen, mixture)
  const prior = options.prior && (await priorOf(data, options))

  const parameters = estimatedParameterCount(shape, { frozen, weights })
  const { isCheap, isRugged, isWhole, ...search } = searchSize(data, options, { parameters, treeLabels })
  const { starts, startsFromTree } = search
  const heats = heatRows({ startRows: drawn.samples.rows, rows, parameters })
  const { maximize, constrained } = gaussianMStep(options, { prior, given: mixture, regularization })
  const begins = gaussianStarts(data, options, { regularization, scales, given: mixture, starts, startsFromTree, treeLabels })
  const keepsOrder = labelPriors !== undefined || frozen !== undefined
  const ordered = (mixture: MixtureParameters): MixtureParameters => (keepsOrder ? mixture : inCanonicalOrder(mixture))
  const isDefaultStarts = options.starts === undefined

  return {
    ...data,
    ordered,
    plan: {
      rows,
      starts,
      startRows: drawn.samples.rows,
      soleStarts: startsFromTree ? 1 : 0,
      candidates: isCheap && !isOnlyStart(initialize) && components > 1 ? candidatesPerStart : 1,
      kinds: begins.kinds,
      heats,
      agreeingStarts: isDefaultStarts ? agreeingStarts : undefined,
      agreeingRuns: isDefaultStarts && !isRugged ? agreeingStarts : undefined,
      continuesShortRuns: isWhole && !prior && !options.onIteration && maxIterations > shortIterations,
      predictsEnds: tolerance > 0 && !prior,
      tolerance,
      maxIterations,
    },
    runner: emRunner({
      shape,
      sourceOf: await taskSources(data, options, { heats, starts }),
      candidate: async (start, candidate) => ordered(constrained(await begins.create(start, candidate))),
      ordered,
      em: { maximize, logPrior: prior && (at => logConjugatePrior(at, prior)), accelerate: options.acceleration !== 'none', signal },
      hasCollapsed: at => !prior && hasCollapsed(at, regularization),
      isCertain: (start, candidate) => isWhole && !isRugged && begins.isSeparated(start, candidate),
    }),
  }
}

async function priorOf({ source, covarianceType, drawn }: FitData, { components, prior, signal }: AcceptedFitOptions): Promise<ConjugatePrior> {
  const { scatter } = covarianceStructure(covarianceType).layout
  return conjugatePrior(await totalMoments(source, drawn.samples, { scatter, signal }), { ...prior, components, covarianceType })
}

interface SearchSize {
  readonly starts: number
  /** Whether the first start is cut from a tree. */
  readonly startsFromTree: boolean
  /** Whether runs on the drawn rows are cheap. */
  readonly isCheap: boolean
  /** Whether the likelihood is rugged. */
  readonly isRugged: boolean
  /** Whether the drawn rows are the whole source. */
  readonly isWhole: boolean
}

/** How many starts the search makes, and by what. */
function searchSize(
  { rows, columns, covarianceType, source, drawn }: FitData,
  options: AcceptedFitOptions,
  { parameters, treeLabels }: { readonly parameters: number; readonly treeLabels: Int32Array | undefined },
): SearchSize {
  const { components, initialize = defaultInitialize } = options
  const isWhole = drawn.source === source
  const isCheap = drawn.samples.rows * components * columns ** 2 <= maxCandidateWork
  const isRugged = drawn.samples.rows === rows && rows < minRowsPerParameter * parameters
  const isRuggedAndCheap = isRugged && isCheap && typeof covarianceType === 'string'
  const isDefault = options.initialize === undefined && options.starts === undefined
  const growsTree = isDefault && isRuggedAndCheap && components > 1 && !options.labelPriors && quickTreeRows({ rows, columns, fits: 1 }) !== undefined
  const startsFromTree = treeLabels !== undefined || growsTree
  // All starts of a single component are the same.
  const usualStarts = components === 1 ? 1 : isRuggedAndCheap ? ruggedStarts : defaultStarts
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? usualStarts) + (startsFromTree ? 1 : 0)
  return { starts, startsFromTree, isCheap, isRugged, isWhole }
}
