import fc from 'fast-check'
import { expect, it } from 'vitest'
import { homogeneityCompletenessV } from './homogeneityCompletenessV.js'
import { normalizedMutualInformation } from './normalizedMutualInformation.js'

const labelling = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 })

it('has homogeneity 1 and completeness 1/2 if every class is split into two clusters', () => {
  const { homogeneity, completeness, vMeasure } = homogeneityCompletenessV([0, 0, 1, 1], ['a', 'b', 'c', 'd'])
  expect(homogeneity).toBeCloseTo(1, 15)
  expect(completeness).toBeCloseTo(0.5, 15)
  expect(vMeasure).toBeCloseTo(2 / 3, 15)
})

// scikit-learn 1.9.1, homogeneity_completeness_v_measure
it.each([
  [1, 0.41907475105785214],
  [0.5, 0.4048142246686973],
  [2, 0.4343766841154965],
])('agrees with scikit-learn (beta %s)', (beta, expected) => {
  const classes = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
  const clusters = [1, 1, 0, 1, 0, 0, 2, 0, 2, 2, 2, 1, 2, 0]
  const { homogeneity, completeness, vMeasure } = homogeneityCompletenessV(classes, clusters, { beta })
  expect(Math.abs(homogeneity - 0.37901923783407393)).toBeLessThan(1e-13)
  expect(Math.abs(completeness - 0.4685970244281025)).toBeLessThan(1e-13)
  expect(Math.abs(vMeasure - expected)).toBeLessThan(1e-13)
})

it('is the homogeneity for beta 0', () => {
  const { homogeneity, vMeasure } = homogeneityCompletenessV([0, 0, 0, 1, 1], [0, 1, 1, 1, 2], { beta: 0 })
  expect(vMeasure).toBeCloseTo(homogeneity, 15)
})

it('has homogeneity 1 for one class, and completeness 1 for one cluster', () => {
  expect(homogeneityCompletenessV([7, 7], [7, 7])).toEqual({ homogeneity: 1, completeness: 1, vMeasure: 1 })
  expect(homogeneityCompletenessV([7, 7], [0, 1])).toEqual({ homogeneity: 1, completeness: 0, vMeasure: 0 })
  expect(homogeneityCompletenessV([0, 1], [7, 7], { beta: 0 })).toEqual({ homogeneity: 0, completeness: 1, vMeasure: 0 })
})

it('swaps homogeneity and completeness with its arguments, stays in [0, 1], and has the arithmetic NMI as V', () => {
  fc.assert(
    fc.property(labelling, labelled => {
      const classes = labelled.map(pair => pair[0])
      const clusters = labelled.map(pair => pair[1])
      const there = homogeneityCompletenessV(classes, clusters)
      const back = homogeneityCompletenessV(clusters, classes)
      expect(back.completeness).toBeCloseTo(there.homogeneity, 13)
      expect(back.homogeneity).toBeCloseTo(there.completeness, 13)
      for (const value of Object.values(there)) {
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1)
      }
      expect(there.vMeasure).toBeCloseTo(normalizedMutualInformation(classes, clusters), 13)
    }),
  )
})

it('refuses a negative beta, and labellings of different length', () => {
  expect(() => homogeneityCompletenessV([0], [0], { beta: -1 })).toThrow(
    'option beta must be a number of at least 0, but it is -1. Leave it out for 1.',
  )
  expect(() => homogeneityCompletenessV([0], [0, 1])).toThrow(
    'clusters must be 1 labels long, like classes, but it is 2 long. Pass one label per sample to both, in the same order.',
  )
})
