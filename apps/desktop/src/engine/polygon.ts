/**
 * Whether a point is inside a polygon, by its winding number: corners that go around a point twice, or across themselves, keep it inside.
 * A canvas fills such polygons alike ('nonzero'). NaN is outside.
 *
 * @param corners of the polygon; the last one is joined to the first.
 * @see Hormann & Agathos, The point in polygon problem for arbitrary polygons (2001).
 */
export function isInside(corners: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let winding = 0
  let [fromX, fromY] = corners[corners.length - 1]!
  for (const [toX, toY] of corners) {
    if (fromY <= y !== toY <= y) {
      /** Above 0 if the point is to the left of the edge, seen along it. */
      const side = (toX - fromX) * (y - fromY) - (x - fromX) * (toY - fromY)
      if (toY > fromY && side > 0) winding++
      if (toY < fromY && side < 0) winding--
    }
    ;[fromX, fromY] = [toX, toY]
  }
  return winding !== 0
}
