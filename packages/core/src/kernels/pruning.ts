/** Which components of a sample have responsibility 0. */
export interface Pruning {
  /** Those more than this below the sample's most probable component, nats; at most 708. */
  readonly reach: number
  /** Those whose share of the sample is smaller. */
  readonly minShare: number
}

/**
 * Leaves out only what float64 cannot represent in a sum: a component 40 nats below another adds 4e-18 of it to the
 * density, and a share of a sample below 1e-16 is lost in the rounding of the counts.
 */
export const exactPruning: Pruning = { reach: 40, minShare: 1e-16 }

/** Keeps every share down to the smallest exponential that float64 holds to full precision. */
export const noPruning: Pruning = { reach: 708, minShare: 0 }
