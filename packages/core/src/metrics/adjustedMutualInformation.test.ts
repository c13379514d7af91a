import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { adjustedMutualInformation } from './adjustedMutualInformation.js'

const averages = ['arithmetic', 'geometric', 'min', 'max'] as const
const labelling = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 })

it('is (0 - ln 2 / 3) / (ln 2 - ln 2 / 3) = -1/2 for crossed pairs', () => {
  expect(adjustedMutualInformation([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 14)
})

// scikit-learn 1.9.1, adjusted_mutual_info_score
it.each([
  ['arithmetic', 0.2331070144344232],
  ['geometric', 0.23484314439703108],
  ['min', 0.27090135141111626],
  ['max', 0.20456717605450572],
] as const)('agrees with scikit-learn (%s)', (average, expected) => {
  const a = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
  const b = [1, 1, 0, 1, 0, 0, 2, 0, 2, 2, 2, 1, 2, 0]
  expect(Math.abs(adjustedMutualInformation(a, b, { average }) - expected)).toBeLessThan(1e-13)
})

it('agrees with scikit-learn on 5000 samples', () => {
  const a = Array.from({ length: 5000 }, (_, i) => (i * i + Math.floor(i / 7)) % 5)
  const b = Array.from({ length: 5000 }, (_, i) => (i * i * i + Math.floor(i / 11)) % 9)
  expect(Math.abs(adjustedMutualInformation(a, b) + 0.001518342017686341)).toBeLessThan(1e-11)
})

describe.each(averages)('average %s', average => {
  it('is 1 if both labellings have one cluster, or one cluster per sample, and 0 if only one has one cluster', () => {
    expect(adjustedMutualInformation([5, 5, 5], ['x', 'x', 'x'], { average })).toBe(1)
    expect(adjustedMutualInformation([1, 2, 3], ['x', 'y', 'z'], { average })).toBe(1)
    expect(adjustedMutualInformation([5, 5, 5], [0, 1, 1], { average })).toBe(0)
    expect(adjustedMutualInformation([0, 1, 1], [5, 5, 5], { average })).toBe(0)
  })

  it('is 0 for a labelling with one cluster per sample', () => {
    expect(adjustedMutualInformation([0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 1, 2], { average })).toBeCloseTo(0, 14)
  })

  it('is 1 for the same labelling with other names', () => {
    fc.assert(
      fc.property(labelling, labelled => {
        const a = labelled.map(pair => pair[0])
        expect(adjustedMutualInformation(a, a.map(label => 'edacb'[label]), { average })).toBe(1)
      }),
    )
  })

  it('is symmetric, and at most 1', () => {
    fc.assert(
      fc.property(labelling, labelled => {
        const a = labelled.map(pair => pair[0])
        const b = labelled.map(pair => pair[1])
        const information = adjustedMutualInformation(a, b, { average })
        expect(information).toBeLessThanOrEqual(1 + 1e-12)
        expect(adjustedMutualInformation(b, a, { average })).toBeCloseTo(information, 10)
      }),
    )
  })
})

it('is 0 on average for random labels', () => {
  const random = createRandom(12)
  const runs = 1000
  let sum = 0
  for (let run = 0; run < runs; run++) {
    const a = Array.from({ length: 40 }, () => random.integer(3))
    const b = Array.from({ length: 40 }, () => random.integer(5))
    sum += adjustedMutualInformation(a, b)
  }
  // One run has a standard deviation of about 0.04, the mean of 1000 about 0.0013; the tolerance is four of them.
  expect(Math.abs(sum / runs)).toBeLessThan(0.0052)
})

it('handles labels that are all different, without a dense table', () => {
  const identifiers = Array.from({ length: 100_000 }, (_, n) => n)
  expect(adjustedMutualInformation(identifiers, identifiers.map(n => n % 100))).toBeCloseTo(0, 10)
})

it('refuses an unknown average, and labellings of different length', () => {
  expect(() => adjustedMutualInformation([0], [0], { average: 'mean' as 'min' })).toThrow(
    `option average must be one of 'arithmetic', 'geometric', 'min', 'max', but it is 'mean'. ` +
      `Pass for example average: 'arithmetic'.`,
  )
  expect(() => adjustedMutualInformation([0], [0, 1])).toThrow(
    'labelsB must be 1 labels long, like labelsA, but it is 2 long. Pass one label per sample to both, in the same order.',
  )
})
