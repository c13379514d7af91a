/** Colours that charts take over from the design tokens. */
export interface ChartColours {
  readonly text: string
  readonly axis: string
  readonly grid: string
  readonly border: string
  readonly surface: string
  readonly accent: string
}

/** Reads the tokens as they stand on the document now. */
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

/** Canvas text cannot take the token `--font` itself, so the list stands here too. */
export const chartFont = {
  size: 11,
  family:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Inter, Roboto, "Helvetica Neue", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Liberation Sans", sans-serif',
} as const
