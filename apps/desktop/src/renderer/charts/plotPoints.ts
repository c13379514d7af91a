import type { ThirdAxis } from '../../contract/features.js'
import type { CodeScatter, Scatter } from '../../contract/results.js'
import { largestUncertainty } from '../theme/palette.js'

/** What the points of a scatter are coloured by. */
export type ColourMode = 'group' | 'blend' | 'uncertainty' | 'density' | 'score'

/** Points of a scatter as they are drawn. */
export interface PlotPoints {
  readonly xLabel: string
  readonly yLabel: string
  /** Share of the variance on each axis, 0 to 1; null if the axes are no principal components. */
  readonly explained: readonly [number, number] | null
  /** [n, 2] coordinates, row-major, in view units. */
  readonly positions: Float32Array
  /** [n] 0-based rows of the dataset. */
  readonly rows: Uint32Array
  /** [n] group of each point, or `noiseLabel`; empty if the points have no groups. */
  readonly labels: Uint16Array
  /** [n] place of each point on the colour ramp, 0 to 1; empty if points are coloured by their groups. */
  readonly shades: Float32Array
  /** [n, 3] bytes red, green and blue of each point, in place of the colours of groups; absent if groups or shades decide. */
  readonly colours?: Uint8Array
  /** Whether `explained` is of the differences between groups, as that of discriminant axes is, and not of the variance. */
  readonly comparesGroups?: boolean
  /** The third axis; absent in a plane. */
  readonly third?: ThirdAxis
  readonly total: number
}

/** The values at both ends of the colour ramp. */
export interface ShadeRange {
  readonly low: number
  readonly high: number
}

export interface ShadedPoints {
  readonly points: PlotPoints
  /** null if points are coloured by their groups. */
  readonly range: ShadeRange | null
}

const none = new Float32Array(0)

/** Densities and scores have long tails. Values beyond these shares of the points have the colour of the end of the ramp. */
const tails = { low: 0.01, high: 0.99 } as const

/** Most values that are sorted for a range. */
const maxSorted = 50_000

/** The values between which most finite `values` lie. */
export function shadeRange(values: Float32Array): ShadeRange {
  // Of many values a regular part is enough, and is sorted without a noticeable delay.
  const step = Math.ceil(values.length / maxSorted)
  const sorted = values.filter((value, at) => at % step === 0 && Number.isFinite(value)).sort()
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0
  return { low: at(tails.low), high: at(tails.high) }
}

/** Each value as a share of the way from `low` to `high`, which may be the smaller one. Infinite values are at an end. */
export function shades(values: Float32Array, low: number, high: number): Float32Array {
  const span = high - low
  return values.map(value => {
    if (Number.isNaN(value)) return 1
    return span === 0 ? 0 : Math.min(1, Math.max(0, (value - low) / span))
  })
}

/** The points of a scatter, coloured as asked as far as the model can say it. High shades are uncertain, rare or anomalous rows. */
export function plotPoints(scatter: Omit<Scatter, 'ellipses'>, mode: ColourMode, groups: number): ShadedPoints {
  const { xLabel, yLabel, explained, positions, rows, labels, uncertainty, densities, scores, total, third } = scatter
  const plain = { xLabel, yLabel, explained, positions, rows, labels, total, ...(third && { third }) }
  if (mode === 'uncertainty' && uncertainty.length > 0) {
    const range = { low: 0, high: largestUncertainty(groups) }
    return { points: { ...plain, shades: shades(uncertainty, range.low, range.high) }, range }
  }
  if (mode === 'density' && densities.length > 0) {
    const { low, high } = shadeRange(densities)
    return { points: { ...plain, shades: shades(densities, high, low) }, range: { low: high, high: low } }
  }
  if (mode === 'score' && scores.length > 0) {
    const range = shadeRange(scores)
    return { points: { ...plain, shades: shades(scores, range.low, range.high) }, range }
  }
  return { points: { ...plain, shades: none }, range: null }
}

/** The codes of rows as points. Codes of one number are drawn as a strip, like a single column. */
export function codePoints(codes: Pick<CodeScatter, 'positions' | 'rows' | 'explained'> & Partial<CodeScatter>, mode: ColourMode, groups: number, axis: (n: 1 | 2 | 3) => string): ShadedPoints {
  const { positions, rows, explained, labels = new Uint16Array(0), uncertainty = none, total = rows.length, dimensions = 2, third } = codes
  const scatter = { xLabel: axis(1), yLabel: dimensions === 1 ? axis(1) : axis(2), explained, positions, rows, labels, uncertainty, densities: none, scores: none, total, ...(third && { third: { ...third, label: axis(3) } }) }
  return plotPoints(scatter, mode, groups)
}
