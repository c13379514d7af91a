/** Writes zeros above the diagonals of [components, columns, columns], of which only the lower triangles count. */
export function clearUpperTriangles(scatters: Float64Array, columns: number): Float64Array {
  for (let row = 0; row * columns < scatters.length; row++) {
    const i = row % columns
    scatters.fill(0, row * columns + i + 1, (row + 1) * columns)
  }
  return scatters
}
