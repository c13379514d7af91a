import { fitGaussianMixture, GaussianMixture } from '@mixtura/core'
import type { FitOptions } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { FitRequest } from '../contract/fit.js'
import type { Checkpoint, StartState } from './checkpoint.js'
import type { IterationProgress, Shape, ShapeFit } from './search.js'

export interface ShapeFitOptions {
  readonly shape: Shape
  readonly samples: Matrix
  readonly request: FitRequest
  /** Where an interrupted fit of this shape stood; null to begin. */
  readonly from: Checkpoint['current']
  /** Hears of every iteration, counted as in an uninterrupted fit; 'stop' keeps what was learned. */
  readonly onIteration: (progress: IterationProgress) => Promise<'stop' | undefined>
}

export interface ShapeFitOutcome {
  readonly fit: ShapeFit
  /** `onIteration` ended it, in whichever start; the best start may be another. */
  readonly stopped: boolean
}

/** Fits one shape, from the beginning or from a checkpoint. */
export async function fitShape(options: ShapeFitOptions): Promise<ShapeFitOutcome> {
  const { from, request } = options
  if (from) return resumeShape(options, from)
  return run(options, { starts: request.starts, seed: request.seed, maxIterations: request.maxIterations })
}

/**
 * Goes on with the start that was interrupted, then makes those that had not begun. These draw from a seed
 * of their own, since core seeds starts by their place in one call: they differ from the starts that an
 * uninterrupted fit would have made.
 */
async function resumeShape(
  options: ShapeFitOptions,
  { running, earlier }: NonNullable<Checkpoint['current']>,
): Promise<ShapeFitOutcome> {
  const { request } = options
  const { start, iteration } = running
  const continued = await run(
    options,
    { initialize: running.parameters, maxIterations: Math.max(1, request.maxIterations - iteration) },
    { start, iteration },
  )
  const whole: ShapeFit = {
    ...continued.fit,
    iterations: iteration + continued.fit.iterations,
    // The values before the checkpoint's parameters, to which the continuation's first belongs. The list itself
    // has grown meanwhile: it is the running start's record.
    logLikelihoods: [...running.logLikelihoods.slice(0, iteration), ...continued.fit.logLikelihoods],
  }
  const fits = earlier ? [fitOf(earlier, request), whole] : [whole]
  const remaining = request.starts - start - 1
  if (continued.stopped || remaining === 0) return { fit: best(fits), stopped: continued.stopped }
  const others = await run(
    options,
    { starts: remaining, seed: request.seed + start + 1, maxIterations: request.maxIterations },
    { start: start + 1, iteration: 0 },
  )
  return { fit: best([...fits, others.fit]), stopped: others.stopped }
}

async function run(
  { shape, samples, request, onIteration }: ShapeFitOptions,
  options: Pick<FitOptions, 'initialize' | 'starts' | 'seed' | 'maxIterations'>,
  offset = { start: 0, iteration: 0 },
): Promise<ShapeFitOutcome> {
  let stopped = false
  const fit = await fitGaussianMixture(samples, {
    ...options,
    ...shape,
    async onIteration(progress) {
      const answer = await onIteration({
        ...progress,
        start: progress.start + offset.start,
        starts: request.starts,
        iteration: progress.iteration + offset.iteration,
      })
      stopped = answer === 'stop'
      return answer
    },
  })
  return { fit, stopped }
}

/** A start that had ended before the checkpoint. */
function fitOf({ parameters, iteration, logLikelihoods }: StartState, request: FitRequest): ShapeFit {
  return {
    model: GaussianMixture.fromParameters(parameters),
    converged: iteration < request.maxIterations,
    // A checkpoint does not say; a start that did collapse can only lose by its likelihood then.
    collapsed: false,
    iterations: iteration,
    logLikelihoods,
  }
}

/** The most likely of the starts that did not collapse; of all, if all did. */
function best(fits: readonly ShapeFit[]): ShapeFit {
  const sound = fits.filter(fit => !fit.collapsed)
  return (sound.length > 0 ? sound : fits).reduce((winner, fit) =>
    fit.logLikelihoods.at(-1)! > winner.logLikelihoods.at(-1)! ? fit : winner,
  )
}
