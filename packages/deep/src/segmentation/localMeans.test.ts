import { expect, it } from 'vitest'
import { localMeans } from './localMeans.js'

it('is the mean of each pixel and its neighbours, as many as there are, in its own image', () => {
  // Two images of 2 x 3 pixels with one feature.
  const { data, rows, columns } = localMeans({ data: Float64Array.of(1, 2, 3, 4, 5, 9, 0, 0, 0, 0, 0, 12), rows: 12, columns: 1 }, [2, 3, 1])
  expect([rows, columns]).toEqual([12, 1])
  const expected = [12 / 4, 24 / 6, 19 / 4, 12 / 4, 24 / 6, 19 / 4, 0, 2, 3, 0, 2, 3]
  expected.forEach((value, pixel) => expect(data[pixel]).toBeCloseTo(value, 14))
})
