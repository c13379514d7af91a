/** How often values of equal-width intervals occur. The last interval contains its end. */
export interface ColumnHistogram {
  /** Start of the first interval and end of the last: in the units of the column; for dates, milliseconds since 1970 (UTC). */
  readonly from: number
  readonly to: number
  readonly counts: readonly number[]
}

/** Cells far from the middle half, by Tukey's rule: below Q1 - 1.5 (Q3 - Q1), or above Q3 + 1.5 (Q3 - Q1). */
export interface ColumnOutliers {
  readonly below: number
  readonly above: number
  readonly lowFence: number
  readonly highFence: number
}

/** What `profileColumns` tells of one column, besides its facts. */
export interface ColumnProfile {
  readonly name: string
  /** Lower quartile, median and upper quartile of the finite cells (linear between order statistics); null unless it is a number column. */
  readonly quartiles: readonly [lower: number, median: number, upper: number] | null
  readonly outliers: ColumnOutliers | null
  /** Null unless the column has numbers or dates, two of which differ. */
  readonly histogram: ColumnHistogram | null
  /** The most frequent values of a category, text or true/false column with their rows, the most frequent first; null for others, and for identifiers. */
  readonly topValues: readonly { readonly value: string; readonly rows: number }[] | null
}

/** Columns of which the profile is wanted. */
export interface ProfileRequest {
  /** Names of the columns. Default: all. */
  readonly columns?: readonly string[]
  /** Stops the work when aborted; the call then throws the signal's reason. */
  readonly signal?: AbortSignal
}

/** Largest number of most frequent values. */
export const mostTopValues = 12
