import type { DrawnEllipse } from '../../../../examples/src/running/exampleFigure.js'

/** Where data units lie in a figure. */
export interface Plane {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly x: Scale
  readonly y: Scale
}

export interface Scale {
  readonly minimum: number
  readonly maximum: number
  readonly ticks: readonly number[]
  /** From data units to units of the figure. */
  readonly to: (value: number) => number
  /** From units of the figure to data units. */
  readonly from: (position: number) => number
}

export interface PlaneSize {
  readonly width?: number
  readonly height?: number
  /** Space on the right for names of curves. */
  readonly right?: number
  /** Whether both axes have the same units, so that a circle looks like one; false by default. */
  readonly equalUnits?: boolean
}

/** A plane that shows all values, with a margin of 6 % of their range. */
export function planeOf(xs: readonly number[], ys: readonly number[], { width = 640, height = 400, right = 16, equalUnits = false }: PlaneSize = {}): Plane {
  const [left, top, bottom] = [56, 16, 44]
  if (equalUnits) {
    // The axis that has room to spare shows more than its values.
    const [across, up] = [xs, ys].map(values => Math.max(...values) - Math.min(...values)) as [number, number]
    const [wide, high] = [width - right - left, height - bottom - top]
    const unit = Math.min(wide / across, high / up)
    return planeOf(widened(xs, wide / unit), widened(ys, high / unit), { width, height, right })
  }
  return {
    width, height, left, top, right: width - right, bottom: height - bottom,
    x: scaleOf(xs, left, width - right),
    y: scaleOf(ys, height - bottom, top),
  }
}

/** The ends of an interval of a length, with the values in its middle. */
function widened(values: readonly number[], length: number): [number, number] {
  const middle = (Math.min(...values) + Math.max(...values)) / 2
  return [middle - length / 2, middle + length / 2]
}

function scaleOf(values: readonly number[], start: number, end: number): Scale {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
  const margin = high > low ? 0.06 * (high - low) : 1
  const [minimum, maximum] = [low - margin, high + margin]
  const factor = (end - start) / (maximum - minimum)
  return {
    minimum, maximum,
    ticks: ticksBetween(minimum, maximum),
    to: value => start + (value - minimum) * factor,
    from: position => minimum + (position - start) / factor,
  }
}

/** About five round numbers in an interval: multiples of 1, 2 or 5 times a power of ten. */
export function ticksBetween(minimum: number, maximum: number): number[] {
  const rough = (maximum - minimum) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough)!
  const first = Math.ceil(minimum / step)
  const last = Math.floor(maximum / step)
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** A tick as text: with a typographic minus and separators of thousands. */
export const tickText = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 6 }).replace('-', '−')

/** A plane that shows all points and whole ellipses. */
export function planeAround(points: readonly (readonly [number, number, ...number[]])[], ellipses: readonly DrawnEllipse[], size: PlaneSize = {}): Plane {
  // An ellipse extends by √(a² cos² + b² sin²) along the first axis, and by √(a² sin² + b² cos²) along the second.
  const ends = ellipses.flatMap(({ centre: [x, y], semiAxes: [major, minor], angle }) => {
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    const [across, up] = [Math.hypot(major * cosine, minor * sine), Math.hypot(major * sine, minor * cosine)]
    return [[x - across, y - up], [x + across, y + up]] as const
  })
  return planeOf([...points, ...ends].map(([x]) => x), [...points, ...ends].map(([, y]) => y), size)
}

/** The SVG transform that makes the unit circle an ellipse. It is a matrix, because the units of the two axes may differ. */
export function ellipseTransform({ x, y }: Plane, { centre, semiAxes: [major, minor], angle }: Omit<DrawnEllipse, 'label'>): string {
  const [sx, sy] = [x.to(1) - x.to(0), y.to(1) - y.to(0)]
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
  const numbers = [sx * major * cosine, sy * major * sine, -sx * minor * sine, sy * minor * cosine, x.to(centre[0]), y.to(centre[1])]
  return `matrix(${numbers.map(value => value.toFixed(2)).join(' ')})`
}
