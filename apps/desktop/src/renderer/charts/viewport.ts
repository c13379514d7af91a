/** The part of the plane that a chart shows, in view units: smallest and largest value of each axis. */
export interface Viewport {
  readonly x: readonly [number, number]
  readonly y: readonly [number, number]
}

/** A chart shows at most this many times the whole, and at least this part of it: float32 coordinates tell no more apart. */
const [maxPart, minPart] = [4, 1e-5]

/**
 * Shows `factor` times as much around a place that stays where it is.
 *
 * @param whole the viewport that shows all points.
 */
export function zoomed({ x, y }: Viewport, whole: Viewport, factor: number, at: { readonly x: number; readonly y: number }): Viewport {
  const part = Math.max(lengthOf(x) / lengthOf(whole.x), lengthOf(y) / lengthOf(whole.y))
  const allowed = Math.min(Math.max(factor, minPart / part), maxPart / part)
  const around = ([low, high]: Viewport['x'], centre: number): [number, number] => [centre + (low - centre) * allowed, centre + (high - centre) * allowed]
  return { x: around(x, at.x), y: around(y, at.y) }
}

/** Moves the viewport by shares of its width and height, but never so far that no part of the whole is left in it. */
export function panned({ x, y }: Viewport, whole: Viewport, by: { readonly x: number; readonly y: number }): Viewport {
  return { x: shifted(x, whole.x, by.x), y: shifted(y, whole.y, by.y) }
}

function shifted(range: Viewport['x'], [low, high]: Viewport['x'], share: number): [number, number] {
  const shift = Math.min(Math.max(share * lengthOf(range), low - range[1]), high - range[0])
  return [range[0] + shift, range[1] + shift]
}

/**
 * Widens one axis so that a unit has the same length on both. Round groups are then round.
 *
 * @param size of the plot area, in pixels.
 */
export function withEqualUnits({ x, y }: Viewport, size: { readonly width: number; readonly height: number }): Viewport {
  const unitsPerPixel = Math.max(lengthOf(x) / size.width, lengthOf(y) / size.height)
  const widened = (range: Viewport['x'], pixels: number): [number, number] => {
    const centre = (range[0] + range[1]) / 2
    return [centre - (unitsPerPixel * pixels) / 2, centre + (unitsPerPixel * pixels) / 2]
  }
  return { x: widened(x, size.width), y: widened(y, size.height) }
}

const lengthOf = ([low, high]: Viewport['x']): number => high - low
