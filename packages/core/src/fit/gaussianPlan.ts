import { isOnlyStart } from '../starts/prepareStarts.js'
import { quickTreeRows } from '../starts/quickTreeRows.js'
import type { FitData } from './fitData.js'
import { gaussianFitDefaults } from './fitDefaults.js'
import type { AcceptedFitOptions } from './fitOptions.js'
import { heatRows } from './heatRows.js'
import { shortIterations, type SearchPlan } from './searchStarts.js'

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

/** How much the search of `fitGaussianMixture` tries. */
export interface SearchSize {
  readonly starts: number
  /** Whether the first start is cut from a tree. */
  readonly startsFromTree: boolean
  /** Number of rows of each heat. */
  readonly heats: readonly number[]
  /** Whether runs on the drawn rows are cheap. */
  readonly isCheap: boolean
  /** Whether the likelihood is rugged. */
  readonly isRugged: boolean
  /** Whether the drawn rows are the whole source. */
  readonly isWhole: boolean
}

/**
 * Chooses how much the search tries, by the numbers of rows and parameters.
 *
 * @param parameters number of estimated parameters.
 * @param treeLabels [N] labels of a tree that several fits share.
 */
export function searchSize(
  { rows, columns, covarianceType, source, drawn }: FitData,
  options: AcceptedFitOptions,
  { parameters, treeLabels }: { readonly parameters: number; readonly treeLabels: Int32Array | undefined },
): SearchSize {
  const { components, initialize = gaussianFitDefaults.initialize } = options
  const startRows = drawn.samples.rows
  const isCheap = startRows * components * columns ** 2 <= maxCandidateWork
  const isRugged = startRows === rows && rows < minRowsPerParameter * parameters
  const isRuggedAndCheap = isRugged && isCheap && typeof covarianceType === 'string'
  const isDefault = options.initialize === undefined && options.starts === undefined
  const growsTree = isDefault && isRuggedAndCheap && components > 1 && !options.labelPriors && quickTreeRows({ rows, columns, fits: 1 }) !== undefined
  const startsFromTree = treeLabels !== undefined || growsTree
  // All starts of a single component are the same.
  const usualStarts = components === 1 ? 1 : isRuggedAndCheap ? ruggedStarts : defaultStarts
  const starts = isOnlyStart(initialize) ? 1 : (options.starts ?? usualStarts) + (startsFromTree ? 1 : 0)
  return { starts, startsFromTree, heats: heatRows({ startRows, rows, parameters }), isCheap, isRugged, isWhole: drawn.source === source }
}

/** @param kinds number of kinds of candidates. */
export function gaussianPlan(
  { rows, drawn }: Pick<FitData, 'rows' | 'drawn'>,
  options: Pick<AcceptedFitOptions, 'components' | 'initialize' | 'starts' | 'tolerance' | 'maxIterations' | 'prior' | 'onIteration'>,
  { starts, startsFromTree, heats, isCheap, isRugged, isWhole, kinds }: SearchSize & { readonly kinds: number },
): SearchPlan {
  const { initialize = gaussianFitDefaults.initialize, tolerance = gaussianFitDefaults.tolerance, maxIterations = gaussianFitDefaults.maxIterations } = options
  const isDefaultStarts = options.starts === undefined
  return {
    rows,
    starts,
    startRows: drawn.samples.rows,
    soleStarts: startsFromTree ? 1 : 0,
    candidates: isCheap && !isOnlyStart(initialize) && options.components > 1 ? candidatesPerStart : 1,
    kinds,
    heats,
    agreeingStarts: isDefaultStarts ? agreeingStarts : undefined,
    agreeingRuns: isDefaultStarts && !isRugged ? agreeingStarts : undefined,
    continuesShortRuns: isWhole && !options.prior && !options.onIteration && maxIterations > shortIterations,
    predictsEnds: tolerance > 0 && !options.prior,
    tolerance,
    maxIterations,
  }
}
