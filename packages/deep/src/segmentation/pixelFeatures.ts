import { columnMeans, columnVariances, type Matrix } from '@mixtura/numerics'
import type { FeedMatrix } from '@mixtura/tensor'

/** The space in which pixels are clustered. */
export interface PixelSpace {
  /** [height, width, channels] of an image. */
  readonly shape: readonly number[]
  /** Colour units by which a pixel differs from the one beside it; 0 leaves positions out. */
  readonly positionScale: number
}

/** Number of pixels of an image. */
export const pixelCount = ([height, width]: PixelSpace['shape']): number => height * width

/** F: the channels, and row and column if positions count. */
export const featureCount = ({ shape, positionScale }: PixelSpace): number => shape[2] + (positionScale > 0 ? 2 : 0)

/**
 * [P, F] features of pixels in float64: the channels in the units of the images; then, if positions count, row and column times
 * `positionScale`.
 *
 * @param pixels numbers of the pixels, counted through all images in row-major order.
 */
export function pixelFeatures({ data }: FeedMatrix, space: PixelSpace, pixels: Uint32Array): Matrix {
  const { shape, positionScale } = space
  const [, width, channels] = shape
  const perImage = pixelCount(shape)
  const columns = featureCount(space)
  const features = new Float64Array(pixels.length * columns)
  pixels.forEach((pixel, p) => {
    for (let channel = 0; channel < channels; channel++) features[p * columns + channel] = data[pixel * channels + channel]
    if (positionScale === 0) return
    const place = pixel % perImage
    features[p * columns + channels] = Math.floor(place / width) * positionScale
    features[p * columns + channels + 1] = (place % width) * positionScale
  })
  return { data: features, rows: pixels.length, columns }
}

/** Numbers of all pixels of some images, image by image. */
export function pixelsOf(images: Uint32Array, perImage: number): Uint32Array {
  return Uint32Array.from({ length: images.length * perImage }, (_, p) => images[Math.floor(p / perImage)] * perImage + (p % perImage))
}

/**
 * The `positionScale` at which the position along the longer side has `position` times the standard deviation of the colours. The
 * numbers 0 to L - 1 have the variance (L² - 1) / 12.
 *
 * @param colours [P, channels]
 */
export function positionScaleOf(position: number, colours: Matrix, [height, width]: PixelSpace['shape']): number {
  const longer = Math.max(height, width)
  if (position === 0 || longer === 1) return 0
  const variances = columnVariances(colours, columnMeans(colours))
  const variance = variances.reduce((sum, value) => sum + value, 0) / variances.length
  return position * Math.sqrt((12 * variance) / (longer ** 2 - 1))
}
