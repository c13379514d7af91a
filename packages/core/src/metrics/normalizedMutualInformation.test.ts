import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { normalizedMutualInformation } from './normalizedMutualInformation.js'

const averages = ['arithmetic', 'geometric', 'min', 'max'] as const
const labelling = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 })

it('is H(A) = ln 2 divided by the averages of ln 2 and ln 4 if B splits both halves of A', () => {
  const halves = [0, 0, 1, 1]
  const quarters = ['a', 'b', 'c', 'd']
  expect(normalizedMutualInformation(halves, quarters)).toBeCloseTo(2 / 3, 15)
  expect(normalizedMutualInformation(halves, quarters, { average: 'geometric' })).toBeCloseTo(Math.SQRT1_2, 15)
  expect(normalizedMutualInformation(halves, quarters, { average: 'min' })).toBeCloseTo(1, 15)
  expect(normalizedMutualInformation(halves, quarters, { average: 'max' })).toBeCloseTo(0.5, 15)
})

// scikit-learn 1.x, normalized_mutual_info_score
it.each([
  ['arithmetic', 0.41907475105785214],
  ['geometric', 0.4214347957277073],
  ['min', 0.4685970244281025],
  ['max', 0.37901923783407393],
] as const)('agrees with scikit-learn (%s)', (average, expected) => {
  const a = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
  const b = [1, 1, 0, 1, 0, 0, 2, 0, 2, 2, 2, 1, 2, 0]
  expect(Math.abs(normalizedMutualInformation(a, b, { average }) - expected)).toBeLessThan(1e-12)
})

describe.each(averages)('average %s', average => {
  it('is 1 if both labellings have one cluster, 0 if only one has', () => {
    expect(normalizedMutualInformation([5, 5, 5], ['x', 'x', 'x'], { average })).toBe(1)
    expect(normalizedMutualInformation([5, 5, 5], [0, 1, 1], { average })).toBe(0)
    expect(normalizedMutualInformation([0, 1, 1], [5, 5, 5], { average })).toBe(0)
  })

  it('is exactly 0 for independent labellings', () => {
    expect(normalizedMutualInformation([0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], { average })).toBe(0)
  })

  it('is 1 for the same labelling with other names', () => {
    fc.assert(
      fc.property(labelling, labelled => {
        const a = labelled.map(pair => pair[0])
        const renamed = a.map(label => 'edacb'[label])
        expect(normalizedMutualInformation(a, renamed, { average })).toBeCloseTo(1, 14)
      }),
    )
  })

  it('is symmetric, and stays in [0, 1]', () => {
    fc.assert(
      fc.property(labelling, labelled => {
        const a = labelled.map(pair => pair[0])
        const b = labelled.map(pair => pair[1])
        const information = normalizedMutualInformation(a, b, { average })
        expect(information).toBeGreaterThanOrEqual(0)
        expect(information).toBeLessThanOrEqual(1)
        expect(normalizedMutualInformation(b, a, { average })).toBeCloseTo(information, 13)
      }),
    )
  })
})

it('handles labels that are all different, without a dense table', () => {
  const identifiers = Array.from({ length: 200_000 }, (_, n) => n)
  expect(normalizedMutualInformation(identifiers, identifiers.toReversed())).toBeCloseTo(1, 12)
})

it('is small but not adjusted for chance on random labels', () => {
  const random = createRandom(3)
  const a = Array.from({ length: 2000 }, () => random.integer(4))
  const b = Array.from({ length: 2000 }, () => random.integer(4))
  const information = normalizedMutualInformation(a, b)
  expect(information).toBeGreaterThan(0)
  expect(information).toBeLessThan(0.01)
})

it('refuses an unknown average', () => {
  expect(() => normalizedMutualInformation([0], [0], { average: 'mean' as 'min' })).toThrow(
    `option average must be one of 'arithmetic', 'geometric', 'min', 'max', but it is 'mean'. Pass for example average: 'arithmetic'.`,
  )
})

it('refuses labellings of different length', () => {
  expect(() => normalizedMutualInformation([0], [0, 1])).toThrow(
    'labelsB must be 1 labels long, like labelsA, but it is 2 long. Pass one label per sample to both, in the same order.',
  )
})
