import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { augmentImages, moveImage } from './augmentImages.js'

const square = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)
const still = { angle: 0, right: 0, down: 0 }
const move = (movement: Partial<typeof still>, image: Float32Array = square, side = 3, channels = 1): Float32Array =>
  moveImage(image, { ...still, ...movement }, { height: side, width: side, channels, out: new Float32Array(image.length) })

const blob = (side: number): Float32Array =>
  Float32Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [(i % side) - 14.2, Math.floor(i / side) - 12.7]
    return Math.exp(-(x * x + 2 * y * y) / 18)
  })
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0)

describe('moveImage', () => {
  it('turns counter-clockwise as seen', () => {
    // 1 2 3      3 6 9
    // 4 5 6  ->  2 5 8
    // 7 8 9      1 4 7
    expectClose(move({ angle: Math.PI / 2 }), [3, 6, 9, 2, 5, 8, 1, 4, 7], { relative: 1e-6 })
    expectClose(move({ angle: -Math.PI / 2 }), [7, 4, 1, 8, 5, 2, 9, 6, 3], { relative: 1e-6 })
    expectClose(move({ angle: Math.PI }), [9, 8, 7, 6, 5, 4, 3, 2, 1], { relative: 1e-6 })
  })

  it('moves right and down, and fills with 0', () => {
    expect(Array.from(move({ right: 1 }))).toEqual([0, 1, 2, 0, 4, 5, 0, 7, 8])
    expect(Array.from(move({ down: 1 }))).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6])
    expect(Array.from(move({ right: 0.5 }))).toEqual([0.5, 1.5, 2.5, 2, 4.5, 5.5, 3.5, 7.5, 8.5])
    expect(Array.from(move({ right: 99 }))).toEqual(Array(9).fill(0))
  })

  it('moves channels together', () => {
    const two = Float32Array.from([...square].flatMap(value => [value, -value]))
    const turned = move({ angle: 0.3, down: 0.2 }, two, 3, 2)
    const alone = move({ angle: 0.3, down: 0.2 })
    expect(Array.from(turned)).toEqual([...alone].flatMap(value => [value, -value]))
  })

  it('leaves an image as it is where nothing moves', () => {
    expect(Array.from(move({}))).toEqual([...square])
  })

  it('keeps the mass of what stays inside', () => {
    const image = blob(28)
    // Bilinear weights sum to 1 along a shift. A rotation samples a smooth image, so its error comes only from the curvature.
    expect(sum(move({ right: 1.3, down: -0.6 }, image, 28)) / sum(image)).toBeCloseTo(1, 3)
    expect(sum(move({ angle: 0.17 }, image, 28)) / sum(image)).toBeCloseTo(1, 2)
  })

  it('comes back by the movement backwards', () => {
    const image = blob(28)
    const there = move({ angle: 0.17 }, image, 28)
    // Two interpolations blur by about a quarter of the curvature, 1/9 here.
    expectClose(move({ angle: -0.17 }, there, 28), image, { relative: 0.06, floor: 1 })
  })
})

describe('augmentImages', () => {
  const options = { height: 28, width: 28, rotation: 10, shift: 3 }
  const images = Float32Array.from([...blob(28), ...blob(28), ...blob(28)])

  it('moves each image in its own way, which the seed repeats', () => {
    const first = augmentImages(images, options, createRandom(1))
    expect(augmentImages(images, options, createRandom(1))).toEqual(first)
    expect(augmentImages(images, options, createRandom(2))).not.toEqual(first)
    expect(first.subarray(0, 784)).not.toEqual(first.subarray(784, 1568))
    expect(Array.from(images.subarray(0, 784))).toEqual([...blob(28)])
  })

  it('is the identity without rotation and shift', () => {
    expectClose(augmentImages(images, { height: 28, width: 28 }, createRandom(1)), images, { relative: 1e-6, floor: 1 })
  })

  it('names what does not fit', () => {
    expect(() => augmentImages(images, { height: 28, width: 28, rotation: -1 }, createRandom(1))).toThrow(
      'option rotation must be a finite number of at least 0, but it is -1. Pass for example rotation: 3.',
    )
    expect(() => augmentImages(images, { height: 27, width: 28 }, createRandom(1))).toThrow(
      'images must be whole images of 27 x 28 x 1 = 756 numbers, but it is 2352 numbers. Pass [B, height, width, channels] row-major.',
    )
  })
})
