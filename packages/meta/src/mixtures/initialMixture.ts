import { fitGaussianMixture, MixturaError, type GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { NamedArrays } from '../learners/learner.js'
import type { Frame } from '../learners/rowStack.js'
import type { MixtureSet, Task } from '../tasks/taskFamily.js'
import { alignComponents } from './alignComponents.js'
import { arraysOfMixture, mixtureOfArrays, type StartCovarianceType } from './mixtureArrays.js'

/** Tasks whose own mixtures are tried. */
const ownMixtures = 8
/** A mixture is moved so often to the mean of what it becomes on the tasks, after as many steps of EM. */
const [moves, stepsOfMove] = [6, 5]

/** What core needs to fit the mixture of a task. */
interface MixtureShape {
  readonly components: number
  readonly covarianceType: StartCovarianceType
  readonly seed: number
  /** Units of the parameters. */
  readonly frame: Frame
}

/**
 * The mixture that meta-learning begins with. Candidates are those that core fits to the pooled samples, and to the samples of a few tasks
 * alone. Each is moved a few times to the mean of what EM makes of it on the tasks, which is Reptile with a rate of 1 (Nichol et al., On
 * first-order meta-learning algorithms, 2018, 2). The best is the one from which a few steps of EM on the support of each task give its
 * query the highest log-likelihood. Pooled samples may hide what all tasks have in common: components that cross in every task fill one
 * cloud when their places differ.
 *
 * @param pooled samples of all tasks.
 * @throws {MixturaError} any error of core's fit to the pooled samples.
 */
export async function initialMixture(tasks: readonly Task<MixtureSet>[], pooled: Matrix, shape: MixtureShape): Promise<NamedArrays> {
  const { components, covarianceType, seed, frame } = shape
  const { model } = await fitGaussianMixture(pooled, { components, covarianceType, seed })
  const fitted = [model]
  for (const { support } of tasks.slice(0, ownMixtures)) {
    const own = await orNothing(fitGaussianMixture(support, { components, covarianceType, seed }))
    if (own && !own.collapsed) fitted.push(own.model)
  }
  let best = arraysOfMixture(model, frame)
  let highest = -Infinity
  for (const mixture of fitted) {
    const moved = await movedTo(tasks, arraysOfMixture(mixture, frame), shape)
    const served = moved && (await servedBy(moved, tasks, shape))
    if (moved && served !== null && served > highest) [best, highest] = [moved, served]
  }
  return best
}

/** A mixture after its moves to the tasks; null if EM fails on one. */
async function movedTo(tasks: readonly Task<MixtureSet>[], start: NamedArrays, shape: MixtureShape): Promise<NamedArrays | null> {
  let reached = start
  for (let move = 0; move < moves; move++) {
    const adapted = await adaptedTo(tasks, reached, shape)
    if (!adapted) return null
    const before = reached
    reached = meanOf(adapted.map(model => alignComponents(arraysOfMixture(model, shape.frame), before)))
  }
  return reached
}

/** Sum over the tasks of the mean log-likelihood of their queries, nats; null if EM fails on one. */
async function servedBy(start: NamedArrays, tasks: readonly Task<MixtureSet>[], shape: MixtureShape): Promise<number | null> {
  const adapted = await adaptedTo(tasks, start, shape)
  let sum = 0
  for (const [i, model] of (adapted ?? []).entries()) sum += await model.meanLogLikelihood(tasks[i].query)
  return adapted && sum
}

/** A mixture after a few steps of EM on the support of each task; null if EM fails on one. */
async function adaptedTo(
  tasks: readonly Task<MixtureSet>[],
  start: NamedArrays,
  { components, covarianceType, frame }: MixtureShape,
): Promise<readonly GaussianMixture[] | null> {
  const options = { components, covarianceType, initialize: mixtureOfArrays(start, frame, covarianceType), maxIterations: stepsOfMove, tolerance: 0, acceleration: 'none' } as const
  const adapted: GaussianMixture[] = []
  for (const { support } of tasks) {
    const fit = await orNothing(fitGaussianMixture(support, options))
    if (!fit) return null
    adapted.push(fit.model)
  }
  return adapted
}

function meanOf(all: readonly NamedArrays[]): NamedArrays {
  return Object.fromEntries(Object.entries(all[0]).map(([name, { shape, data }]) =>
    [name, { shape, data: data.map((_, i) => all.reduce((sum, arrays) => sum + arrays[name].data[i], 0) / all.length) }]))
}

/** null for a fit that fails: a task may be too small, or alike in some direction, for a mixture of its own. */
async function orNothing<Fit>(fit: Promise<Fit>): Promise<Fit | null> {
  return fit.catch((error: unknown) => {
    if (error instanceof MixturaError) return null
    throw error
  })
}
