/** Smallest and largest coordinate of the points on `axis`, extended on both sides by the fraction `padding` of their distance. */
export function paddedBounds(positions: Float32Array, axis: 0 | 1, padding = 0.06): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (let i = axis; i < positions.length; i += 2) {
    const value = positions[i]!
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return [0, 1]
  const margin = (high - low || Math.abs(high) || 1) * padding
  return [low - margin, high + margin]
}
