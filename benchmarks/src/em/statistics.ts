/** Median, minimum and maximum of ratios. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly greatest: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { median: sorted[sorted.length >> 1]!, least: sorted[0]!, greatest: sorted.at(-1)! }
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

export const formatSpread = ({ median, least, greatest }: Spread): string =>
  `${median.toFixed(1)} (${least.toFixed(1)} to ${greatest.toFixed(1)})`
