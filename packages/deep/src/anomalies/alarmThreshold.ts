import { betaQuantile, InvalidOptionError } from '@mixtura/numerics'

/** A threshold for energies, and how often it gives a false alarm. */
export interface AlarmThreshold {
  /** Rows with a higher energy are flagged, nats. */
  readonly energy: number
  /** Probability that a new row like those of training is flagged: its expectation, and an interval of about the given confidence. */
  readonly falseAlarmRate: { readonly expected: number; readonly lower: number; readonly upper: number }
  /** Number of rows whose energies the threshold was taken from. */
  readonly rows: number
  /**
   * True if the energy of each of these rows was computed by a mixture that was fitted without it and a fifth of the rows. The mixture of all
   * rows knows more, so the true rate is somewhat lower than said if there are few rows for each parameter. If false, new rows have higher
   * energies than these, and the true rate is higher than said.
   */
  readonly isHeldOut: boolean
}

/**
 * The lowest threshold whose expected rate of false alarms is at most `falseAlarmRate`. If the N energies and that of a new row are
 * exchangeable, and e is the k-th smallest of the N, the probability of a higher energy has the distribution Beta(N + 1 - k, k), whatever
 * the distribution of energies, as long as they do not tie. Energies that come from several mixtures are exchangeable only approximately.
 *
 * @param energies [N] ascending, nats.
 * @throws {InvalidOptionError} for a rate below 1 / (N + 1), which N rows cannot tell.
 * @see Vovk, Conditional validity of inductive conformal predictors (2012), proposition 2.
 */
export function alarmThreshold(
  energies: Float32Array,
  { falseAlarmRate, confidence, isHeldOut }: { readonly falseAlarmRate: number; readonly confidence: number; readonly isHeldOut: boolean },
): AlarmThreshold {
  const rows = energies.length
  // A product such as (1 / 49) * 49 may be rounded down.
  const exceeded = Math.min(rows, Math.floor(falseAlarmRate * (rows + 1) * (1 + 4 * Number.EPSILON)))
  if (exceeded < 1) {
    throw new InvalidOptionError(
      'falseAlarmRate', `at least 1 / ${rows + 1}, because the threshold is taken from ${rows} rows`, falseAlarmRate, 'Raise it, or fit more rows.',
    )
  }
  const rank = rows + 1 - exceeded
  const quantile = (probability: number): number => betaQuantile(probability, exceeded, rank)
  return {
    energy: energies[rank - 1],
    falseAlarmRate: { expected: exceeded / (rows + 1), lower: quantile((1 - confidence) / 2), upper: quantile((1 + confidence) / 2) },
    rows,
    isHeldOut,
  }
}
