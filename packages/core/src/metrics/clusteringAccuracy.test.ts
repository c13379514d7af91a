import fc from 'fast-check'
import { expect, it } from 'vitest'
import { clusteringAccuracy } from './clusteringAccuracy.js'
import { contingencyTable } from './contingencyTable.js'

const labelling = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 })

it('is 4/7 for the table [3 2; 2 0]', () => {
  expect(clusteringAccuracy(['a', 'a', 'a', 'a', 'a', 'b', 'b'], [0, 0, 0, 1, 1, 0, 0])).toBe(4 / 7)
})

it('counts unmatched clusters as wrong', () => {
  expect(clusteringAccuracy([0, 0, 0, 1], [7, 7, 8, 9])).toBe(0.75)
})

it('agrees with scipy.optimize.linear_sum_assignment', () => {
  const truth = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
  const predicted = [1, 1, 0, 1, 0, 0, 2, 0, 2, 2, 2, 1, 2, 0]
  expect(clusteringAccuracy(truth, predicted)).toBe(9 / 14)
})

it('is 1 for the same labelling with other names', () => {
  fc.assert(
    fc.property(labelling, labelled => {
      const truth = labelled.map(pair => pair[0])
      expect(clusteringAccuracy(truth, truth.map(label => 'edacb'[label]))).toBe(1)
    }),
  )
})

it('is symmetric, and at least the share of the largest cell', () => {
  fc.assert(
    fc.property(labelling, labelled => {
      const truth = labelled.map(pair => pair[0])
      const predicted = labelled.map(pair => pair[1])
      const accuracy = clusteringAccuracy(truth, predicted)
      expect(clusteringAccuracy(predicted, truth)).toBe(accuracy)
      expect(accuracy).toBeLessThanOrEqual(1)
      expect(accuracy).toBeGreaterThanOrEqual(Math.max(...contingencyTable(truth, predicted).table) / labelled.length)
    }),
  )
})

it('refuses empty labels', () => {
  expect(() => clusteringAccuracy([], [])).toThrow(
    'truth must be at least one label, but it is empty. Pass one label per sample.',
  )
})
