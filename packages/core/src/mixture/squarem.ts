import { recentreStatistics } from '../statistics/recentreStatistics.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'

/**
 * Statistics τ' = τ₀ - 2 α r + α² v from three that EM visited in turn, with r = τ₁ - τ₀, v = τ₂ - τ₁ - r and the
 * step length α = -|r| / |v| (scheme S3). Squared extrapolation acts on the statistics rather than on the parameters:
 * these are a vector space whatever the covariance structure, and the M-step brings the result back into it.
 *
 * @returns undefined where α gives no more than the plain step (α > -1), or a count would not be positive.
 * @see Varadhan & Roland, Simple and globally convergent methods for accelerating the convergence of any EM
 *   algorithm (2008), eq. 9 and sec. 3.
 */
export function extrapolateStatistics(
  first: SufficientStatistics,
  second: SufficientStatistics,
  third: SufficientStatistics,
): SufficientStatistics | undefined {
  const tau1 = recentreStatistics(second, first.centres)
  const tau2 = recentreStatistics(third, first.centres)
  const fields = ['counts', 'sums', 'scatters'] as const
  let lengthOfR = 0
  let lengthOfV = 0
  for (const field of fields) {
    for (let i = 0; i < first[field].length; i++) {
      const r = tau1[field][i] - first[field][i]
      const v = tau2[field][i] - tau1[field][i] - r
      // Each entry in its own scale, so that neither units nor the number of columns decide the length.
      const scale = Math.abs(tau2[field][i]) || 1
      lengthOfR += (r / scale) ** 2
      lengthOfV += (v / scale) ** 2
    }
  }
  const alpha = -Math.sqrt(lengthOfR / lengthOfV)
  if (!(alpha < -1) || alpha === -Infinity) return undefined
  const extrapolate = (field: (typeof fields)[number]): Float64Array =>
    first[field].map((t0, i) => {
      const r = tau1[field][i] - t0
      const v = tau2[field][i] - tau1[field][i] - r
      return t0 - 2 * alpha * r + alpha ** 2 * v
    })
  const counts = extrapolate('counts')
  if (!counts.every(count => count > 0)) return undefined
  return { ...first, counts, sums: extrapolate('sums'), scatters: extrapolate('scatters') }
}
