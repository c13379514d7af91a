/** Number of cells on each side of the grid on which points are counted. */
const side = 192

/** The share of points that lie in cells which are no fuller than what counts as crowded. */
const crowdedShare = 0.9

/** How many points lie on a unit of area where points are dense: nine tenths of all points lie in sparser cells. */
export function crowding(positions: Float32Array, x: readonly [number, number], y: readonly [number, number]): number {
  const counts = new Uint32Array(side * side)
  const [perX, perY] = [side / (x[1] - x[0]), side / (y[1] - y[0])]
  for (let i = 0; i < positions.length; i += 2) {
    const column = Math.min(side - 1, Math.max(0, Math.floor((positions[i]! - x[0]) * perX)))
    const row = Math.min(side - 1, Math.max(0, Math.floor((positions[i + 1]! - y[0]) * perY)))
    counts[row * side + column]!++
  }
  const filled = counts.filter(count => count > 0).sort()
  let seen = 0
  const crowded = filled.find(count => (seen += count) >= (crowdedShare * positions.length) / 2) ?? 0
  return crowded * perX * perY
}
