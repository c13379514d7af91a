import type { ChartColours } from './chartColours.js'
import { chartFont } from './chartColours.js'

export interface AxisOptions {
  readonly title: string
  readonly colours: ChartColours
  readonly format: (value: number) => string
  readonly bounds?: readonly [number, number]
  /** Whether ticks are only at whole numbers. */
  readonly whole?: boolean
  readonly grid?: boolean
}

/** A linear axis in the style of Studio. */
export function linearAxis({ title, colours, format, bounds, whole = false, grid = true }: AxisOptions) {
  return {
    type: 'linear' as const,
    ...(bounds ? { min: bounds[0], max: bounds[1] } : {}),
    border: { color: colours.border, display: true },
    grid: { color: colours.grid, drawTicks: false, display: grid },
    ticks: {
      color: colours.axis,
      font: chartFont,
      padding: 6,
      maxTicksLimit: 8,
      maxRotation: 0,
      includeBounds: false,
      ...(whole ? { precision: 0 } : {}),
      callback: (value: number | string) => format(Number(value)),
    },
    title: { display: title !== '', text: title, color: colours.axis, font: { ...chartFont, size: 12 }, padding: 4 },
  }
}
