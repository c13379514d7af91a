import { describe, expect, it } from 'vitest'
import { calinskiHarabasz } from './calinskiHarabasz.js'
import { daviesBouldin } from './daviesBouldin.js'

const nine = [[0, 0], [1, 0.5], [0.25, 1], [5, 5], [6, 5.5], [5, 6.25], [9, 0], [2.5, 2], [8, 1]]
const labels = [0, 0, 0, 1, 1, 1, 2, 0, 2]
const otherLabels = [0, 0, 0, 1, 1, 1, 2, 0, 1]

it('calinskiHarabasz is (25 / 1) / (1 / 2) = 50 for pairs {0, 1} and {5, 6}', async () => {
  expect(await calinskiHarabasz([[0], [1], [5], [6]], [0, 0, 1, 1])).toBeCloseTo(50, 12)
})

it('daviesBouldin is (1/2 + 1/2) / 5 for pairs {0, 1} and {5, 6}', async () => {
  expect(await daviesBouldin([[0], [1], [5], [6]], [0, 0, 1, 1])).toBeCloseTo(0.2, 14)
})

// scikit-learn 1.9.1
it('agrees with scikit-learn', async () => {
  expect(Math.abs((await calinskiHarabasz(nine, labels)) / 46.263417643429975 - 1)).toBeLessThan(1e-13)
  expect(Math.abs((await calinskiHarabasz(nine, otherLabels)) / 11.577583059510768 - 1)).toBeLessThan(1e-13)
  expect(Math.abs((await daviesBouldin(nine, labels)) / 0.2612933192863604 - 1)).toBeLessThan(1e-13)
  expect(Math.abs((await daviesBouldin(nine, otherLabels)) / 0.4661771348177967 - 1)).toBeLessThan(1e-13)
})

it('is 0 or Infinity if points or centroids coincide', async () => {
  const points = [[0.1], [0.1], [7], [7]]
  expect(await calinskiHarabasz(points, [0, 0, 1, 1])).toBe(Infinity)
  expect(await daviesBouldin(points, [0, 0, 1, 1])).toBe(0)
  expect(await calinskiHarabasz([[3], [3], [3]], [0, 0, 1])).toBe(0)
  expect(await daviesBouldin([[-1], [1], [-2], [2]], [0, 0, 1, 1])).toBe(Infinity)
})

describe.each([
  ['calinskiHarabasz', calinskiHarabasz],
  ['daviesBouldin', daviesBouldin],
])('%s', (_name, index) => {
  it('does not depend on offset, scale, names or order', async () => {
    const value = await index(nine, labels)
    // Multiples of 1/4 plus 2^40 are exact in float64, so no digit is lost.
    const moved = await index(nine.map(row => row.map(x => x + 2 ** 40)), labels)
    expect(moved / value).toBeCloseTo(1, 13)
    expect((await index(nine.map(row => row.map(x => x * 1e-9)), labels)) / value).toBeCloseTo(1, 13)
    expect(await index(nine, labels.map(label => 'zxy'[label]))).toBeCloseTo(value, 12)
    expect(await index(nine.toReversed(), labels.toReversed())).toBeCloseTo(value, 12)
  })

  it('refuses invalid labels and samples', async () => {
    await expect(index([[0], [1], [2]], [0, 0, 0])).rejects.toThrow(
      'labels must be at least 2 distinct ones and fewer than rows, but it is 1 distinct for 3 rows. ' +
        'Spread within clusters is held against that between them: choose another number of clusters, or more rows.',
    )
    await expect(index([[0], [1]], [0, 1])).rejects.toThrow('2 distinct for 2 rows')
    await expect(index([[0], [1], [2]], [0, 1])).rejects.toThrow('labels must be 3 long, one per row of samples')
    await expect(index([[0], [NaN], [2]], [0, 1, 1])).rejects.toThrow('NaN at row 1, column 0')
  })
})
