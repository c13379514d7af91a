import type { Anomalies, AnomaliesRequest } from '../contract/anomalies.js'
import { StudioError } from '../contract/errors.js'
import type { FitId } from '../contract/identifiers.js'
import type { FinishedFit, Fits } from './jobs/fits.js'
import { RecentlyUsed } from './recentlyUsed.js'

/** Number of flagged rows that are described. */
const strangestListed = 20
const bins = 48
/** Scores have long tails: the picture ends at these shares of them. */
const tail = 0.002
/** 97.5 % quantile of the standard normal distribution. */
const normalQuantile = 1.959963984540054

interface Scores {
  /** [N] of the rows of the table. */
  readonly rows: Float64Array
  /** Ascending, without NaN. */
  readonly sorted: Float64Array
  readonly ordinary: Float64Array
  readonly isDrawn: boolean
}

/** Finds the rows beyond a threshold that ordinary rows reach with a wanted rate. */
export class AnomalySearch {
  readonly #fits: Fits
  readonly #scores = new RecentlyUsed<FitId, Promise<Scores>>(2)

  constructor(fits: Fits) {
    this.#fits = fits
  }

  /** @throws {StudioError} `no-capability` */
  async find({ fit: id, rate }: AnomaliesRequest): Promise<Anomalies> {
    const fit = await this.#fits.finished(id)
    if (!fit.summary.capabilities.includes('anomalyScore')) {
      throw new StudioError('no-capability', 'This model does not score rows: it lacks the capability anomalyScore. Choose a model of the density of rows.', { fit: id, capability: 'anomalyScore' })
    }
    const { rows, sorted, ordinary, isDrawn } = await this.#scoresOf(fit)
    const threshold = ordinary[Math.max(0, ordinary.length - Math.max(1, Math.round(rate * ordinary.length)))]!
    const alarms = ordinary.length - firstAtLeast(ordinary, threshold)
    return {
      threshold,
      ordinary: isDrawn ? 'drawn' : 'rows',
      compared: ordinary.length,
      alarms,
      interval: wilsonInterval(alarms, ordinary.length),
      flagged: sorted.length - firstAtLeast(sorted, threshold),
      total: rows.length,
      histogram: histogramOf(sorted, ordinary),
      strangest: await this.#strangest(fit, rows, threshold),
    }
  }

  #scoresOf(fit: FinishedFit): Promise<Scores> {
    const { id } = fit.summary
    const scores = this.#scores.get(id, () => this.#measure(fit))
    scores.catch(() => this.#scores.removeIf(id, scores))
    return scores
  }

  async #measure(fit: FinishedFit): Promise<Scores> {
    const rows = await fit.scores()
    const sorted = ascending(rows)
    const drawn = fit.summary.capabilities.includes('sample') ? ascending(await fit.ask('drawnScores', null)) : null
    const isDrawn = drawn !== null && drawn.length > 0
    return { rows, sorted, ordinary: isDrawn ? drawn : sorted, isDrawn }
  }

  async #strangest(fit: FinishedFit, scores: Float64Array, threshold: number): Promise<Anomalies['strangest']> {
    const flagged = Uint32Array.from(scores.keys()).filter(at => scores[at]! >= threshold).sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, strangestListed)
    const { data, columns } = (await fit.unscaled()).samples
    const values = new Float64Array(flagged.length * columns)
    flagged.forEach((row, at) => values.set(data.subarray(row * columns, (row + 1) * columns), at * columns))
    return {
      rows: flagged.map(at => fit.table.rows[at]!),
      scores: Float64Array.from(flagged, at => scores[at]!),
      values,
      contributions: await fit.ask('contributions', flagged),
    }
  }
}

/** The numbers among `values` in ascending order. Infinite scores stay: such rows are beyond every threshold. */
const ascending = (values: Float64Array): Float64Array => values.filter(value => !Number.isNaN(value)).sort()

/** Index of the first entry of `sorted` that is at least `value`. */
export function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * 95 % interval of a share, of which `hits` of `trials` were seen:
 *
 *   (p + z²/2n ± z √(p (1 - p) / n + z²/4n²)) / (1 + z²/n).
 *
 * @see Wilson, Probable inference, the law of succession, and statistical inference (1927).
 */
export function wilsonInterval(hits: number, trials: number): [number, number] {
  const share = hits / trials
  const squared = normalQuantile ** 2 / trials
  const centre = share + squared / 2
  const half = Math.sqrt(squared * (share * (1 - share) + squared / 4))
  return [Math.max(0, (centre - half) / (1 + squared)), Math.min(1, (centre + half) / (1 + squared))]
}

function histogramOf(rows: Float64Array, ordinary: Float64Array): Anomalies['histogram'] {
  const finite = [rows, ordinary].map(sorted => sorted.filter(Number.isFinite))
  const at = (sorted: Float64Array, share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  const minimum = Math.min(...finite.map(sorted => at(sorted, tail)))
  const maximum = Math.max(...finite.map(sorted => at(sorted, 1 - tail)))
  const count = (values: Float64Array): Uint32Array<ArrayBuffer> => {
    const counts = new Uint32Array(bins)
    for (const value of values) {
      const bin = maximum > minimum ? Math.floor(((value - minimum) / (maximum - minimum)) * bins) : 0
      counts[Math.min(bins - 1, Math.max(0, bin))]!++
    }
    return counts
  }
  return { minimum, maximum, rows: count(rows), ordinary: count(ordinary) }
}
