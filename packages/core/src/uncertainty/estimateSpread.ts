import type { Matrix } from '@mixtura/numerics'
import { chiSquareQuantile } from '../use/chiSquare.js'

/** Spread of an array of estimates over replicates; arrays have the shape and units of the estimates. */
export interface EstimateSpread {
  /** Estimates of the reference model. */
  readonly estimates: Float64Array
  /** Standard deviation over replicates (divisor R - 1); for a jackknife √((R - 1) / R Σ (θ_r - mean)²). */
  readonly standardErrors: Float64Array
  /** Lower end of the interval. */
  readonly lower: Float64Array
  /** Upper end. */
  readonly upper: Float64Array
  /** [R, length] estimates of each fitted replicate. */
  readonly replicates: Matrix
}

/**
 * Standard errors and percentile intervals of each estimate.
 *
 * @param replicates [R, length], R >= 2.
 * @param confidence between 0 and 1; the interval leaves out a share of (1 - confidence) / 2 at each end.
 * @see Efron & Tibshirani, An Introduction to the Bootstrap (1993), ch. 6 and 13.
 */
export function estimateSpread(estimates: Float64Array, replicates: Matrix, confidence: number): EstimateSpread {
  const { data, rows, columns } = replicates
  const standardErrors = new Float64Array(columns)
  const lower = new Float64Array(columns)
  const upper = new Float64Array(columns)
  const values = new Float64Array(rows)
  for (let i = 0; i < columns; i++) {
    let mean = 0
    for (let r = 0; r < rows; r++) {
      values[r] = data[r * columns + i]
      mean += (values[r] - mean) / (r + 1)
    }
    standardErrors[i] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1))
    values.sort()
    lower[i] = quantile(values, (1 - confidence) / 2)
    upper[i] = quantile(values, (1 + confidence) / 2)
  }
  return { estimates, standardErrors, lower, upper, replicates }
}

/**
 * Standard errors and normal intervals from replicates that each leave out one row.
 *
 * @param replicates [R, length], R >= 2.
 * @param confidence between 0 and 1; the interval is the estimate ± its standard error times the normal quantile.
 * @see Efron & Tibshirani, An Introduction to the Bootstrap (1993), eq. 11.5.
 */
export function jackknifeSpread(estimates: Float64Array, replicates: Matrix, confidence: number): EstimateSpread {
  const spread = estimateSpread(estimates, replicates, confidence)
  const radius = Math.sqrt(chiSquareQuantile(confidence, 1))
  const { rows } = replicates
  // √((R - 1) / R Σ (θ_r - mean)²), from the standard deviation with divisor R - 1.
  const standardErrors = spread.standardErrors.map(deviation => (deviation * (rows - 1)) / Math.sqrt(rows))
  return {
    ...spread,
    standardErrors,
    lower: estimates.map((estimate, i) => estimate - radius * standardErrors[i]),
    upper: estimates.map((estimate, i) => estimate + radius * standardErrors[i]),
  }
}

/**
 * Quantile by linear interpolation between order statistics (definition 7 of Hyndman & Fan, Sample quantiles in statistical
 * packages (1996)).
 *
 * @param sorted ascending, at least one.
 */
function quantile(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (position - below) * (sorted[above] - sorted[below])
}
