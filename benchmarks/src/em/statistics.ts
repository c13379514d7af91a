/** Median, minimum and maximum of ratios; the lower of the two in the middle if their number is even. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly greatest: number
}

/** 0-based rank of the median among so many values in ascending order. */
export const medianRank = (count: number): number => (count - 1) >> 1

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: sorted[medianRank(sorted.length)]!, least: sorted[0]!, greatest: sorted.at(-1)! }
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

export const formatSpread = ({ median, least, greatest }: Spread): string =>
  `${median.toFixed(1)} (${least.toFixed(1)} to ${greatest.toFixed(1)})`
