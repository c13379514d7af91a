import { describe, expect, it } from 'vitest'
import { directionCount, gradientCount, orientedGradients } from './orientedGradients.js'

/** One cell: 2 x 2 pixels. */
const tiny = [2, 2, 1]

describe('orientedGradients', () => {
  it('sums the lengths of gradients by direction, and takes square roots', () => {
    // Beyond the border pixels repeat. Differences of neighbours, right and down: at (0, 0) (-3, -3), at (0, 1) (-3, 0), at (1, 0) (0, -3), at (1, 1) (0, 0).
    // (-3, 0) is half a turn: direction 4 of 8; (-3, -3) direction 5; (0, -3) three quarters: direction 6. The pixel's share in the only cell
    // is (3/4) (3/4), as its centre lies a quarter of the cell away from the cell's centre.
    const image = { data: Uint8Array.of(3, 0, 0, 0), rows: 1, columns: 4 }
    const { data } = orientedGradients(image, tiny, 0, 1)
    const expected = new Float64Array(directionCount)
    expected[4] = expected[6] = Math.sqrt(3 * 0.75 ** 2)
    expected[5] = Math.sqrt(Math.hypot(3, 3) * 0.75 ** 2)
    expect(gradientCount(tiny)).toBe(8)
    data.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 14))
  })

  it('has no gradient in a plain image, does not depend on added brightness, and scales by the square root of a factor', () => {
    const plain = { data: new Float64Array(144).fill(5), rows: 1, columns: 144 }
    expect(orientedGradients(plain, [12, 12, 1], 0, 1).data.every(value => value === 0)).toBe(true)
    const image = { ...plain, data: Float64Array.from({ length: 144 }, (_, at) => (at * 7) % 11) }
    const { data } = orientedGradients(image, [12, 12, 1], 0, 1)
    expect(orientedGradients({ ...image, data: image.data.map(value => value + 3) }, [12, 12, 1], 0, 1).data).toEqual(data)
    const brighter = orientedGradients({ ...image, data: image.data.map(value => 4 * value) }, [12, 12, 1], 0, 1)
    brighter.data.forEach((value, at) => expect(value).toBeCloseTo(2 * data[at], 12))
  })

  it('takes the longest gradient of several channels, and at most 7 x 7 cells', () => {
    const grey = { data: Uint8Array.of(3, 0, 0, 0), rows: 1, columns: 4 }
    const colours = { data: Uint8Array.of(1, 3, 0, 0, 0, 0, 0, 0), rows: 1, columns: 8 }
    expect(orientedGradients(colours, [2, 2, 2], 0, 1).data).toEqual(orientedGradients(grey, tiny, 0, 1).data)
    expect(gradientCount([28, 28, 1])).toBe(7 * 7 * 8)
    expect(gradientCount([640, 9, 3])).toBe(7 * 4 * 8)
  })
})
