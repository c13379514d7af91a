import { ShapeError, type Random } from '@mixtura/numerics'
import { count, describeValue, nonNegative, numberIn, optional, readOptions, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { requireRandom } from '../arguments/requireTensor.js'

/** Sizes of images [B, height, width, channels], which all have the same size. */
export interface ImageShape {
  readonly height: number
  readonly width: number
  /** Number of channels; 1 by default. */
  readonly channels?: number
}

/** Random changes of images. */
export interface AugmentationOptions extends ImageShape {
  /** Largest rotation, degrees. Angles are uniform on ±rotation; 0 by default. */
  readonly rotation?: number
  /** Largest shift along each axis, pixels. Shifts are uniform on ±shift; 0 by default. */
  readonly shift?: number
}

/** A rotation of an image about its middle, followed by a shift. */
export interface Movement {
  /** Radians, counter-clockwise as seen with row 0 at the top. */
  readonly angle: number
  /** Shift to the right, pixels. */
  readonly right: number
  /** Shift downwards, pixels. */
  readonly down: number
}

/**
 * Rotates and shifts each image at random, with bilinear interpolation and 0 outside the image. It works on the host before the
 * upload, so the result is the same on every backend.
 *
 * @param images [B, height, width, channels] row-major; not changed.
 * @param random draws three numbers for each image.
 * @returns a new array.
 * @throws {InvalidOptionError} {ShapeError} for invalid options and images.
 */
export function augmentImages(images: Float32Array, options: AugmentationOptions, random: Random): Float32Array {
  requireImages('images', images)
  const { rotation = 0, shift = 0, height, width, channels = 1 } = readOptions<AugmentationOptions>('augmentImages', options, augmentationReaders)
  requireRandom(random)
  const size = height * width * channels
  if (images.length % size !== 0) {
    throw new ShapeError('images', `whole images of ${height} x ${width} x ${channels} = ${size} numbers`, `${images.length} numbers`, 'Pass [B, height, width, channels] row-major.')
  }
  const out = new Float32Array(images.length)
  const symmetric = (limit: number): number => (2 * random.uniform() - 1) * limit
  for (let from = 0; from < images.length; from += size) {
    const movement = { angle: symmetric((rotation * Math.PI) / 180), right: symmetric(shift), down: symmetric(shift) }
    movePixels(images.subarray(from, from + size), movement, { height, width, channels, out: out.subarray(from, from + size) })
  }
  return out
}

/**
 * Moves one image. Each pixel p of `out` takes the value at the place that it came from,
 *
 *   (x, y) = Rᵀ (p - middle - shift) + middle,  middle = ((width - 1) / 2, (height - 1) / 2)
 *
 * interpolated between the four pixels around it.
 *
 * @param image [height, width, channels]
 * @throws {ShapeError} {InvalidOptionError} for arguments of wrong types, and arrays whose length is not that of the image.
 */
export function moveImage(image: Float32Array, movement: Movement, shape: Required<ImageShape> & { readonly out: Float32Array }): Float32Array {
  requireImages('image', image)
  const read = readOptions<Required<ImageShape> & { readonly out: Float32Array }>('moveImage', shape, { ...sizeReaders, channels: count(1), out: pixels })
  const size = read.height * read.width * read.channels
  for (const [name, { length }] of Object.entries({ image, out: read.out })) {
    if (length !== size) throw new ShapeError(name, `${read.height} x ${read.width} x ${read.channels} = ${size} numbers`, `${length} numbers`, 'Pass [height, width, channels] row-major.')
  }
  return movePixels(image, readOptions<Movement>('movement', movement, movementReaders), read)
}

const pixels: Reader<Float32Array> = (name, value) => {
  requireImages(name, value)
  return value
}

function requireImages(name: string, value: unknown): asserts value is Float32Array {
  if (!(value instanceof Float32Array)) throw new ShapeError(name, 'a Float32Array', describeValue(value), 'Pass for example Float32Array.from(values).')
}

const sizeReaders = { height: count(1), width: count(1) }

const augmentationReaders: OptionReaders<AugmentationOptions> = {
  ...sizeReaders,
  channels: optional(count(1)),
  rotation: optional(nonNegative(3)),
  shift: optional(nonNegative(3)),
}

const movementReaders: OptionReaders<Movement> = {
  angle: numberIn({ example: 'angle: 0.1' }),
  right: numberIn({ example: 'right: 1' }),
  down: numberIn({ example: 'down: 1' }),
}

function movePixels(
  image: Float32Array,
  { angle, right, down }: Movement,
  { height, width, channels, out }: Required<ImageShape> & { readonly out: Float32Array },
): Float32Array {
  const cos = Math.cos(angle)
  const sin = Math.sin(angle)
  const middleX = (width - 1) / 2
  const middleY = (height - 1) / 2
  const lastX = width - 1
  const lastY = height - 1
  const down1 = width * channels
  let to = 0
  for (let row = 0; row < height; row++) {
    const fromMiddleY = row - middleY - down
    // Rows grow downwards, so a visually counter-clockwise rotation has Rᵀ = [[cos, -sin], [sin, cos]] on (x, y).
    let x = (-middleX - right) * cos - fromMiddleY * sin + middleX
    let y = (-middleX - right) * sin + fromMiddleY * cos + middleY
    for (let column = 0; column < width; column++, x += cos, y += sin) {
      const left = Math.floor(x)
      const top = Math.floor(y)
      if (left < -1 || top < -1 || left > lastX || top > lastY) {
        to += channels
        continue
      }
      const shareX = x - left
      const shareY = y - top
      const at = (top * width + left) * channels
      // Weights of the four pixels; 0 for those outside the image.
      const hasLeft = left >= 0
      const hasTop = top >= 0
      const hasRight = left < lastX
      const hasBottom = top < lastY
      const topLeft = hasLeft && hasTop ? (1 - shareX) * (1 - shareY) : 0
      const topRight = hasRight && hasTop ? shareX * (1 - shareY) : 0
      const bottomLeft = hasLeft && hasBottom ? (1 - shareX) * shareY : 0
      const bottomRight = hasRight && hasBottom ? shareX * shareY : 0
      for (let channel = 0; channel < channels; channel++) {
        const pixel = at + channel
        let value = 0
        if (topLeft !== 0) value += topLeft * image[pixel]
        if (topRight !== 0) value += topRight * image[pixel + channels]
        if (bottomLeft !== 0) value += bottomLeft * image[pixel + down1]
        if (bottomRight !== 0) value += bottomRight * image[pixel + down1 + channels]
        out[to++] = value
      }
    }
  }
  return out
}
