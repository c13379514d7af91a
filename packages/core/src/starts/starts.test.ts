import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { hierarchicalStart } from '../hierarchy/hierarchicalStart.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import type { FitOptions } from '../fit/fitOptions.js'
import type { FitProgress } from '../fit/fitOptions.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris, irisSpecies } from '../testing/iris.js'
import { structureNames } from '../testing/structureNames.js'

/** One-hot responsibilities of labels. */
const responsibilitiesOf = (labels: readonly number[]): Matrix =>
  matrix(Float64Array.from({ length: 3 * labels.length }, (_, at) => (labels[Math.floor(at / 3)] === at % 3 ? 1 : 0)), labels.length, 3)

describe.each(structureNames)('an assignment, %s', covarianceType => {
  const options = { components: 3, covarianceType, regularization: { absolute: 0 }, maxIterations: 0 } as const

  it('of labels gives the means and weights of its groups', async () => {
    const { model } = await fitGaussianMixture(iris, { ...options, initialize: { labels: irisSpecies } })
    expectClose(model.weights, [1 / 3, 1 / 3, 1 / 3], { relative: 1e-12 })
    // Mean petal lengths of the species: 1.462, 4.26 and 5.552 cm.
    expectClose([0, 1, 2].map(k => model.componentMean(k)[2]).sort(), [1.462, 4.26, 5.552], { relative: 1e-12 })
  })

  it('of responsibilities in any scale equals labels if each row has one component', async () => {
    const byLabels = await fitGaussianMixture(iris, { ...options, initialize: { labels: irisSpecies } })
    const { data } = responsibilitiesOf(irisSpecies)
    const responsibilities = matrix(Float64Array.from(data, (value, at) => value * (1 + at)), 150, 3)
    const fit = await fitGaussianMixture(iris, { ...options, initialize: { responsibilities } })
    expectClose(fit.model.means, byLabels.model.means, { relative: 1e-12 })
    expectClose(fit.model.covariances, byLabels.model.covariances, { relative: 1e-9, floor: 1 })
    expect(fit.starts.length).toBe(1)
  })
})

it('starts from uncertain responsibilities by weighted moments, by hand', async () => {
  const responsibilities = matrix(Float64Array.of(3, 1, 1, 1, 0, 7), 3, 2)
  const { model } = await fitGaussianMixture([[0], [4], [10]], {
    components: 2, initialize: { responsibilities }, regularization: { absolute: 0 }, maxIterations: 0,
  })
  // Shares 3/4, 1/2, 0 and 1/4, 1/2, 1: counts 5/4 and 7/4; means 8/5 and 48/7.
  expectClose(model.weights, [7 / 12, 5 / 12], { relative: 1e-14 })
  expectClose(model.means, [48 / 7, 8 / 5], { relative: 1e-14 })
  expectClose(model.covariances, [432 / 7 - (48 / 7) ** 2, 32 / 5 - 64 / 25], { relative: 1e-13 })
})

describe.each(['full', 'diag', 'spherical', 'EEI', 'VVV'] as const)('an assignment of rows far from the others, %s', covarianceType => {
  const noise = createRandom(8)
  const groups = [[0, 0], [7, 1], [4e6, -3]]
  const labels = Array.from({ length: 101 }, (_, row) => (row < 100 ? row % 2 : 2))
  const rows = labels.map(label => groups[label].map(mean => mean + noise.normal()))
  const options = { components: 3, covarianceType, regularization: { absolute: 0.01 }, maxIterations: 0 } as const

  it('computes the scatter of each component about its own mean', async () => {
    const far = await fitGaussianMixture(rows, { ...options, initialize: { labels } })
    const responsibilities = responsibilitiesOf(labels)
    const certain = await fitGaussianMixture(rows, { ...options, initialize: { responsibilities } })
    // The same rows with the far one near the others: no digits cancel, and the covariances do not depend on its place.
    const near = await fitGaussianMixture(
      rows.map(([x, y], row) => (row < 100 ? [x, y] : [-20, y])),
      { ...options, initialize: { labels } },
    )
    const inOrder = ({ model }: typeof far): number[] =>
      [...model.covariances].sort((a, b) => a - b)
    expectClose(inOrder(far), inOrder(near), { relative: 1e-9, floor: 1 })
    expectClose(inOrder(certain), inOrder(near), { relative: 1e-9, floor: 1 })
  })
})

it('continues EM from the responsibilities of a fitted mixture', async () => {
  const whole = await fitGaussianMixture(iris, { components: 3, starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 5 })
  const first = await fitGaussianMixture(iris, { components: 3, starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 4 })
  const next = await fitGaussianMixture(iris, {
    components: 3, initialize: { responsibilities: await first.model.responsibilities(iris) }, regularization: { absolute: 0 }, maxIterations: 0,
  })
  expectClose(next.model.means, whole.model.means, { relative: 1e-10 })
  expectClose([next.logLikelihoods[0]], [whole.logLikelihoods[5]], { relative: 1e-10 })
})

it('treats a fitted model as a mixture, although it has a method named responsibilities', async () => {
  const { model } = await fitGaussianMixture(iris, { components: 2 })
  const again = await fitGaussianMixture(iris, { components: 2, initialize: model, maxIterations: 0 })
  expect(again.model.toJSON()).toEqual(model.toJSON())
})

it.each<{ of: string; initialize: NonNullable<FitOptions['initialize']>; message: string }>([
  { of: 'too few labels', initialize: { labels: [0, 1] }, message: 'initialize.labels must be [150], one per row, but it is [2]. Give every row its label.' },
  {
    of: 'a label of no component',
    initialize: { labels: irisSpecies.map((label, row) => (row === 4 ? 3 : label)) },
    message: 'initialize.labels must be components from 0 to 2, but it is 3 at row 4. Number the components from 0.',
  },
  {
    of: 'responsibilities of another shape',
    initialize: { responsibilities: matrix(new Float64Array(300), 150, 2) },
    message: 'initialize.responsibilities must be [150, 3], a row per row and a column per component, but it is [150, 2].',
  },
  { of: 'a component without rows', initialize: { labels: irisSpecies.map(label => label % 2) }, message: 'component 2 has lost all its samples (soft count 0.00e+0).' },
])('refuses $of', async ({ initialize, message }) => {
  await expect(fitGaussianMixture(iris, { components: 3, initialize })).rejects.toThrow(message)
})

it('refuses an assignment for a source', async () => {
  await expect(fitGaussianMixture(await samplesSource(iris), { components: 3, initialize: { labels: irisSpecies } })).rejects.toThrow(
    'initialize must be a method or a mixture for a source, but it is an assignment of rows. Pass samples, or a mixture.',
  )
})

describe('hierarchical', () => {
  it('makes a single start from the groups of the tree', async () => {
    const seen: FitProgress[] = []
    const fit = await fitGaussianMixture(iris, {
      components: 3, initialize: 'hierarchical', starts: 9, onIteration: progress => void seen.push(progress),
    })
    const labels = await hierarchicalStart(iris, { components: 3 })
    const byLabels = await fitGaussianMixture(iris, { components: 3, initialize: { labels } })
    expect(fit.starts.length).toBe(1)
    expectClose([fit.logLikelihoods[0]], [byLabels.logLikelihoods[0]], { relative: 1e-9 })
    expect(150 * fit.logLikelihoods.at(-1)!).toBeCloseTo(-180.1855, 3)
    expect(seen[0].starts).toBe(1)
  })
})

it('makes starts that differ between seeds and between starts, and repeat for the same seed', async () => {
  const firstOf = async (seed: number): Promise<number[]> => {
    const first: number[] = []
    await fitGaussianMixture(iris, {
      components: 6, seed, maxIterations: 0, onIteration: ({ meanLogLikelihood }) => void first.push(meanLogLikelihood),
    })
    return first
  }
  const [one, two, oneAgain] = [await firstOf(1), await firstOf(2), await firstOf(1)]
  // Six components have few rows per parameter: one start from a tree, then eight from centres.
  expect(one.length).toBe(9)
  expect(new Set([...one, ...two]).size).toBe(18)
  expect(oneAgain).toEqual(one)
})

it('reports a fit on few rows from iteration 0, and gives the same bits whether or not it continues short runs', async () => {
  for (const covarianceType of ['full', 'tied', 'diag'] as const) {
    const reported: number[] = []
    const options = { components: 3, covarianceType, seed: 2 }
    const [watched, alone] = [
      await fitGaussianMixture(iris, { ...options, onIteration: ({ iteration }) => void reported.push(iteration) }),
      await fitGaussianMixture(iris, options),
    ]
    expect(alone.logLikelihoods).toEqual(watched.logLikelihoods)
    expect(alone.model.means).toEqual(watched.model.means)
    expect(reported[0]).toBe(0)
    expect(Math.max(...reported)).toBeGreaterThanOrEqual(watched.iterations)
  }
})
