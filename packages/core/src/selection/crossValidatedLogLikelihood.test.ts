import { expect, it } from 'vitest'
import { matrix } from '@mixtura/numerics'
import { blobs, noise } from '../testing/blobs.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { crossValidatedLogLikelihood } from './crossValidatedLogLikelihood.js'

it('is the mean log-density of each row under the others, by hand', async () => {
  // As many folds as rows: each row is scored by the mean and the biased variance of the three others.
  const values = [1, 2, 4, 9]
  const expected = values.map((value, i) => {
    const others = values.filter((_, j) => j !== i)
    const mean = others.reduce((sum, other) => sum + other, 0) / 3
    const variance = others.reduce((sum, other) => sum + (other - mean) ** 2, 0) / 3
    return -0.5 * (Math.log(2 * Math.PI * variance) + (value - mean) ** 2 / variance)
  })
  const mean = expected.reduce((sum, value) => sum + value, 0) / 4
  const spread = expected.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3
  const result = await crossValidatedLogLikelihood(values.map(value => [value]), { components: 1, folds: 4, regularization: { absolute: 0 } })
  expect(result.meanLogLikelihood).toBeCloseTo(mean, 10)
  expect(result.standardError).toBeCloseTo(Math.sqrt(spread / 4), 10)
})

it('scores every row once, by a mixture that did not see it', async () => {
  // A row far away is very unlikely to the others; were it ever seen, it would not be.
  const samples = noise(40, 1, 1)
  const far = matrix(Float64Array.of(...samples.data, 1e4), 41, 1)
  const { meanLogLikelihood } = await crossValidatedLogLikelihood(far, { components: 1 })
  const byItself = -0.5 * 1e8 / 41
  expect(meanLogLikelihood / byItself).toBeGreaterThan(0.5)
  expect(meanLogLikelihood / byItself).toBeLessThan(2)
})

it('is deterministic for a seed, and divides otherwise for another', async () => {
  const of = (seed: number): Promise<unknown> => crossValidatedLogLikelihood(iris, { components: 2, seed, starts: 1 })
  expect(await of(1)).toEqual(await of(1))
  expect(await of(1)).not.toEqual(await of(2))
})

it('prefers as many components as there are clusters', async () => {
  const { samples } = blobs([[0, 0], [7, 0], [0, 7]], { rows: 150, seed: 4 })
  const of = async (components: number): Promise<number> =>
    (await crossValidatedLogLikelihood(samples, { components, starts: 2 })).meanLogLikelihood
  const [one, two, three, eight] = [await of(1), await of(2), await of(3), await of(8)]
  expect(three).toBeGreaterThan(two)
  expect(two).toBeGreaterThan(one)
  expect(three).toBeGreaterThan(eight)
})

it('goes with missing cells', async () => {
  const holed = matrix(Float64Array.from(oldFaithful.data, (value, at) => (at % 9 === 0 ? NaN : value)), 272, 2)
  const options = { components: 2, missing: 'marginalize', starts: 1 } as const
  expect((await crossValidatedLogLikelihood(holed, options)).meanLogLikelihood).toBeGreaterThan(-5)
})

it.each([
  { folds: 1, message: 'option folds must be a whole number of at least 2, but it is 1. Pass for example folds: 2.' },
  { folds: 2.5, message: 'option folds must be a whole number of at least 2, but it is 2.5.' },
  { folds: 273, message: 'option folds must be at most the number of rows (272), but it is 273. Lower folds.' },
])('refuses $folds folds', async ({ folds, message }) => {
  await expect(crossValidatedLogLikelihood(oldFaithful, { components: 2, folds })).rejects.toThrow(message)
})
