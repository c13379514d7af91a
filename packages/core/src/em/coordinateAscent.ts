import { createYielder } from '@mixtura/numerics'
import { NonFiniteLikelihoodError } from '../errors.js'
import { hasConverged } from './convergence.js'

/** The two steps that a coordinate ascent alternates. */
export interface AscentSteps<Model, Expectation> {
  /**
   * The E-step. It may first update parts of the model that need the same distances, such as degrees of freedom. It leaves a start
   * unchanged.
   *
   * @returns the model and its objective, nats per sample.
   */
  readonly expect: (model: Model, isStart: boolean) => Promise<{ readonly model: Model; readonly objective: number; readonly expectation: Expectation }>
  /** The M-step. */
  readonly maximize: (model: Model, expectation: Expectation) => Model
  /** True if the objective may fall by less than the tolerance near the end. The better model, the one before, is then the result. */
  readonly mayFall: boolean
}

/** A coordinate ascent, finished or as far as it has come. */
export interface AscentRun<Model> {
  /** The last model that an E-step evaluated. */
  readonly model: Model
  /** Objective after i M-steps, nats per sample; the last belongs to `model`. */
  readonly objectives: readonly number[]
  /** The model that the next E-step evaluates; undefined if the run has ended. */
  readonly next?: Model | undefined
  readonly converged: boolean
  /** True if `onIteration` ended the run. */
  readonly stopped: boolean
}

/** The ascent after `iteration` M-steps. */
export interface AscentState<Model> {
  readonly iteration: number
  readonly objective: number
  readonly model: Model
}

export interface AscentOptions<Model> {
  /** The run ends when less than this remains to be gained, nats per sample; 0 runs all iterations. */
  readonly tolerance: number
  readonly maxIterations: number
  readonly signal?: AbortSignal | undefined
  /**
   * Called after each E-step. The run waits for the answer; 'stop' ends it.
   *
   * @param snapshot makes the run as far as it has come, from which it can continue.
   */
  readonly onIteration?: ((state: AscentState<Model>, snapshot: () => AscentRun<Model>) => void | 'stop' | Promise<void | 'stop'>) | undefined
}

/**
 * Alternates E-steps and M-steps, each of which maximises one objective over its own unknowns, until the objective converges. ECM
 * and variational Bayes are such ascents. So is EM, which runs in `runEm`, where it can be accelerated.
 *
 * @param from a start, or a run as far as it had come: it continues to the same bits and repeats no step.
 * @throws {NonFiniteLikelihoodError} if the data overflow under the model.
 * @throws the reason of `signal`, when it aborts.
 * @see Neal & Hinton, A view of the EM algorithm that justifies incremental, sparse, and other variants (1998).
 */
export async function coordinateAscent<Model, Expectation>(
  from: AscentRun<Model> | { readonly start: Model },
  { expect, maximize, mayFall }: AscentSteps<Model, Expectation>,
  { tolerance, maxIterations, signal, onIteration }: AscentOptions<Model>,
): Promise<AscentRun<Model>> {
  const yieldIfDue = createYielder()
  const earlier = 'start' in from ? undefined : from
  const objectives = [...(earlier?.objectives ?? [])]
  let model = earlier?.model
  let next = 'start' in from ? from.start : from.next
  let converged = hasConverged(objectives, tolerance)
  let answer: void | 'stop' = undefined
  while (next !== undefined && answer !== 'stop') {
    const pause = yieldIfDue()
    if (pause) await pause
    signal?.throwIfAborted()
    const iteration = objectives.length
    const expected = await expect(next, iteration === 0)
    const { objective, expectation } = expected
    if (!Number.isFinite(objective)) throw new NonFiniteLikelihoodError(objective, iteration)
    objectives.push(objective)
    converged = hasConverged(objectives, tolerance)
    if (mayFall && converged && objective < objectives[iteration - 1]) {
      objectives.pop()
      break
    }
    const current = (model = expected.model)
    const isLast = converged || iteration >= maxIterations
    let maximized: Model | undefined
    const following = (): Model | undefined => (isLast ? undefined : (maximized ??= maximize(current, expectation)))
    answer = await onIteration?.({ iteration, objective, model: current }, () => ({
      model: current, objectives: [...objectives], next: following(), converged, stopped: false,
    }))
    next = answer === 'stop' ? undefined : following()
  }
  return { model: model!, objectives, converged, stopped: answer === 'stop' }
}
