import { diagonalOf, type Samples } from '@mixtura/numerics'
import { hasCollapsed } from '../em/collapse.js'
import type { EmState } from '../em/em.js'
import type { SavableRun } from '../em/savedRun.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { emRunner } from './emRunner.js'
import { openFitData, type FitData } from './fitData.js'
import { requireCompatible, type AcceptedFitOptions } from './fitOptions.js'
import { gaussianMStep } from './gaussianMStep.js'
import { gaussianPlan, searchSize, type SearchSize } from './gaussianPlan.js'
import { gaussianStarts, type GaussianStarts } from './gaussianStarts.js'
import { gaussianTarget, type GaussianTarget } from './gaussianTarget.js'
import type { Runner } from './runSearch.js'
import type { SearchSubject } from './searchFit.js'
import { taskSources } from './taskSources.js'

/** The search of `fitGaussianMixture`. */
export interface GaussianSearch extends SearchSubject<SavableRun, EmState> {
  /** Sorts the components into the order in which a fit reports them. */
  readonly ordered: Ordering
}

type Ordering = (parameters: MixtureParameters) => MixtureParameters

/**
 * Prepares the search: draws rows, measures the scale of the structure, and makes the plan.
 *
 * @param treeLabels [N] labels of a tree that several fits share; they make one additional start.
 */
export async function gaussianSearch(given: Samples | StatisticsSource, options: AcceptedFitOptions, treeLabels?: Int32Array): Promise<GaussianSearch> {
  requireCompatible(options)
  const data = await openFitData(given, options)
  const target = await gaussianTarget(data, options)
  const size = searchSize(data, options, { parameters: target.parameters, treeLabels })
  const begins = gaussianStarts(data, options, { ...target, ...size, treeLabels })
  const ordered = orderingOf(options)
  return {
    ...data,
    ordered,
    plan: gaussianPlan(data, options, { ...size, kinds: begins.kinds }),
    runner: await gaussianRunner(data, options, { target, size, begins, ordered }),
  }
}

/** Components that label priors or frozen parts identify keep their order. */
const orderingOf = ({ labelPriors, frozen }: AcceptedFitOptions): Ordering =>
  labelPriors !== undefined || frozen !== undefined ? parameters => parameters : inCanonicalOrder

/** Runs EM from the starts. */
async function gaussianRunner(
  data: FitData,
  options: AcceptedFitOptions,
  { target, size, begins, ordered }: {
    readonly target: GaussianTarget
    readonly size: SearchSize
    readonly begins: GaussianStarts
    readonly ordered: Ordering
  },
): Promise<Runner<SavableRun, EmState>> {
  const { shape, prior, regularization, steps } = target
  const { maximize, constrained } = await gaussianMStep(options, target)
  return emRunner({
    shape,
    sourceOf: await taskSources(data, options, size),
    candidate: async (start, candidate) => ordered(constrained(await begins.create(start, candidate))),
    ordered,
    em: {
      maximize,
      logPrior: prior?.logPrior,
      accelerate: options.acceleration !== 'none',
      floor: prior ? undefined : diagonalOf(regularization, data.columns),
      steps,
      signal: options.signal,
    },
    hasCollapsed: at => !prior && hasCollapsed(at, regularization),
    isCertain: (start, candidate) => size.isWhole && !size.isRugged && begins.isSeparated(start, candidate),
  })
}
