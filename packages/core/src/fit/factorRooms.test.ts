import { expect, it } from 'vitest'
import { matrix } from '@mixtura/numerics'
import { hierarchicalMixture } from '../hierarchy/hierarchicalMixture.js'
import { mergeComponents } from '../merging/mergeComponents.js'
import { imputeMissing } from '../missing/imputeMissing.js'
import { partialFit, startOnlineFit } from '../online/onlineFit.js'
import { fitNoiseMixture } from '../robust/fitNoiseMixture.js'
import { fitStudentMixture } from '../robust/fitStudentMixture.js'
import { StudentMixture } from '../robust/studentMixture.js'
import { bootstrapLikelihoodRatio } from '../selection/bootstrapLikelihoodRatio.js'
import { selectGaussianMixture } from '../selection/selectGaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { factorBlobs } from '../testing/factorBlobs.js'
import { bootstrapUncertainty } from '../uncertainty/bootstrapUncertainty.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'

const { samples, labels } = factorBlobs({ components: 2, columns: 6, factors: 1, spread: 3 }, { rows: 300, seed: 7 })
const one = { components: 2, covarianceType: { factors: 1 } } as const
const fitting = fitGaussianMixture(samples, one)
/** The same density with full covariances. */
const asFull = async (): Promise<GaussianMixture> => {
  const { model } = await fitting
  const covariances = [0, 1].map(k => model.componentCovariance(k))
  return GaussianMixture.fromParameters({ covarianceType: 'full', weights: model.weights, means: model.means, covariances })
}

it('a selection finds the true number of factors, and continues after numbers that are too large', async () => {
  const { table } = await selectGaussianMixture(samples, {
    components: [1, 2], covarianceTypes: ['full', 'diag', { factors: 1 }, { factors: 2 }, { factors: 6 }],
  })
  expect([table[0].covarianceType, table[0].components]).toEqual([{ factors: 1 }, 2])
  expect(table.filter(({ error }) => error).map(({ covarianceType, error }) => [covarianceType, error?.code])).toEqual([
    [{ factors: 6 }, 'invalid-option'], [{ factors: 6 }, 'invalid-option'],
  ])
})

it('density, imputation, merging and reduction equal those of full covariances', async () => {
  const { model } = await fitting
  const full = await asFull()
  expectClose(await model.logDensity(samples), await full.logDensity(samples), { relative: 1e-12 })
  const holed = matrix(samples.data.map((value, at) => (at % 5 === 0 ? NaN : value)), 300, 6)
  expectClose((await imputeMissing(model, holed)).data, (await imputeMissing(full, holed)).data, { relative: 1e-10, floor: 1 })
  const merged = await mergeComponents(model, samples)
  expect(merged.steps.length).toBe((await mergeComponents(full, samples)).steps.length)
  expect(hierarchicalMixture(model).levels.length).toBe(hierarchicalMixture(full).levels.length)
})

it('bootstraps report full covariances', async () => {
  const { model } = await fitting
  const { fitted, failures, covariances } = await bootstrapUncertainty(samples, model, { replicates: 5, seed: 1 })
  expect([fitted, failures.length, covariances.estimates.length]).toEqual([5, 0, 72])
  const test = await bootstrapLikelihoodRatio(samples, { ...one, components: 1, replicates: 9, starts: 1 })
  expect(test.pValue).toBe(0.1)
})

it('an online fit approaches the fit of all rows', async () => {
  const { model } = await fitting
  let online = startOnlineFit({ model: (await fitGaussianMixture(samples, { ...one, starts: 1, maxIterations: 2 })).model })
  for (let step = 0; step < 60; step++) {
    const from = (step % 3) * 100
    online = await partialFit(online, matrix(samples.data.slice(6 * from, 6 * from + 600), 100, 6))
  }
  expect(online.model.covarianceType).toEqual({ factors: 1 })
  // The step size shrinks slowly, so the last batch still has an effect.
  expect(await online.model.meanLogLikelihood(samples)).toBeGreaterThan((await model.meanLogLikelihood(samples)) - 0.02)
})

it('works with noise and with t components', async () => {
  const outliers = matrix(Float64Array.of(...samples.data, ...Float64Array.from({ length: 60 }, (_, at) => 40 * Math.sin(at * at))), 310, 6)
  const student = await fitStudentMixture(outliers, { ...one, starts: 2 })
  const again = StudentMixture.fromJSON(JSON.parse(JSON.stringify(student.model)))
  expect(again.covarianceType).toEqual({ factors: 1 })
  const noisy = await fitNoiseMixture(outliers, { ...one, starts: 2 })
  expect(noisy.model.gaussians.covarianceType).toEqual({ factors: 1 })
  for (const found of [await student.model.predict(samples), await noisy.model.predict(samples)]) {
    const agree = Array.from(found).filter((label, row) => label === labels[row]).length
    expect(Math.max(agree, 300 - agree)).toBeGreaterThan(290)
  }
})
