import { createRandom } from '@mixtura/numerics'

/** Images of regions of constant colour with noise, and the truth. */
export interface RegionImages {
  /** [N, height · width · channels] */
  readonly images: { readonly data: Float64Array; readonly rows: number; readonly columns: number }
  readonly shape: readonly [height: number, width: number, channels: number]
  /** [N height width] segment of each pixel. */
  readonly labels: Int32Array
}

/**
 * Draws images whose regions are the Voronoi cells of random points. Each cell belongs to a random segment, and each segment has a
 * colour; every value has independent normal noise.
 *
 * @param colours [K][channels]
 * @param cells per image.
 */
export function regionImages({ rows, height, width, colours, cells, deviation, seed }: {
  readonly rows: number
  readonly height: number
  readonly width: number
  readonly colours: readonly (readonly number[])[]
  readonly cells: number
  readonly deviation: number
  readonly seed: number
}): RegionImages {
  const random = createRandom(seed)
  const channels = colours[0].length
  const labels = new Int32Array(rows * height * width)
  const data = new Float64Array(labels.length * channels)
  for (let image = 0; image < rows; image++) {
    const points = Array.from({ length: cells }, (_, cell) => ({
      row: random.uniform() * height,
      column: random.uniform() * width,
      // The first cells ensure that every segment occurs.
      segment: cell < colours.length ? cell : random.integer(colours.length),
    }))
    for (let place = 0; place < height * width; place++) {
      const [row, column] = [Math.floor(place / width) + 0.5, (place % width) + 0.5]
      let nearest = points[0]
      for (const point of points) if (Math.hypot(point.row - row, point.column - column) < Math.hypot(nearest.row - row, nearest.column - column)) nearest = point
      const pixel = image * height * width + place
      labels[pixel] = nearest.segment
      colours[nearest.segment].forEach((value, channel) => (data[pixel * channels + channel] = value + deviation * random.normal()))
    }
  }
  return { images: { data, rows, columns: height * width * channels }, shape: [height, width, channels], labels }
}
