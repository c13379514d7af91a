/** A place in a plot, in CSS pixels or in view units. */
export type Place = readonly [x: number, y: number]

/** A corner this near to the one before adds nothing that can be seen, CSS pixels. */
const minStep = 3
/** A lasso of less area has been drawn by accident, square CSS pixels. */
const minArea = 24
/** Corners that a selection may have. */
const maxCorners = 500

/** `path` with the pointer's next place, unless it has hardly moved. */
export function extended(path: readonly Place[], [x, y]: Place): readonly Place[] {
  const last = path.at(-1)
  return last && Math.hypot(x - last[0], y - last[1]) < minStep ? path : [...path, [x, y]]
}

export function boxCorners([fromX, fromY]: Place, [toX, toY]: Place): readonly Place[] {
  return [[fromX, fromY], [toX, fromY], [toX, toY], [fromX, toY]]
}

/** The area of a polygon: half the sum of the cross products of its corners. */
export function areaOf(corners: readonly Place[]): number {
  let twice = 0
  corners.forEach(([x, y], at) => {
    const [nextX, nextY] = corners[(at + 1) % corners.length]!
    twice += x * nextY - nextX * y
  })
  return Math.abs(twice) / 2
}

/** Whether a path goes around anything. */
export const isClosable = (path: readonly Place[]): boolean => path.length >= 3 && areaOf(path) >= minArea

/** At most `maxCorners` corners of a path, evenly along it. */
export function thinned(path: readonly Place[]): readonly Place[] {
  const step = Math.ceil(path.length / maxCorners)
  return step === 1 ? path : path.filter((_, at) => at % step === 0)
}
