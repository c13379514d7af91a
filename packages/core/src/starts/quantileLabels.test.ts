import { expect, it } from 'vitest'
import { matrix } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { quantileLabels } from './quantileLabels.js'

const column = (...values: number[]): { samples: ReturnType<typeof matrix> } => ({ samples: matrix(Float64Array.from(values), values.length, 1) })

it('cuts one column into groups of equal size, in order', () => {
  expect(Array.from(quantileLabels(column(5, 1, 4, 2, 6, 3), 3))).toEqual([2, 0, 1, 0, 2, 1])
  expect(Array.from(quantileLabels(column(1, 2, 3), 1))).toEqual([0, 0, 0])
})

it('cuts by weight, and places a row at a cut by the middle of its weight', () => {
  const weights = Float64Array.of(1, 1, 1, 5)
  expect(Array.from(quantileLabels({ ...column(1, 2, 3, 4), weights }, 2))).toEqual([0, 0, 0, 1])
})

it('cuts along the direction of largest variance', () => {
  const samples = matrix(Float64Array.of(0, 0, 1, 1.1, 2, 1.9, 3, 3), 4, 2)
  const labels = Array.from(quantileLabels({ samples }, 2))
  expect([labels[0] === labels[1], labels[2] === labels[3], labels[0] === labels[2]]).toEqual([true, true, false])
})

it('makes a single start, which is the same for any seed', async () => {
  const [first, other] = await Promise.all(
    [1, 2].map(seed => fitGaussianMixture(oldFaithful, { components: 3, initialize: 'quantiles', seed })),
  )
  expect(first.starts).toHaveLength(1)
  expect(other.model.toJSON()).toEqual(first.model.toJSON())
})

it('needs no [D, D] matrix: handles 20,000 columns of any scale', () => {
  const [rows, columns] = [12, 20_000]
  for (const scale of [1, 1e150, 1e-150]) {
    // Rows lie on a line in the order of their numbers, with a small deviation in each column.
    const data = Float64Array.from({ length: rows * columns }, (_, at) => scale * (Math.floor(at / columns) + 0.1 * Math.sin(at)))
    const labels = Array.from(quantileLabels({ samples: matrix(data, rows, columns) }, 3))
    expect(labels).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
  }
})

it('uses row weights, and accepts rows that are all equal', () => {
  // The far row has weight 0, and the others vary most along the first column.
  const samples = matrix(Float64Array.of(0, 0, 1, 0.2, 2, -0.2, 3, 0, 1, 1e6), 5, 2)
  const labels = Array.from(quantileLabels({ samples, weights: Float64Array.of(1, 1, 1, 1, 0) }, 2))
  expect([labels[0] === labels[1], labels[2] === labels[3], labels[0] === labels[2]]).toEqual([true, true, false])
  expect(Array.from(quantileLabels({ samples: matrix(new Float64Array(8).fill(7), 4, 2) }, 2))).toEqual([0, 0, 1, 1])
})
