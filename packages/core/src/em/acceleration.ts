import { MixturaError } from '@mixtura/numerics'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { fisherCoordinates, type FisherCoordinates, type StatisticsVector } from './fisherCoordinates.js'
import type { MixtureParameters } from '../model/parameters.js'
import { dot, quasiNewtonDirection, stepPair, type StepPair } from './quasiNewton.js'

/** A mixture with its E-step: what the next M-step begins from. */
export interface Iterate {
  readonly parameters: MixtureParameters
  /** What the M-step made the parameters of; undefined for a start. */
  readonly origin?: SufficientStatistics | undefined
  readonly statistics: SufficientStatistics
  readonly meanLogLikelihood: number
  /** What EM climbs, nats per sample: the log-likelihood, and the log-prior where there is one. */
  readonly objective: number
}

/** The way from an iterate to where quasi-Newton steps see the maximum. */
export interface Ascent {
  /** What all of the way should gain by the few steps remembered, nats per sample. */
  readonly foreseenGain: number
  /** What may be left to be gained, nats per sample: more rather than less. */
  readonly remainingGain: number
  /**
   * The iterate that some part of the way leads to; undefined where none was found that is better.
   *
   * @param evaluate the M-step of statistics, and the E-step of what it gives.
   * @throws what `evaluate` throws, unless it is a MixturaError.
   */
  climb(evaluate: (statistics: SufficientStatistics) => Promise<Iterate>): Promise<Iterate | undefined>
}

export interface Acceleration {
  /** Tells of an iterate that EM has come to, whatever step led there. */
  visit(iterate: Iterate): void
  /** The way on from the latest visited; undefined as long as nothing is known of it, or steps on it were refused lately. */
  ascent(): Ascent | undefined
  /** What it remembers, for another that goes on from here. */
  state(): AccelerationState
}

/** What an acceleration remembers. */
export interface AccelerationState {
  /** Iterates not measured yet: as long as EM is fast, none needs to be. */
  readonly waiting: readonly Iterate[]
  /** The latest that was measured. */
  readonly latest: Iterate | undefined
  readonly pairs: readonly StepPair[]
  readonly reach: number
  readonly refusals: number
  readonly pause: number
}

/** Steps remembered, and bytes that they may take (64 MiB). */
const mostPairs = 10
const mostBytes = 2 ** 26
/** Steps tried on one way, each a pass over the data, before a plain one is taken. */
const trials = 2
/** Halvings of a step that leads to statistics of no mixture; these cost no pass. */
const mostHalvings = 8
/** The longest step at first, √nats per sample, and the least that refusals leave of it. */
const firstReach = 0.3
const leastReach = 1e-3
/** Plain steps between two ways where many were refused in a row. */
const longestPause = 64
/** In trials, up to about this multiple of the foreseen gain was left. */
const unforeseen = 10

/** What was measured at an iterate. */
interface Measured {
  readonly iterate: Iterate
  readonly origin: SufficientStatistics
  readonly coordinates: FisherCoordinates
  readonly gradient: Float64Array
}

/**
 * Quasi-Newton acceleration of EM. A plain step is a gradient step, preconditioned by the complete data's information
 * (fisherCoordinates.ts); limited-memory BFGS corrects it by what the steps before have shown (quasiNewton.ts).
 *
 * Steps change the statistics that the M-step takes rather than the parameters: these are a vector space whatever the
 * covariance structure, and the M-step brings the result back into it. Each step is expressed in the coordinates of the
 * iterate that it left; those of neighbouring iterates are taken for the same.
 *
 * No step is longer than a reach that grows where steps of that length succeed and shrinks where they are refused. A
 * proposal takes O(K D³) and, for m remembered steps, O(m K D²), whatever the number of rows.
 *
 * @see Jamshidian & Jennrich, Acceleration of the EM algorithm by using quasi-Newton methods (1997): their QN2, here with
 *   limited memory.
 * @param earlier of an acceleration that this one goes on for.
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
    visit(iterate) {
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
      const way = coordinates.differenceOf(direction)
      return {
        foreseenGain: slope / 2,
        remainingGain: (unforeseen * slope) / 2,
        async climb(evaluate) {
          let share = Math.min(1, reach / length)
          for (let trial = 0; trial < trials; trial++) {
            let landed: Iterate | undefined
            for (let halving = 0; halving <= mostHalvings && !landed; halving++) {
              if (halving > 0) share /= 2
              landed = await evaluated(along(origin, way, share), evaluate)
            }
            if (!landed) break
            const gain = landed.objective - iterate.objective
            if (gain > 0) {
              if (share * length > 0.9 * reach) reach *= 2
              refusals = 0
              return landed
            }
            // The top of the parabola through what is known, within bounds.
            const top = (slope * share) / (2 * (slope * share - gain))
            share *= top >= 0.1 ? Math.min(top, 0.5) : 0.1
            reach = Math.max(leastReach, share * length)
          }
          pause = Math.min(longestPause, 2 ** refusals - 1)
          refusals++
          return undefined
        },
      }
    },
  }
}

/** Steps that may be remembered: their pairs, and iterates that wait to be measured, are each about as large as the scatters. */
function roomFor({ statistics }: Iterate): number {
  return Math.max(1, Math.min(mostPairs, Math.floor(mostBytes / statistics.scatters.byteLength)))
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

/** origin + share · way; undefined where a component would be emptied. */
function along(origin: SufficientStatistics, way: StatisticsVector, share: number): SufficientStatistics | undefined {
  const counts = origin.counts.map((value, i) => value + share * way.counts[i])
  if (!counts.every(count => count > 0)) return undefined
  return {
    ...origin,
    counts,
    sums: origin.sums.map((value, i) => value + share * way.sums[i]),
    scatters: origin.scatters.map((value, i) => value + share * way.scatters[i]),
  }
}

/** Undefined where the statistics belong to no mixture: such as no data gave need not be positive definite. */
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
