import { shownNumber } from './shownValue.js'
import { markup, type Markup } from './markup.js'

/** Width and height of every figure, and the space for its axes, in units of its view box. */
export const frame = { width: 640, height: 400, left: 84, right: 12, top: 12, bottom: 44 } as const

/** Colours that people with any colour vision tell apart (Okabe & Ito, Color universal design, 2008). Further groups repeat them. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f6000', '#444444'] as const
const noiseColour = '#999999'

/** @param group -1 for noise. */
export const colourOf = (group: number): string => (group < 0 ? noiseColour : colours[group % colours.length])

/** A mark in the colour of a group. */
export const dot = (group: number): Markup => markup`<svg class="dot" viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" rx="0.3" fill="${colourOf(group)}"/></svg>`

/** Maps values to a side of a figure. */
export interface Scale {
  readonly from: number
  readonly to: number
  at(value: number): number
}

const scale = (from: number, to: number, [first, last]: readonly [number, number]): Scale =>
  ({ from, to, at: value => first + ((value - from) / (to - from)) * (last - first) })

/** The range of values, with a margin of 5 %; a range of its own for values that do not vary. */
export function rangeOf(values: Iterable<number>): readonly [from: number, to: number] {
  let from = Infinity
  let to = -Infinity
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    from = Math.min(from, value)
    to = Math.max(to, value)
  }
  if (from > to) return [0, 1]
  const margin = 0.05 * (to - from) || Math.abs(from) * 0.05 || 1
  return [from - margin, to + margin]
}

export const horizontal = ([from, to]: readonly [number, number]): Scale => scale(from, to, [frame.left, frame.width - frame.right])
export const vertical = ([from, to]: readonly [number, number]): Scale => scale(from, to, [frame.height - frame.bottom, frame.top])

/** A number beside an axis. */
export interface Tick {
  readonly value: number
  readonly label: string
}

/**
 * Round numbers between the ends of a scale, about five: multiples of 1, 2 or 5 times a power of ten. Numbers that six digits do not tell
 * apart have one label.
 *
 * @param isWhole whether the axis counts something.
 */
export function ticksOf({ from, to }: Pick<Scale, 'from' | 'to'>, isWhole = false): readonly Tick[] {
  const rough = (to - from) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const least = power * ([1, 2, 5].find(factor => factor * power >= rough) ?? 10)
  const step = isWhole ? Math.max(1, least) : least
  const first = Math.ceil(from / step)
  const values = Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)))
  const ticks = values.map(value => ({ value, label: shownNumber(value) }))
  return ticks.filter(({ label }, i) => label !== ticks[i - 1]?.label)
}

export interface FigureAxes {
  readonly x: Scale
  readonly y: Scale
  readonly xTitle: string
  readonly yTitle: string
  /** For readers who hear the page. */
  readonly title: string
  /** Whether the horizontal axis counts something; false by default. */
  readonly counts?: boolean
  /** Numbers beside the vertical axis; round ones by default. */
  readonly yTicks?: readonly Tick[]
}

/** A figure with both axes: what is drawn between them is cut off at the frame. */
export function figure({ x, y, xTitle, yTitle, title, counts = false, yTicks = ticksOf(y) }: FigureAxes, drawn: readonly Markup[]): Markup {
  const { width, height, left, right, top, bottom } = frame
  const base = height - bottom
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<rect x="${left}" y="${top}" width="${width - left - right}" height="${base - top}" class="frame"/>
${ticksOf(x, counts).map(({ value, label }) => markup`<line x1="${px(x.at(value))}" x2="${px(x.at(value))}" y1="${base}" y2="${base + 4}" class="tick"/><text x="${px(x.at(value))}" y="${base + 17}" text-anchor="middle">${label}</text>`)}
${yTicks.map(({ value, label }) => markup`<line x1="${left - 4}" x2="${left}" y1="${px(y.at(value))}" y2="${px(y.at(value))}" class="tick"/><text x="${left - 7}" y="${px(y.at(value) + 4)}" text-anchor="end">${label}</text>`)}
<text x="${(left + width - right) / 2}" y="${height - 8}" text-anchor="middle">${xTitle}</text>
<text transform="translate(13 ${(top + base) / 2}) rotate(-90)" text-anchor="middle">${yTitle}</text>
<svg x="${left}" y="${top}" width="${width - left - right}" height="${base - top}" viewBox="${left} ${top} ${width - left - right} ${base - top}">${drawn}</svg>
</svg>`
}

/** A length with two decimals, which no eye tells from more. */
export const px = (value: number): number => Math.round(value * 100) / 100
