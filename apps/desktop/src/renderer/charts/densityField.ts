import type { Ellipse } from '../../contract/features.js'
import type { Frame } from './drawing.js'

/** The density of a mixture at the middles of squares of the plot area. */
export interface DensityField {
  readonly columns: number
  readonly rows: number
  /** [rows, columns] row-major, from the upper left, per square view unit. */
  readonly densities: Float64Array
}

/** @param side of the squares, in pixels. */
export function densityField(frame: Frame, ellipses: readonly Ellipse[], side: number): DensityField {
  const [columns, rows] = [Math.ceil((frame.right - frame.left) / side), Math.ceil((frame.bottom - frame.top) / side)]
  const [perX, perY] = [frame.x(1) - frame.x(0), frame.y(1) - frame.y(0)]
  const [fromX, fromY] = [(frame.left - frame.x(0)) / perX, (frame.top - frame.y(0)) / perY]
  const densities = new Float64Array(columns * rows)
  for (const ellipse of ellipses) {
    const density = densityOf(ellipse)
    for (let row = 0; row < rows; row++) {
      const y = fromY + ((row + 0.5) * side) / perY
      for (let column = 0; column < columns; column++) densities[row * columns + column]! += density(fromX + ((column + 0.5) * side) / perX, y)
    }
  }
  return { columns, rows, densities }
}

/**
 * The densities whose regions are the smallest that hold given shares of the rows that the mixture expects (Hyndman, Computing and graphing
 * highest density regions, 1996). They come from places that are spread over the mixture evenly and without chance.
 *
 * @param shares ascending.
 * @returns in the same order, so descending.
 */
export function regionDensities(ellipses: readonly Ellipse[], shares: readonly number[]): number[] {
  const places: { readonly density: number; readonly weight: number }[] = []
  const all = ellipses.map(densityOf)
  for (const { weight, mean, covariance: [xx, xy, yy] } of ellipses) {
    // Σ = L Lᵀ. A component without width in one direction has places on a line.
    const a = Math.sqrt(Math.max(0, xx))
    const b = a > 0 ? xy / a : 0
    const c = Math.sqrt(Math.max(0, yy - b * b))
    for (let i = 0; i < placesOfComponent; i++) {
      const radius = Math.sqrt(-2 * Math.log(1 - (i + 0.5) / placesOfComponent))
      const [u, v] = [radius * Math.cos(i * goldenAngle), radius * Math.sin(i * goldenAngle)]
      const [x, y] = [mean[0] + a * u, mean[1] + b * u + c * v]
      places.push({ density: all.reduce((sum, density) => sum + density(x, y), 0), weight: weight / placesOfComponent })
    }
  }
  places.sort((p, q) => q.density - p.density)
  const total = places.reduce((sum, { weight }) => sum + weight, 0)
  let at = 0
  let inside = 0
  return shares.map(share => {
    while (at < places.length - 1 && inside + places[at]!.weight < share * total) inside += places[at++]!.weight
    return places[at]?.density ?? 0
  })
}

const placesOfComponent = 400
/** Radians between neighbours of a sunflower. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5))

function densityOf({ weight, mean, covariance: [xx, xy, yy] }: Ellipse): (x: number, y: number) => number {
  const determinant = xx * yy - xy * xy
  if (!(determinant > 0)) return () => 0
  const height = weight / (2 * Math.PI * Math.sqrt(determinant))
  return (x, y) => {
    const [dx, dy] = [x - mean[0], y - mean[1]]
    return height * Math.exp(-0.5 * ((yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / determinant))
  }
}
