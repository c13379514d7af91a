import { dot, MixturaError } from '@mixtura/numerics'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { fisherCoordinates, type FisherCoordinates, type StatisticsVector } from './fisherCoordinates.js'
import type { MixtureParameters } from '../model/parameters.js'
import { quasiNewtonDirection, stepPair, type StepPair } from './quasiNewton.js'

/** A mixture and its E-step, from which the next M-step is computed. */
export interface Iterate {
  readonly parameters: MixtureParameters
  /** Statistics from which the M-step computed `parameters`; undefined for a start. */
  readonly origin?: SufficientStatistics | undefined
  readonly statistics: SufficientStatistics
  readonly meanLogLikelihood: number
  /** What EM maximises: the log-likelihood, plus the log-prior if there is one. Nats per sample. */
  readonly objective: number
}

/** A quasi-Newton step from an iterate, before its length is chosen. */
export interface Ascent {
  /** Gain that the quadratic model predicts for the whole step, nats per sample. */
  readonly predictedGain: number
  /** Estimate of what EM can still gain, nats per sample; rather too large than too small. */
  readonly remainingGain: number
  /**
   * Line search along the step. Returns an iterate with a higher objective; undefined if none was found.
   *
   * @param evaluate an M-step on the statistics, and an E-step under its result.
   * @throws what `evaluate` throws, except a MixturaError: that shortens the step.
   */
  search(evaluate: (statistics: SufficientStatistics) => Promise<Iterate>): Promise<Iterate | undefined>
}

export interface Acceleration {
  /** Records an iterate that EM has accepted, whatever step led to it. */
  record(iterate: Iterate): void
  /** The step from the latest recorded iterate; undefined without curvature pairs, or for a while after steps failed. */
  ascent(): Ascent | undefined
  /** All that a new acceleration needs to continue from here. */
  state(): AccelerationState
}

/** Memory of an acceleration. */
export interface AccelerationState {
  /** Recorded iterates whose gradients are not computed yet: they are needed only once EM is slow. */
  readonly waiting: readonly Iterate[]
  /** The latest iterate whose gradient was computed. */
  readonly latest: Iterate | undefined
  readonly pairs: readonly StepPair[]
  /** Largest length of a step, √nats per sample. */
  readonly reach: number
  /** Line searches that failed in a row. */
  readonly refusals: number
  /** Plain steps to take before the next quasi-Newton step. */
  readonly pause: number
}

/** Largest number of curvature pairs, and of bytes that they take (64 MiB). */
export const maxPairs = 10
const maxBytes = 2 ** 26
/** Step lengths tried in one line search; each costs a pass over the data. */
const maxTrials = 2
/** Halvings of a step to statistics that no mixture can have; they cost no pass. */
const maxHalvings = 8
/** First and smallest value of `reach`, √nats per sample. */
const firstReach = 0.3
const minReach = 1e-3
/** Largest value of `pause`. */
export const maxPause = 64
/** In experiments the gain left was at most about this multiple of the predicted one. */
const predictionFactor = 10

/** An iterate with its gradient. */
interface Measured {
  readonly iterate: Iterate
  readonly origin: SufficientStatistics
  readonly coordinates: FisherCoordinates
  readonly gradient: Float64Array
}

/**
 * Quasi-Newton acceleration of EM. A plain EM step is a gradient step preconditioned by the information of the complete
 * data (fisherCoordinates.ts). Limited-memory BFGS corrects it by the curvature seen in earlier steps (quasiNewton.ts).
 *
 * A step changes the statistics that the M-step takes, not the parameters. Statistics form a vector space for every
 * covariance structure, and the M-step maps the result back to the structure. Each step is expressed in the coordinates
 * of the iterate where it begins; the difference to the coordinates of its neighbours is neglected.
 *
 * `reach` limits the length of a step. It grows after a success at that length and shrinks after a failure. A step costs
 * O(K D³), plus O(m K D²) for m pairs, whatever the number of rows.
 *
 * @see Jamshidian & Jennrich, Acceleration of the EM algorithm by using quasi-Newton methods (1997): their QN2, here with
 *   limited memory.
 * @param earlier state of the acceleration that this one continues.
 */
export function createAcceleration(earlier?: AccelerationState): Acceleration {
  let waiting: readonly Iterate[] = earlier?.waiting ?? []
  let latest: Measured | undefined = earlier?.latest && measure(earlier.latest)
  let pairs: readonly StepPair[] = earlier?.pairs ?? []
  let { reach, refusals, pause } = earlier ?? { reach: firstReach, refusals: 0, pause: 0 }

  const measureWaiting = (): void => {
    for (const iterate of waiting) {
      const next = measure(iterate)
      if (latest && next) {
        const step = latest.coordinates.coordinatesOf(difference(next.origin, latest.origin))
        const pair = stepPair(step, latest.gradient, next.gradient)
        if (pair) pairs = [...pairs, pair].slice(-roomFor(iterate))
      }
      latest = next
    }
    waiting = []
  }

  return {
    state: () => ({ waiting, latest: latest?.iterate, pairs, reach, refusals, pause }),
    record(iterate) {
      waiting = [...waiting.slice(-roomFor(iterate)), iterate]
    },
    ascent() {
      measureWaiting()
      if (!latest || pairs.length === 0) return undefined
      if (pause > 0) {
        pause--
        return undefined
      }
      const { iterate, origin, coordinates, gradient } = latest
      const { totalWeight } = iterate.statistics
      const direction = quasiNewtonDirection(gradient, pairs)
      const slope = dot(gradient, direction) / totalWeight
      const length = Math.sqrt(dot(direction, direction) / totalWeight)
      const step = coordinates.differenceOf(direction)
      return {
        predictedGain: slope / 2,
        remainingGain: (predictionFactor * slope) / 2,
        async search(evaluate) {
          let share = Math.min(1, reach / length)
          for (let trial = 0; trial < maxTrials; trial++) {
            let candidate: Iterate | undefined
            for (let halving = 0; halving <= maxHalvings && !candidate; halving++) {
              if (halving > 0) share /= 2
              candidate = await evaluated(along(origin, step, share), evaluate)
            }
            if (!candidate) break
            const gain = candidate.objective - iterate.objective
            if (gain > 0) {
              if (share * length > 0.9 * reach) reach *= 2
              refusals = 0
              return candidate
            }
            // Maximum of the parabola through the slope and the gain, as a share of the step; clamped to 0.1 to 0.5.
            const top = (slope * share) / (2 * (slope * share - gain))
            share *= top >= 0.1 ? Math.min(top, 0.5) : 0.1
            reach = Math.max(minReach, share * length)
          }
          pause = Math.min(maxPause, 2 ** refusals - 1)
          refusals++
          return undefined
        },
      }
    },
  }
}

/** How many pairs, or waiting iterates, fit into `maxBytes`: each is about as large as the scatters. */
function roomFor({ statistics }: Iterate): number {
  return Math.max(1, Math.min(maxPairs, Math.floor(maxBytes / statistics.scatters.byteLength)))
}

function measure(iterate: Iterate): Measured | undefined {
  const { parameters, statistics } = iterate
  if (!iterate.origin) return undefined
  const origin = recentreStatistics(iterate.origin, statistics.centres)
  const coordinates = fisherCoordinates(parameters, statistics.totalWeight)
  return { iterate, origin, coordinates, gradient: coordinates.coordinatesOf(difference(statistics, origin)) }
}

/** a - b about the centres of b. */
function difference(a: SufficientStatistics, b: SufficientStatistics): StatisticsVector {
  const { counts, sums, scatters } = a.centres === b.centres ? a : recentreStatistics(a, b.centres)
  return {
    counts: counts.map((value, i) => value - b.counts[i]),
    sums: sums.map((value, i) => value - b.sums[i]),
    scatters: scatters.map((value, i) => value - b.scatters[i]),
  }
}

/** origin + share · step; undefined if a count would not stay positive. */
function along(origin: SufficientStatistics, step: StatisticsVector, share: number): SufficientStatistics | undefined {
  const counts = origin.counts.map((value, i) => value + share * step.counts[i])
  if (!counts.every(count => count > 0)) return undefined
  return {
    ...origin,
    counts,
    sums: origin.sums.map((value, i) => value + share * step.sums[i]),
    scatters: origin.scatters.map((value, i) => value + share * step.scatters[i]),
  }
}

/** Undefined if no mixture has these statistics: extrapolated scatters need not be positive definite. */
async function evaluated(
  statistics: SufficientStatistics | undefined,
  evaluate: (statistics: SufficientStatistics) => Promise<Iterate>,
): Promise<Iterate | undefined> {
  try {
    return statistics && (await evaluate(statistics))
  } catch (error) {
    if (error instanceof MixturaError) return undefined
    throw error
  }
}
