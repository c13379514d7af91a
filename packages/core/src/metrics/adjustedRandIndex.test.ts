import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { adjustedRandIndex, adjustedRandIndexOfCounts } from './adjustedRandIndex.js'

const labelling = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 })

it('is (1 - 1/3) / (3/2 - 1/3) = 4/7 for pairs {01} against {01} {23}', () => {
  expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(4 / 7, 15)
})

it('reaches -1/2, and is 0 against a single cluster', () => {
  expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBe(-0.5)
  expect(adjustedRandIndex([0, 0, 0, 0], [0, 1, 2, 3])).toBe(0)
})

it('agrees with scikit-learn', () => {
  const a = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
  const b = [1, 1, 0, 1, 0, 0, 2, 0, 2, 2, 2, 1, 2, 0]
  expect(Math.abs(adjustedRandIndex(a, b) - 0.20920502092050208)).toBeLessThan(1e-12)
})

it('is 1 for single clusters, for one cluster per sample, and for one sample', () => {
  expect(adjustedRandIndex([3, 3, 3], ['x', 'x', 'x'])).toBe(1)
  expect(adjustedRandIndex([1, 2, 3], ['x', 'y', 'z'])).toBe(1)
  expect(adjustedRandIndex([1], ['x'])).toBe(1)
})

it('is exactly 1 for the same labelling with other names', () => {
  fc.assert(
    fc.property(labelling, labelled => {
      const a = labelled.map(pair => pair[0])
      expect(adjustedRandIndex(a, a.map(label => 'edacb'[label]))).toBe(1)
    }),
  )
})

it('is symmetric, and stays in [-1/2, 1]', () => {
  fc.assert(
    fc.property(labelling, labelled => {
      const a = labelled.map(pair => pair[0])
      const b = labelled.map(pair => pair[1])
      const index = adjustedRandIndex(a, b)
      expect(index).toBeGreaterThanOrEqual(-0.5)
      expect(index).toBeLessThanOrEqual(1)
      expect(adjustedRandIndex(b, a)).toBeCloseTo(index, 14)
    }),
  )
})

it('is 0 on average for random labels', () => {
  const random = createRandom(11)
  const runs = 2000
  let sum = 0
  for (let run = 0; run < runs; run++) {
    const a = Array.from({ length: 40 }, () => random.integer(3))
    const b = Array.from({ length: 40 }, () => random.integer(5))
    sum += adjustedRandIndex(a, b)
  }
  // One run has a standard deviation of about 0.03, the mean of 2000 of about 0.0007.
  expect(Math.abs(sum / runs)).toBeLessThan(0.003)
})

// 1e9 samples; the expected values are from exact rational arithmetic.
it.each([
  ['near 1', [333333333, 1, 2, 666666664], 0.99999998785],
  ['near 0', [250000003, 249999999, 249999997, 250000001], -9.99999938e-10],
  ['two samples apart', [999999997, 1, 1, 1], 0.499999998],
])('has an error below 1e-15 if pair counts exceed 2^53: %s', (_name, counts, expected) => {
  const [n00, n01, n10, n11] = counts
  const index = adjustedRandIndexOfCounts({
    cells: { rows: Int32Array.of(0, 0, 1, 1), columns: Int32Array.of(0, 1, 0, 1), counts: Float64Array.from(counts) },
    rowLabels: [0, 1],
    columnLabels: [0, 1],
    rowTotals: Float64Array.of(n00 + n01, n10 + n11),
    columnTotals: Float64Array.of(n00 + n10, n01 + n11),
    total: n00 + n01 + n10 + n11,
  })
  expect(Math.abs(index - expected)).toBeLessThan(1e-15)
})

it('refuses labellings of different length', () => {
  expect(() => adjustedRandIndex([0, 1], [])).toThrow(
    'labelsB must be 2 labels long, like labelsA, but it is 0 long. Pass one label per sample to both, in the same order.',
  )
})
