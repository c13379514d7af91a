/** Relative size of differences between mean log-likelihoods that are rounding errors. */
const rounding = 1e-14

/** If gains shrink at least by this rate, the remaining gain is predictable; its prediction must keep this safety factor. */
const fastRate = 0.1

/**
 * Whether EM has converged: whether less than `tolerance` remains to be gained.
 *
 * A small gain alone proves nothing, because EM may be slow. Near its limit the gains shrink by a constant rate c, and
 * gain · c / (1 - c) remains (Aitken's extrapolation). The tolerance applies to the log-likelihood per sample, so it
 * depends neither on the number of samples nor on the units of the columns. EM stops after a gain above the tolerance only
 * if gains shrink fast.
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
  if (Math.abs(gain) > tolerance) {
    const isFast = gain <= fastRate * (logLikelihoods[last - 1] - logLikelihoods[last - 2])
    return isFast && remainingGain(logLikelihoods) < fastRate * tolerance
  }
  // Near the optimum, regularisation may lower the log-likelihood by more than the step raises it.
  if (gain < 0) return true
  return remainingGain(logLikelihoods) < tolerance
}

/** What EM will still gain if its gains keep shrinking at the present rate, nats per sample; Infinity if they do not shrink. */
export function remainingGain(logLikelihoods: readonly number[]): number {
  const last = logLikelihoods.length - 1
  if (last < 2) return Infinity
  const gain = logLikelihoods[last] - logLikelihoods[last - 1]
  const rate = gain / (logLikelihoods[last - 1] - logLikelihoods[last - 2])
  return rate >= 0 && rate < 1 ? (gain * rate) / (1 - rate) : Infinity
}

/** Up to this remaining gain, nats per sample, the final log-likelihood of a run is predictable. */
const maxPredictableGain = 1e-4

/**
 * Whether a run will not end above `best`. Either its remaining gain is much less than its distance to `best`, or the two
 * are about equal, so that it converges to the same optimum.
 *
 * @param logLikelihoods mean per sample of each iterate so far, nats.
 * @param remaining estimate of the remaining gain, nats per sample.
 */
export function isBeaten(
  logLikelihoods: readonly number[],
  best: number,
  remaining = remainingGain(logLikelihoods),
): boolean {
  const missing = best - logLikelihoods[logLikelihoods.length - 1]
  if (!(missing > 0) || remaining > maxPredictableGain) return false
  return remaining < missing / 4 || Math.abs(missing - remaining) < missing / 5
}

/** Fewer iterations than this are not worth accelerating. */
const minSlowIterations = 25
/** Above this ratio of successive gains, EM needs more than six iterations for each further digit. */
const slowRate = 0.7

/** Whether plain EM converges so slowly that acceleration pays. */
export function isSlow(logLikelihoods: readonly number[]): boolean {
  const last = logLikelihoods.length - 1
  if (last < minSlowIterations) return false
  const gain = logLikelihoods[last] - logLikelihoods[last - 1]
  const before = logLikelihoods[last - 1] - logLikelihoods[last - 2]
  return gain > slowRate * before
}
