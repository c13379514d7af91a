import type { FeedMatrix } from '@mixtura/tensor'

/** Directions of gradients that are told apart, over the full circle. */
export const directionCount = 8
/** Cells along a side of an image; fewer for images of fewer than twice as many pixels along that side. */
const maxCells = 7

/** [N, G] float64. */
export interface OrientedGradients {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

/** Number of cells along a side of `pixels` pixels. */
const cellsAlong = (pixels: number): number => Math.max(1, Math.min(maxCells, Math.floor(pixels / 2)))

/** Number of features of an image [height, width, channels]. */
export function gradientCount([height, width]: readonly number[]): number {
  return cellsAlong(height) * cellsAlong(width) * directionCount
}

/**
 * Describes images by their local contours: the sums of the lengths of brightness gradients in each cell of a grid, apart for each of 8
 * directions. A gradient counts partly in the neighbouring cells and directions, so that features change little when a stroke moves or
 * turns a little. Square roots make them less skewed. Of several channels, the longest gradient of a pixel counts.
 *
 * The same brightness added to all pixels changes nothing, and a factor multiplies all features by its square root.
 *
 * @param images [N, height · width · channels], channels last.
 * @param shape [height, width, channels].
 * @returns [to - from, rows of cells · columns of cells · 8] features of the images from..to.
 * @see Dalal & Triggs, Histograms of oriented gradients for human detection (2005), without their normalisation of blocks.
 */
export function orientedGradients({ data, columns }: FeedMatrix, shape: readonly number[], from: number, to: number): OrientedGradients {
  const [height, width, channels] = shape as readonly [number, number, number]
  const [cellRows, cellColumns] = [cellsAlong(height), cellsAlong(width)]
  const count = gradientCount(shape)
  const features = new Float64Array((to - from) * count)
  const rowShares = Array.from({ length: height }, (_, row) => sharesOfCells(row, height, cellRows))
  const columnShares = Array.from({ length: width }, (_, column) => sharesOfCells(column, width, cellColumns))

  for (let image = from; image < to; image++) {
    const start = image * columns
    const ofImage = features.subarray((image - from) * count, (image - from + 1) * count)
    // Beyond the border the image goes on with its outermost pixels, so that the border itself is no contour.
    const valueAt = (row: number, column: number, channel: number): number =>
      data[start + (Math.min(Math.max(row, 0), height - 1) * width + Math.min(Math.max(column, 0), width - 1)) * channels + channel]
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let [right, down, longest] = [0, 0, 0]
        for (let channel = 0; channel < channels; channel++) {
          const ofChannel = [valueAt(row, column + 1, channel) - valueAt(row, column - 1, channel), valueAt(row + 1, column, channel) - valueAt(row - 1, column, channel)]
          const length = Math.hypot(ofChannel[0], ofChannel[1])
          if (length > longest) [right, down, longest] = [ofChannel[0], ofChannel[1], length]
        }
        if (longest === 0) continue
        const turn = (Math.atan2(down, right) / (2 * Math.PI) + 1) * directionCount
        const below = Math.floor(turn)
        const share = turn - below
        for (const [cellRow, ofRow] of rowShares[row]) {
          for (const [cellColumn, ofColumn] of columnShares[column]) {
            const cell = (cellRow * cellColumns + cellColumn) * directionCount
            const length = longest * ofRow * ofColumn
            ofImage[cell + (below % directionCount)] += length * (1 - share)
            ofImage[cell + ((below + 1) % directionCount)] += length * share
          }
        }
      }
    }
  }
  return { data: features.map(Math.sqrt), rows: to - from, columns: count }
}

/** The cells in which a pixel counts, at most two, with its share in each. Beyond the outer cells nothing counts. */
function sharesOfCells(pixel: number, pixels: number, cells: number): readonly (readonly [cell: number, share: number])[] {
  const position = ((pixel + 0.5) * cells) / pixels - 0.5
  const before = Math.floor(position)
  const share = position - before
  return ([[before, 1 - share], [before + 1, share]] as const).filter(([cell, weight]) => cell >= 0 && cell < cells && weight > 0)
}
