/** Colours that charts take from the design tokens. */
export interface ChartColours {
  readonly text: string
  readonly axis: string
  readonly grid: string
  readonly border: string
  readonly surface: string
  readonly accent: string
}

/** Reads the current values of the tokens from the document. */
export function chartColours(): ChartColours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    text: token('--text'),
    axis: token('--axis'),
    grid: token('--grid'),
    border: token('--border-strong'),
    surface: token('--surface'),
    accent: token('--accent-text'),
  }
}

/** Text on a canvas cannot use the token `--font`, so the list of fonts is repeated here. */
export const chartFont = {
  size: 11,
  family:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Inter, Roboto, "Helvetica Neue", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Liberation Sans", sans-serif',
} as const
