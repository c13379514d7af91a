/** Bounds beyond which values are far from the middle half. */
export interface TukeyFences {
  readonly lowFence: number
  readonly highFence: number
}

/**
 * Fences at 1.5 quartile ranges from the middle half.
 *
 * @param quartiles lower quartile, median and upper quartile.
 * @see Tukey, Exploratory Data Analysis (1977), section 2D.
 */
export function tukeyFences([lower, , upper]: readonly [number, number, number]): TukeyFences {
  const reach = 1.5 * (upper - lower)
  return { lowFence: lower - reach, highFence: upper + reach }
}
