import { digamma, logGamma } from '@mixtura/numerics'
import type { StudentDistances } from './studentDistances.js'
import type { StudentParameters } from './studentParameters.js'

/** Range of the estimates: from heavier tails than those of a Cauchy distribution to practically a Gaussian. */
export const degreesOfFreedomRange = { minimum: 0.1, maximum: 1000 } as const

/** Relative accuracy of the root. */
const accuracy = 1e-10
const maxRounds = 200

/**
 * [K] degrees of freedom that maximise Σ_n r_nk ln t(x_n; μ_k, Σ_k, ν_k), for each component separately or as one shared number.
 * Only the labels are treated as missing data, not the weights u_nk. One step of such an alternating ECM gains as much as many
 * steps of plain EM.
 *
 * @param responsibilities [N, K] under `parameters`, whose means and scales gave the distances.
 * @see Liu & Rubin, ML estimation of the t distribution using EM and its extensions, ECM and ECME (1995);
 *   Meng & van Dyk, The EM algorithm: an old folk-song sung to a fast new tune (1997), for the alternation.
 */
export function estimateDegreesOfFreedom(
  parameters: StudentParameters,
  { squared }: StudentDistances,
  responsibilities: Float64Array,
): Float64Array {
  const { components, columns, degreesOfFreedom, degreesOfFreedomKind } = parameters
  const all = Array.from({ length: components }, (_, k) => k)
  const groups = degreesOfFreedomKind === 'shared' ? [all] : all.map(k => [k])
  const estimated = degreesOfFreedom.slice()
  for (const group of groups) {
    const profile = { squared, responsibilities, components, columns, group }
    const current = degreesOfFreedom[group[0]]
    const root = stationaryPoint(nu => slope(nu, profile), current)
    // If the profile has several stationary points, the one that is found can lie beyond a dip and be lower than the current value.
    const chosen = objective(root, profile) >= objective(current, profile) ? root : current
    for (const k of group) estimated[k] = chosen
  }
  return estimated
}

interface Profile {
  readonly squared: Float64Array
  readonly responsibilities: Float64Array
  readonly components: number
  readonly columns: number
  /** Components that share the degrees of freedom. */
  readonly group: readonly number[]
}

/** Σ_n r_n [ln Γ((ν + D)/2) - ln Γ(ν/2) - D/2 ln ν - (ν + D)/2 ln(1 + δ_n/ν)] */
function objective(nu: number, { squared, responsibilities, components, columns, group }: Profile): number {
  const constant = logGamma((nu + columns) / 2) - logGamma(nu / 2) - 0.5 * columns * Math.log(nu)
  let sum = 0
  for (let row = 0; row < squared.length; row += components) {
    for (const k of group) {
      sum += responsibilities[row + k] * (constant - 0.5 * (nu + columns) * Math.log1p(squared[row + k] / nu))
    }
  }
  return sum
}

/** Twice its derivative: Σ_n r_n [ψ((ν + D)/2) - ψ(ν/2) - D/ν - ln(1 + δ_n/ν) + (ν + D)/ν · δ_n/(ν + δ_n)] */
function slope(nu: number, { squared, responsibilities, components, columns, group }: Profile): number {
  const constant = digamma((nu + columns) / 2) - digamma(nu / 2) - columns / nu
  let sum = 0
  for (let row = 0; row < squared.length; row += components) {
    for (const k of group) {
      const distance = squared[row + k]
      sum +=
        responsibilities[row + k] *
        (constant - Math.log1p(distance / nu) + ((nu + columns) / nu) * (distance / (nu + distance)))
    }
  }
  return sum
}

/** The zero of `slope` uphill of `current`, or the end of the range. Steps that double bracket it; the Illinois rule in ln ν then finds it. */
function stationaryPoint(slopeAt: (nu: number) => number, current: number): number {
  const { minimum, maximum } = degreesOfFreedomRange
  let near = Math.log(current)
  let slopeNear = slopeAt(current)
  if (slopeNear === 0) return current
  const end = Math.log(slopeNear > 0 ? maximum : minimum)
  const direction = Math.sign(slopeNear)
  let far = near
  let slopeFar = slopeNear
  for (let step = 0.1; slopeFar * direction > 0; step *= 2) {
    if (far === end) return Math.exp(end)
    near = far
    slopeNear = slopeFar
    far = direction > 0 ? Math.min(far + step, end) : Math.max(far - step, end)
    slopeFar = slopeAt(Math.exp(far))
  }
  for (let round = 0; round < maxRounds && Math.abs(far - near) > accuracy && slopeFar !== 0; round++) {
    const between = far - (slopeFar * (far - near)) / (slopeFar - slopeNear)
    const slopeBetween = slopeAt(Math.exp(between))
    if (slopeBetween * slopeFar < 0) {
      near = far
      slopeNear = slopeFar
    } else slopeNear /= 2
    far = between
    slopeFar = slopeBetween
  }
  return Math.exp(far)
}
