// Behaviours 27 and 28 (see algebra.test.ts for the list): errors name what is wrong, and data that collapse are refused or
// regularised. The tests of each room check the literal messages of options; these check the code of every kind of mistake.
import { describe, expect, it } from 'vitest'
import { covarianceTypes } from '../covariance/structures.js'
import { fitBayesianGaussianMixture, fitGaussianMixture, fitNoiseMixture, fitStudentMixture, GaussianMixture, matrix, type FitOptions } from '../index.js'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'

const eye = [[1, 0], [0, 1]]
const start = { weights: [0.5, 0.5], means: [[2, 55], [4, 80]], covariances: [eye, eye] }

it.each<{ of: string; options: Record<string, unknown>; code: string; says: string }>([
  { of: 'no components', options: { components: 0 }, code: 'invalid-option', says: 'components' },
  { of: 'a tolerance below 0', options: { components: 2, tolerance: -1 }, code: 'invalid-option', says: 'tolerance' },
  { of: 'a negative regularisation', options: { components: 2, regularization: { absolute: -1 } }, code: 'invalid-option', says: 'regularization.absolute' },
  { of: 'iterations below 0', options: { components: 2, maxIterations: -1 }, code: 'invalid-option', says: 'maxIterations' },
  { of: 'no starts', options: { components: 2, starts: 0 }, code: 'invalid-option', says: 'starts' },
  { of: 'an unknown start', options: { components: 2, initialize: 'kmeans' }, code: 'invalid-option', says: "'k-means'" },
  { of: 'an unknown covariance', options: { components: 2, covarianceType: 'fulll' }, code: 'invalid-option', says: "'full'" },
  { of: 'an unknown kernel', options: { components: 2, kernels: 'cuda' }, code: 'invalid-option', says: 'kernels' },
  { of: 'weights of another shape', options: { components: 2, initialize: { ...start, weights: [1] } }, code: 'shape', says: 'weights' },
  { of: 'a weight below 0', options: { components: 2, initialize: { ...start, weights: [-0.5, 1.5] } }, code: 'shape', says: 'weights must be positive' },
  { of: 'weights that sum to 2', options: { components: 2, initialize: { ...start, weights: [1, 1] } }, code: 'shape', says: 'sum to 1' },
  { of: 'means of another shape', options: { components: 2, initialize: { ...start, means: [[1, 2]] } }, code: 'shape', says: 'means' },
  { of: 'precisions of another shape', options: { components: 2, initialize: { weights: start.weights, means: start.means, precisions: eye } }, code: 'shape', says: 'precisions' },
  { of: 'an asymmetric precision', options: { components: 2, initialize: { weights: start.weights, means: start.means, precisions: [eye, [[1, 0.5], [0, 1]]] } }, code: 'shape', says: 'symmetric' },
  { of: 'an indefinite precision', options: { components: 2, initialize: { weights: start.weights, means: start.means, precisions: [eye, [[1, 2], [2, 1]]] } }, code: 'degenerate-covariance', says: 'component 1' },
  { of: 'more components than rows', options: { components: 273 }, code: 'too-few-rows', says: '273' },
])('27. names $of', async ({ options, code, says }) => {
  const fitting = fitGaussianMixture(oldFaithful, options as unknown as FitOptions)
  await expect(fitting).rejects.toMatchObject({ code })
  await expect(fitting).rejects.toThrow(says)
})

it('27. names missing values, a wrong number of columns, and too many columns for a structure', async () => {
  const holed = [[1, 2], [NaN, 3], [2, 5], [7, 1]]
  for (const fit of [fitGaussianMixture, fitStudentMixture, fitNoiseMixture, fitBayesianGaussianMixture]) {
    await expect(fit(holed, { components: 1 })).rejects.toMatchObject({ code: 'non-finite-values', row: 1, column: 0 })
  }
  const model = GaussianMixture.fromParameters({ ...start, covarianceType: 'full' })
  await expect(model.predict([[1, 2, 3]])).rejects.toMatchObject({ code: 'shape' })
  await expect(fitNoiseMixture(noise(90, 61, 1), { components: 1, covarianceType: 'diag' })).rejects.toMatchObject({ code: 'invalid-option' })
})

it('27. there is no unfitted mixture: a fit returns a mixture, and the constructor requires one', async () => {
  const { model } = await fitGaussianMixture(oldFaithful, { components: 1, maxIterations: 0 })
  expect((await model.predict(oldFaithful)).length).toBe(272)
})

it.each(covarianceTypes)('28. data with a constant column, %s', async covarianceType => {
  for (const value of [0, 0.1, 1e9]) {
    const samples = matrix(Float64Array.from(oldFaithful.data, (cell, at) => (at % 2 === 1 ? value : cell)), 272, 2)
    const fitting = fitGaussianMixture(samples, { components: 2, covarianceType })
    await expect(fitting).rejects.toThrow(
      `column 1 is constant (every value is ${value}), so it has no scale and its variance is zero. ` +
        'Leave the column out, or pass regularization: { absolute } to give it a variance.',
    )
    await expect(fitting).rejects.toMatchObject({ code: 'constant-column', column: 1, value })
    const { model } = await fitGaussianMixture(samples, { components: 2, covarianceType, regularization: { absolute: 1e-6 } })
    expect(model.componentMean(0)[1]).toBeCloseTo(value, 6)
  }
})

it.each(['full', 'tied'] as const)('28. data with dependent columns, %s', async covarianceType => {
  const rows = Array.from({ length: 272 }, (_, n) => {
    const [a, b] = oldFaithful.data.subarray(2 * n, 2 * n + 2)
    return [a, b, 2 * a - b + 3]
  })
  const fitting = fitGaussianMixture(rows, { components: 2, covarianceType })
  await expect(fitting).rejects.toThrow(
    'column 2 is a linear combination of the columns before it (272 rows, 3 columns), ' +
      "so the covariance of the data is singular. Leave that column out, use covarianceType 'diag' or 'spherical', " +
      'or pass regularization: { absolute }.',
  )
  await expect(fitting).rejects.toMatchObject({ code: 'dependent-columns', column: 2, rows: 272, columns: 3 })
  for (const remedy of [{ covarianceType: 'diag' }, { covarianceType, regularization: { absolute: 1e-3 } }] as const) {
    expect((await fitGaussianMixture(rows, { components: 2, ...remedy })).converged).toBe(true)
  }
})

it('28. data with at most as many rows as columns', async () => {
  await expect(fitGaussianMixture(noise(4, 6, 1), { components: 1 })).rejects.toMatchObject({
    code: 'dependent-columns', column: 3, rows: 4, columns: 6,
  })
  for (const remedy of [{ covarianceType: 'diag' }, { covarianceType: 'spherical' }, { regularization: { absolute: 1e-3 } }] as const) {
    const { model } = await fitGaussianMixture(noise(4, 6, 1), { components: 1, ...remedy })
    expect(await model.meanLogLikelihood(noise(4, 6, 1))).toBeGreaterThan(-100)
  }
})

it('28. data of equal points', async () => {
  const samples = Array.from({ length: 10 }, () => [3, 4])
  await expect(fitGaussianMixture(samples, { components: 1 })).rejects.toMatchObject({ code: 'constant-column', column: 0 })
  await expect(fitGaussianMixture(samples, { components: 1, regularization: { absolute: 0 } })).rejects.toThrow(
    'covariance of component 0 is not positive definite: pivot 0.00e+0 at row 0. It has probably collapsed onto a few ' +
      'samples or dependent columns: raise regularization, lower components, or choose a simpler covarianceType.',
  )
  const { model } = await fitGaussianMixture(samples, { components: 1, regularization: { absolute: 0.01 } })
  expect(Array.from(model.means)).toEqual([3, 4])
  // Ten rows with 0.01 each, divided by ten.
  expectClose(model.covariances, [0.01, 0, 0, 0.01], { relative: 1e-15 })
  await expect(fitGaussianMixture(samples, { components: 2, regularization: { absolute: 0.01 } })).rejects.toThrow(
    'component 1 has lost all its samples (soft count 0.00e+0). Lower components, or try more starts or another seed.',
  )
})

describe.each(kernelNames)('28. collapse, kernels %s', kernels => {
  it.each(covarianceTypes)('two constant clusters need regularisation, %s', async covarianceType => {
    const samples = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? [0, 1] : [10, -2]))
    const options = { components: 2, covarianceType, kernels } as const
    const none = fitGaussianMixture(samples, { ...options, regularization: { absolute: 0 } })
    await expect(none).rejects.toThrow(
      covarianceType === 'tied'
        ? 'covariance of component 0 is not positive definite: pivot 0.00e+0 at row 0. It has probably collapsed'
        : /^covariance of component [01] is not positive definite: pivot 0\.00e\+0 at row 0\. It has probably collapsed/,
    )
    await expect(none).rejects.toMatchObject({ code: 'degenerate-covariance', row: 0, pivot: 0 })
    const { model } = await fitGaussianMixture(samples, { ...options, regularization: { absolute: 1e-3 } })
    expect(Array.from(model.weights)).toEqual([0.5, 0.5])
    expect(Array.from(model.means)).toEqual([0, 1, 10, -2])
    for (const k of [0, 1]) expectClose(model.componentCovariance(k), [1e-3, 0, 0, 1e-3], { relative: 1e-14 })
  })

  it.each(covarianceTypes)('as many components as rows need regularisation, %s', async covarianceType => {
    const samples = [[0, 0], [1, 5], [7, 1], [-4, 3]]
    const options = { components: 4, covarianceType, kernels } as const
    await expect(fitGaussianMixture(samples, { ...options, regularization: { absolute: 0 } })).rejects.toMatchObject({
      code: 'degenerate-covariance',
    })
    const { model } = await fitGaussianMixture(samples, { ...options, regularization: { absolute: 1e-3 } })
    expect(Array.from(model.weights)).toEqual([0.25, 0.25, 0.25, 0.25])
    expect(Array.from(model.means)).toEqual([-4, 3, 0, 0, 1, 5, 7, 1])
  })

  it('a component without rows at the start is an error', async () => {
    const initialize = { weights: [0.5, 0.5], means: [[4, 80], [1e4, 1e4]], covariances: [[1, 0], [0, 1]] }
    const fitting = fitGaussianMixture(oldFaithful, { components: 2, covarianceType: 'tied', initialize, kernels })
    await expect(fitting).rejects.toThrow(
      'component 1 has lost all its samples (soft count 0.00e+0). Lower components, or try more starts or another seed.',
    )
    await expect(fitting).rejects.toMatchObject({ name: 'EmptyComponentError', code: 'empty-component', component: 1 })
  })

  it('three rows suffice for one component', async () => {
    const { model, converged } = await fitGaussianMixture([[1, 0], [2, 1], [4, 5]], { components: 1, kernels })
    expect(converged).toBe(true)
    expect(model.weights[0]).toBe(1)
  })
})
