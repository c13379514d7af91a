import { fitGaussianMixture, GaussianMixture, type MixtureParameters } from '@mixtura/core'
import { factorCovariance, inverseOfLower } from '@mixtura/numerics'
import { listBackends, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { arraysOf, arraysOfTask, copiesOf, tensorsOf } from '../learners/namedArrays.js'
import { stackRows } from '../learners/rowStack.js'
import { randomMixtures } from '../tasks/randomMixtures.js'
import { alignComponents } from './alignComponents.js'
import { emStep, modifiedCholesky } from './emStep.js'
import { logJoint, mixtureMasks, negativeLogLikelihoods } from './logJoint.js'
import { arraysOfMixture, mixtureOfArrays, type StartCovarianceType } from './mixtureArrays.js'
import { mixtureLearner } from './mixtureLearner.js'

const frame = { offset: [1, -2, 0.5], factor: [0.5, 2, 1] }
const samples = randomMixtures({ components: 3, columns: 3, standardDeviation: 1, rows: 120 }).task(4).support

/** Three components, with correlations if the structure has them. */
function mixture(covarianceType: StartCovarianceType): MixtureParameters {
  const full = [[2, 0.6, -0.2], [0.6, 1, 0.3], [-0.2, 0.3, 0.8]]
  const covariance = covarianceType === 'full' ? full : [2, 1, 0.8]
  return GaussianMixture.fromParameters({
    covarianceType,
    weights: [0.5, 0.3, 0.2],
    means: [[0, 1, 2], [-2, 0, 1], [3, 3, -3]],
    covariances: [covariance, covariance, covariance],
  })
}

/** Both are computed in float32 from parameters near 1, which gives seven digits, less one for sums. */
const single = 1e-5

it('Cholesky of [[4, 2], [2, 10]] is [[2, 0], [1, 3]], and its inverse [[1/2, 0], [-1/6, 1/3]]', () => {
  const factor = factorCovariance(Float64Array.of(4, 2, 2, 10), 2, 0)
  expect(Array.from(factor)).toEqual([2, 0, 1, 3])
  expect(Array.from(inverseOfLower(factor, 2))).toEqual([0.5, 0, -1 / 6, 1 / 3])
  expect(() => factorCovariance(Float64Array.of(1, 2, 2, 4), 2, 3)).toThrow('covariance of component 3 is not positive definite: pivot 0.00e+0 at row 1.')
})

it.each(['full', 'diag'] as const)('a mixture survives the way to parameters and back (%s)', covarianceType => {
  const before = mixture(covarianceType)
  const after = mixtureOfArrays(arraysOfMixture(before, frame), frame, covarianceType)
  expectNear(after.weights, before.weights, 1e-6)
  expectNear(after.means, before.means, 1e-6)
  expectNear(after.covariances, before.covariances, 1e-6)
})

it('components are brought into the order of the reference', () => {
  const reference = arraysOfMixture(mixture('full'), frame)
  const shuffled = Object.fromEntries(
    Object.entries(reference).map(([name, { shape, data }]) => {
      const size = data.length / 3
      const parts = [2, 0, 1].map(k => Array.from(data.subarray(k * size, (k + 1) * size)))
      return [name, { shape, data: Float32Array.from(parts.flat()) }]
    }),
  )
  expect(shuffled.means).not.toEqual(reference.means)
  expect(alignComponents(shuffled, reference)).toEqual(reference)
})

it('components of one mean are told apart by their covariances', () => {
  const cross = (first: number) =>
    arraysOfMixture(
      {
        covarianceType: 'full', components: 2, columns: 2,
        weights: Float64Array.of(0.6, 0.4),
        means: Float64Array.of(0.1, 0, 0, 0),
        covariances: Float64Array.of(1, first, first, 1, 1, -first, -first, 1),
      },
      { offset: [0, 0], factor: [1, 1] },
    )
  const aligned = alignComponents(cross(0.9), cross(-0.8))
  expect(Math.sign(aligned.factors.data[2])).toBe(Math.sign(cross(-0.8).factors.data[2]))
})

const backends = (await listBackends({ softwareGpu: true })).filter(({ name }) => name !== 'tensorflow-gpu')

for (const backend of backends) {
  describe.skipIf(!backend.available)(`mixtures on ${backend.name}${backend.available ? '' : ` (skipped: ${backend.reason})`}`, () => {
    beforeAll(async () => {
      await useBackend({ among: [backend.name], softwareGpu: true })
    })

    it.each(['full', 'diag'] as const)('have the likelihood that core finds, for tasks of different lengths (%s)', async covarianceType => {
      const model = mixture(covarianceType)
      const shorter = { data: samples.data.subarray(0, 150), rows: 50, columns: 3 }
      const losses = tf.tidy(() => {
        const stack = stackRows([samples, shorter], frame)
        const parameters = copiesOf(tensorsOf(arraysOfMixture(model, frame)), 2)
        return negativeLogLikelihoods(logJoint(parameters, stack.values, mixtureMasks(3, covarianceType)), stack.rowWeights)
      })
      const values = await losses.data()
      losses.dispose()
      const core = GaussianMixture.fromParameters(model)
      // A density per unit of the frame is that of the data divided by the product of the frame's factors.
      const jacobian = Math.log(0.5 * 2 * 1)
      const expected = await Promise.all([samples, shorter].map(async set => jacobian - (await core.meanLogLikelihood(set))))
      expectNear(values, expected, single)
    })

    it.each(['full', 'diag'] as const)('take the EM step that core takes (%s)', async covarianceType => {
      const model = mixture(covarianceType)
      const tensors = tf.tidy(() => {
        const parameters = copiesOf(tensorsOf(arraysOfMixture(model, frame)), 1)
        return { ...emStep(parameters, stackRows([samples], frame), mixtureMasks(3, covarianceType)) }
      })
      const actual = mixtureOfArrays(arraysOfTask(await arraysOf(tensors), 0), frame, covarianceType)
      tf.dispose(tensors)
      const { model: expected } = await fitGaussianMixture(samples, {
        components: 3, covarianceType, initialize: model, maxIterations: 1, tolerance: 0, regularization: { absolute: 0 },
      })
      const ordered = GaussianMixture.fromParameters(actual)
      // The variance floor of 1e-6 in units of the frame is below rounding.
      expectNear(ordered.weights, expected.weights, single)
      expectNear(ordered.means, expected.means, single)
      expectNear(ordered.covariances, expected.covariances, 5 * single)
    })

    it('find the modified Cholesky factor by elimination', async () => {
      const covariance = Float64Array.of(4, 2, -1, 1, 2, 10, 0.5, 0, -1, 0.5, 3, 1, 1, 0, 1, 2)
      const expected = inverseOfLower(factorCovariance(covariance, 4, 0), 4).map((value, at, white) => {
        const scale = white[at - (at % 4) + Math.floor(at / 4)]
        return at % 5 === 0 ? Math.log(scale) : value / scale
      })
      const factors = tf.tidy(() => modifiedCholesky(tf.tensor(Float32Array.from(covariance), [1, 1, 4, 4]), mixtureMasks(4, 'full')))
      expectNear(await factors.data(), expected, single)
      factors.dispose()
    })

    it('keep a component that has lost all its samples, with finite parameters', async () => {
      const far = { ...mixture('full'), means: Float64Array.of(0, 1, 2, -2, 0, 1, 500, 500, 500) }
      const tensors = tf.tidy(() => ({
        ...emStep(copiesOf(tensorsOf(arraysOfMixture(far, frame)), 1), stackRows([samples], frame), mixtureMasks(3, 'full')),
      }))
      const { means, factors, logits } = arraysOfTask(await arraysOf(tensors), 0)
      tf.dispose(tensors)
      expect([...means.data, ...factors.data, ...logits.data].every(Number.isFinite)).toBe(true)
      expectNear(means.data.subarray(6), [249.5, 1004, 499.5], 1e-2)
      expect(Math.exp(factors.data[18])).toBeCloseTo(1, 4)
    })
  })
}

describe('the learner of mixtures', () => {
  beforeAll(async () => {
    await useBackend('cpu')
  })
  const family = randomMixtures({ components: 2, spread: 2, rows: 40 })

  it('begins at a mixture that EM continues from, in a frame of mean 0 and variance 1', async () => {
    const learner = await mixtureLearner(family, { components: 2, pooledTasks: 3, covarianceType: 'diag' })
    const start = learner.model(learner.parameters)
    expect(start).toMatchObject({ covarianceType: 'diag', components: 2, columns: 2 })
    const { logLikelihoods } = await fitGaussianMixture(family.task(2).support, { components: 2, covarianceType: 'diag', initialize: start, maxIterations: 3 })
    expect(logLikelihoods.length).toBeGreaterThan(1)
  })

  it('names what is wrong with a set', async () => {
    const learner = await mixtureLearner(family, { components: 2, pooledTasks: 2 })
    expect(learner.problemOf({ data: new Float64Array(2), rows: 1, columns: 2 })).toEqual({ expected: 'a matrix of at least 2 x 2', actual: '1 x 2' })
    expect(learner.problemOf({ data: new Float64Array(9), rows: 3, columns: 3 })).toEqual({ expected: 'a matrix of at least 2 x 2', actual: '3 x 3' })
    expect(learner.problemOf({ data: Float64Array.of(1, 2, 3, NaN), rows: 2, columns: 2 })).toEqual({
      expected: 'a matrix of finite numbers',
      actual: 'NaN at row 1, column 1',
    })
  })
})

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) expect(Math.abs(actual[i] - expected[i]), `entry ${i}`).toBeLessThan(tolerance * Math.max(1, Math.abs(expected[i])))
}
