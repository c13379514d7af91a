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
      callback: (value: number | string, _index: number, ticks: readonly { readonly value: number }[]) => tickText(Number(value), ticks, format),
    },
    title: { display: title !== '', text: title, color: colours.axis, font: { ...chartFont, size: 12 }, padding: 4 },
  }
}

/** The text of a tick. If `format` gives neighbouring ticks the same text, their step decides the digits after the point. */
export function tickText(value: number, ticks: readonly { readonly value: number }[], format: (value: number) => string): string {
  const [first, second] = ticks
  const areAlike = ticks.some((tick, at) => at > 0 && format(tick.value) === format(ticks[at - 1]!.value))
  if (!first || !second || !areAlike) return format(value)
  const digits = Math.min(15, Math.ceil(-Math.log10(Math.abs(second.value - first.value))))
  return digits > 0 ? value.toFixed(digits).replace('-', '\u2212') : format(value)
}
