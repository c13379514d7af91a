import { expect, it } from 'vitest'
import { matrix, type Matrix } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { FitOptions } from '../fit/fitOptions.js'
import { startMethods } from '../starts/prepareStarts.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { structureNames } from '../testing/structureNames.js'
import { samplesSource } from './samplesSource.js'

/** One row of priors for each row of iris. */
const priorsOf = (of: (species: number, row: number) => readonly number[]): Matrix =>
  matrix(Float64Array.from(irisSpecies.flatMap(of)), 150, 3)
/** The component of each species, in an order that differs from the data's. */
const componentOf = [2, 0, 1]
const certain = (species: number): number[] => [0, 1, 2].map(k => (k === componentOf[species] ? 1 : 0))

it('keep the order of the columns from every kind of start, if the components of a few rows are known', async () => {
  const labelPriors = priorsOf((species, row) => (row % 10 === 0 ? certain(species) : [1, 1, 1]))
  for (const initialize of startMethods) {
    for (const seed of [1, 2, 3]) {
      const { model } = await fitGaussianMixture(iris, { components: 3, labelPriors, initialize, seed })
      const labels = await model.predict(iris)
      expect(labels.filter((label, row) => label === componentOf[irisSpecies[row]]).length).toBeGreaterThan(140)
    }
  }
})

it.each(structureNames)('leave EM monotone, %s', async covarianceType => {
  const labelPriors = priorsOf((species, row) => {
    if (row % 3 === 0) return [1, 1, 1]
    return row % 3 === 1 ? certain(species) : certain(species).map(prior => 0.2 + prior)
  })
  const { logLikelihoods } = await fitGaussianMixture(iris, {
    components: 3, covarianceType, labelPriors, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 60, starts: 1,
  })
  for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
})

it('add the likelihood of the labels that they fix, by hand', async () => {
  const source = await samplesSource([[0], [3]], { labelPriors: { data: Float64Array.of(0, 5, 2, 1), rows: 2, columns: 2 } })
  const { logLikelihood, counts } = await source.accumulate(
    {
      covarianceType: 'spherical', components: 2, columns: 1, weights: Float64Array.of(0.25, 0.75), means: Float64Array.of(3, 1),
      covariances: Float64Array.of(1, 4),
    },
    { scatter: 'diagonal' },
  )
  const density = (x: number, mean: number, variance: number): number =>
    Math.exp((-0.5 * (x - mean) ** 2) / variance) / Math.sqrt(2 * Math.PI * variance)
  const [first, second] = [0.25 * density(3, 3, 1), 0.5 * 0.75 * density(3, 1, 4)]
  expect(logLikelihood).toBeCloseTo(Math.log(0.75 * density(0, 1, 4)) + Math.log(first + second), 13)
  expectClose(counts, [first / (first + second), 1 + second / (first + second)], { relative: 1e-13 })
})

it.each<{ of: string; options: Pick<FitOptions, 'labelPriors'>; message: string }>([
  {
    of: 'another number of components',
    options: { labelPriors: matrix(new Float64Array(300), 150, 2) },
    message: "option labelPriors must be [N, 3], a column per component, but it is '[150, 2]'. Give every component its column.",
  },
  {
    of: 'another number of rows',
    options: { labelPriors: matrix(new Float64Array(9), 3, 3) },
    message: 'labelPriors must be [150, K], one row per row, but it is [3, 3]. Give every row its priors.',
  },
  {
    of: 'a negative prior',
    options: { labelPriors: priorsOf((_, row) => (row === 2 ? [1, -1, 1] : [1, 1, 1])) },
    message: 'labelPriors must be finite numbers of at least 0, but it is -1 at entry 7. Correct that entry.',
  },
  {
    of: 'a row that no component may have',
    options: { labelPriors: priorsOf((_, row) => (row === 9 ? [0, 0, 0] : [1, 1, 1])) },
    message:
      'labelPriors must be positive for some component in each row, but it is 0 for all at row 9. ' +
      'Give a row of which nothing is known equal priors.',
  },
])('refuses $of', async ({ options, message }) => {
  await expect(fitGaussianMixture(iris, { components: 3, ...options })).rejects.toThrow(message)
})
