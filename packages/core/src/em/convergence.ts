/** Differences of a mean log-likelihood below this share of its magnitude are rounding. */
const rounding = 1e-14

/** Gains that keep no more than this share of the gain before foretell the next, with as much room for error. */
const fastRate = 0.1

/**
 * Whether EM has arrived: whether less than `tolerance` remains to be gained.
 *
 * A small gain alone proves nothing, since EM may creep: near its limit the gains shrink by a constant
 * rate c, and gain · c / (1 - c) remains (Aitken's extrapolation). Gains of a log-likelihood per
 * sample are relative changes of the likelihood: they depend neither on the number of samples nor on the
 * units of the columns, and so the tolerance means the same everywhere. A gain above the tolerance is the last only where
 * gains shrink fast.
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
  // Below the limit of what a step can gain, regularisation may cost more than that.
  if (gain < 0) return true
  return remainingGain(logLikelihoods) < tolerance
}

/** What EM may still gain if its gains go on shrinking as they do, nats per sample; Infinity where they do not shrink. */
export function remainingGain(logLikelihoods: readonly number[]): number {
  const last = logLikelihoods.length - 1
  if (last < 2) return Infinity
  const gain = logLikelihoods[last] - logLikelihoods[last - 1]
  const rate = gain / (logLikelihoods[last - 1] - logLikelihoods[last - 2])
  return rate >= 0 && rate < 1 ? (gain * rate) / (1 - rate) : Infinity
}

/** Remaining gains from which the end of a run can be told. */
const foreseeable = 1e-4

/**
 * Whether a run that is at the last of `logLikelihoods` will not end above `best`: what remains to be gained is a small
 * part of what is missing, or is just that, so that both runs come to the same end.
 *
 * @param remaining what is still to be gained, nats per sample, where something else foretells it.
 */
export function isBeaten(
  logLikelihoods: readonly number[],
  best: number,
  remaining = remainingGain(logLikelihoods),
): boolean {
  const missing = best - logLikelihoods[logLikelihoods.length - 1]
  if (!(missing > 0) || remaining > foreseeable) return false
  return remaining < missing / 4 || Math.abs(missing - remaining) < missing / 5
}

/** EM that has taken this many iterations is worth hastening, if its gains shrink slowly as well. */
const patientIterations = 25
/** Gains that keep more than this share of the gain before: over six iterations for each further digit. */
const slowRate = 0.7

/** Whether plain EM creeps, so that hastening it pays. */
export function isSlow(logLikelihoods: readonly number[]): boolean {
  const last = logLikelihoods.length - 1
  if (last < patientIterations) return false
  const gain = logLikelihoods[last] - logLikelihoods[last - 1]
  const before = logLikelihoods[last - 1] - logLikelihoods[last - 2]
  return gain > slowRate * before
}
