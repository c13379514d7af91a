import { MixturaError } from '@mixtura/numerics'
import type { CoordinateStep } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { Iterate } from './acceleration.js'

/** Extrapolates the covariances of a structure whose scatters are projected; `createAcceleration` serves all others. */
export interface Extrapolation {
  /**
   * Records a plain step from an iterate, and returns the E-step of an extrapolation of it and the steps before, if that has a
   * higher objective than the iterate.
   *
   * @param eStep the E-step under a mixture.
   * @throws what `eStep` throws, except a MixturaError.
   */
  search(
    current: Iterate,
    plain: MixtureParameters,
    eStep: (parameters: MixtureParameters) => Promise<Iterate>,
  ): Promise<Iterate | undefined>
  /** Takes no further steps: regularisation costs more than they gain. */
  end(): void
  readonly isOver: boolean
  /** All that a new extrapolation needs to continue from here. */
  state(): ExtrapolationState
}

/** Memory of an extrapolation. */
export interface ExtrapolationState {
  /** From the oldest to the latest. */
  readonly steps: readonly CoordinateStep[]
  /** Extrapolations that failed in a row. */
  readonly refusals: number
  /** Plain steps to take before the next extrapolation. */
  readonly pause: number
  readonly isOver: boolean
}

/** Steps that are combined. Older ones tell little, because the map that EM iterates changes on the way. */
export const maxSteps = 6
/** Largest value of `pause`. */
export const maxExtrapolationPause = 8

/**
 * @param floor [D] lower bounds of noise variances.
 * @param earlier state of the extrapolation that this one continues.
 */
export function createExtrapolation(floor?: Float64Array, earlier?: ExtrapolationState): Extrapolation {
  let { steps, refusals, pause, isOver } = earlier ?? { steps: [], refusals: 0, pause: 0, isOver: false }
  /** Covariances to which the last step led. */
  let end: Float64Array | undefined
  return {
    state: () => ({ steps, refusals, pause, isOver }),
    end() {
      isOver = true
      steps = []
    },
    get isOver() {
      return isOver
    },
    async search(current, plain, eStep) {
      if (isOver) return undefined
      const { covarianceType, components, columns, covariances } = current.parameters
      const projected = covarianceStructure(covarianceType).projected!
      const shape = { components, columns }
      // Where the step before was kept, its end is where this one begins.
      const from = covariances === end ? steps.at(-1)!.to : projected.coordinates(covariances, shape, steps.at(-1)?.to)
      steps = [...steps, { from, to: projected.coordinates(plain.covariances, shape, from) }].slice(-maxSteps)
      end = plain.covariances
      if (steps.length === 1) return undefined
      if (pause > 0) {
        pause--
        return undefined
      }
      const candidate = await evaluated({ ...plain, covariances: projected.extrapolate(steps, { ...shape, floor }) }, eStep)
      if (candidate && candidate.objective > current.objective) {
        refusals = 0
        return candidate
      }
      refusals++
      pause = Math.min(maxExtrapolationPause, refusals)
      steps = steps.slice(-1)
      return undefined
    },
  }
}

/** The gain left is taken for this multiple of the larger of the two last gains. It is a guess on the safe side. */
const remainingFactor = 10

/** Estimate of what EM can still gain after an extrapolated step, nats per sample; rather too large than too small. */
export function remainingAfterExtrapolation(objectives: readonly number[]): number {
  const [before, last, current] = objectives.slice(-3)
  return remainingFactor * Math.max(last - before, current - last)
}

async function evaluated(parameters: MixtureParameters, eStep: (parameters: MixtureParameters) => Promise<Iterate>): Promise<Iterate | undefined> {
  try {
    return await eStep(parameters)
  } catch (error) {
    if (error instanceof MixturaError) return undefined
    throw error
  }
}
