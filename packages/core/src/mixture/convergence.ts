/** Differences of a mean log-likelihood below this share of its magnitude are rounding. */
const rounding = 1e-14

/**
 * Whether EM has arrived: whether less than `tolerance` remains to be gained.
 *
 * A small gain alone proves nothing, since EM may creep: near its limit the gains shrink by a constant
 * rate c, and gain · c / (1 - c) remains (Aitken's extrapolation). Gains of a log-likelihood per
 * sample are relative changes of the likelihood: they depend neither on the number of samples nor on the
 * units of the columns, and so the tolerance means the same everywhere.
 *
 * @param logLikelihoods mean per sample of each iterate so far, nats.
 * @param tolerance nats per sample; 0 never stops.
 * @see Böhning et al., The distribution of the likelihood ratio for mixtures (1994), sec. 4;
 *   McLachlan & Peel, Finite Mixture Models (2000), sec. 2.11.
 */
export function hasConverged(logLikelihoods: readonly number[], tolerance: number): boolean {
  const last = logLikelihoods.length - 1
  if (tolerance === 0 || last < 1) return false
  const current = logLikelihoods[last]
  const gain = current - logLikelihoods[last - 1]
  if (Math.abs(gain) <= rounding * Math.max(1, Math.abs(current))) return true
  if (Math.abs(gain) > tolerance) return false
  // Below the limit of what a step can gain, regularisation may cost more than that.
  if (gain < 0) return true
  if (last < 2) return false
  const rate = gain / (logLikelihoods[last - 1] - logLikelihoods[last - 2])
  if (!(rate >= 0 && rate < 1)) return false
  return (gain * rate) / (1 - rate) < tolerance
}

/** EM that has taken this many iterations is worth hastening, if its gains shrink slowly as well. */
const patientIterations = 25
/** Gains that keep more than this share of the gain before: over six iterations for each further digit. */
const slowRate = 0.7

/** Whether plain EM creeps, so that extrapolating its path pays. */
export function isSlow(logLikelihoods: readonly number[]): boolean {
  const last = logLikelihoods.length - 1
  if (last < patientIterations) return false
  const gain = logLikelihoods[last] - logLikelihoods[last - 1]
  const before = logLikelihoods[last - 1] - logLikelihoods[last - 2]
  return gain > slowRate * before
}
