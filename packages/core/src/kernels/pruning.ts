/** Which components of a sample are left out of account. */
export interface Pruning {
  /** Those more than this below the sample's best component, nats; at most 708. */
  readonly reach: number
  /** Those of a smaller share of the sample. */
  readonly least: number
}

/**
 * What float64 cannot tell from nothing: a component 40 nats below another adds 4e-18 of it to the density, and a share
 * below 1e-16 of a sample is lost in the rounding of the counts.
 */
export const exactPruning: Pruning = { reach: 40, least: 1e-16 }

/** Every share down to the smallest exponential that float64 holds to full precision. */
export const noPruning: Pruning = { reach: 708, least: 0 }
