import { choleskyInPlace, inverseFromFactor } from '@mixtura/numerics'
import type { CoordinateStep } from './covarianceStructure.js'
import { smallestShare } from './requireNoise.js'
import { addCombinations, addRow, productsOfRows, scaleRow } from './rowVectors.js'

interface FactorShape {
  readonly components: number
  readonly columns: number
  readonly factors: number
}

/** Added to the diagonal of the normal equations, as a share of their trace: steps that are almost parallel have no unique combination. */
const ridge = 1e-10
/** An extrapolation changes no noise variance by more than this factor beyond the last step. */
const maxNoiseRatio = 4

/**
 * [K, D, q + 1] coordinates of stored covariances, in which steps are combined: the loadings, and ln ψ in place of ψ. The sign
 * of a factor is arbitrary. It is chosen such that its loadings, divided by their noise, point the same way as those of `like`.
 */
export function factorCoordinates(covariances: Float64Array, { components, columns, factors }: FactorShape, like?: Float64Array): Float64Array {
  const coordinates = covariances.slice()
  const width = factors + 1
  const along = new Float64Array(factors)
  for (let k = 0; k < components; k++) {
    const [from, to] = [k * columns * width, (k + 1) * columns * width]
    along.fill(0)
    for (let at = from; at < to; at += width) {
      const noise = covariances[at + factors]
      coordinates[at + factors] = Math.log(noise)
      if (like) for (let l = 0; l < factors; l++) along[l] += (covariances[at + l] * like[at + l]) / noise
    }
    for (let l = 0; l < factors; l++) {
      if (along[l] < 0) for (let at = from + l; at < to; at += width) coordinates[at] = -coordinates[at]
    }
  }
  return coordinates
}

/**
 * Anderson's extrapolation of the last steps of EM. With the steps f_j = g(y_j) - y_j of iterates y_j, it returns
 *
 *   y = g(y_m) - Σ_j γ_j (g(y_{j+1}) - g(y_j)),  where γ minimises |f_m - Σ_j γ_j (f_{j+1} - f_j)|,
 *
 * for each component alone. The squared length of a difference is Σ_i (Σ_l Δλ_il² / ψ_i + ½ (Δ ln ψ_i)²), which depends on no
 * unit: about the change of the log-likelihood of one row. O(m² D q).
 *
 * @param steps from the oldest to the latest, at least two.
 * @param floor [D] lower bounds of noise variances.
 * @returns stored covariances [K, D, q + 1].
 * @see Anderson, Iterative procedures for nonlinear integral equations (1965); Walker & Ni, Anderson acceleration for fixed-point
 *   iterations (2011); Henderson & Varadhan, Damped Anderson acceleration with restarts and monotonicity control for
 *   accelerating EM and EM-like algorithms (2019).
 */
export function extrapolateFactors(
  steps: readonly CoordinateStep[],
  { components, columns, factors, floor }: FactorShape & { readonly floor?: Float64Array | undefined },
): Float64Array {
  const width = factors + 1
  const size = columns * width
  const last = steps[steps.length - 1]
  const covariances = new Float64Array(components * size)
  for (let k = 0; k < components; k++) {
    const own = { from: k * size, columns, factors }
    const shares = stepShares(steps, own)
    for (let j = 0; j < steps.length; j++) {
      const weight = (j === shares.length ? 1 : shares[j]) - (j > 0 ? shares[j - 1] : 0)
      addRow(covariances, k * size, weight, steps[j].to, k * size, size)
    }
    boundNoise(covariances, last, { ...own, floor })
  }
  return covariances
}

/** Replaces ln ψ by ψ, between its bounds. */
function boundNoise(
  covariances: Float64Array,
  { from: before, to: after }: CoordinateStep,
  { from, columns, factors, floor }: ComponentShape & { readonly floor?: Float64Array | undefined },
): void {
  for (let i = 0, at = from + factors; i < columns; i++, at += factors + 1) {
    const noise = Math.exp(after[at])
    let lowest = noise
    // A variance that did not fall may be at a bound of the M-step.
    if (after[at] < before[at]) {
      let variance = noise
      for (let l = at - factors; l < at; l++) variance += after[l] * after[l]
      lowest = Math.min(noise, Math.max(noise / maxNoiseRatio, smallestShare * variance))
    }
    const highest = maxNoiseRatio * Math.exp(Math.max(before[at], after[at]))
    covariances[at] = Math.max(Math.min(Math.exp(covariances[at]), highest), lowest, floor ? floor[i] : 0)
  }
}

/** One component of stored covariances. */
interface ComponentShape {
  /** Where it begins. */
  readonly from: number
  readonly columns: number
  readonly factors: number
}

/** γ from the normal equations; zeros for a component that no longer changes. */
function stepShares(steps: readonly CoordinateStep[], { from, columns, factors }: ComponentShape): Float64Array {
  const size = columns * (factors + 1)
  const count = steps.length - 1
  const latest = steps[count]
  /** [D, q + 1] roots of the metric. */
  const roots = new Float64Array(size)
  for (let at = 0; at < size; at += factors + 1) {
    const inverseDeviation = Math.exp(-0.5 * latest.from[from + at + factors])
    for (let l = 0; l < factors; l++) roots[at + l] = inverseDeviation
    roots[at + factors] = Math.SQRT1_2
  }
  /** f_j - f_{j+1} of every step but the latest, and its f, in the metric. In one loop, because hosts run it before they have compiled it. */
  const rows = new Float64Array((count + 1) * size)
  for (let i = 0; i < size; i++) {
    let next = 0
    for (let j = count; j >= 0; j--) {
      const step = (steps[j].to[from + i] - steps[j].from[from + i]) * roots[i]
      rows[j * size + i] = step - next
      next = step
    }
  }
  const changes = rows.subarray(0, count * size)
  const normal = productsOfRows(changes, changes, size)
  let trace = 0
  for (let j = 0; j < count; j++) trace += normal[j * count + j]
  for (let j = 0; j < count; j++) normal[j * count + j] += ridge * trace
  const shares = new Float64Array(count)
  if (choleskyInPlace(normal, count)) return shares
  const inverse = inverseFromFactor(normal, count)
  addCombinations(shares, productsOfRows(changes, rows.subarray(count * size), size), inverse, count)
  // The differences are those of the equation with the other sign.
  scaleRow(shares, 0, -1, count)
  return shares
}
