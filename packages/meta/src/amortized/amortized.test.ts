import { fitGaussianMixture, GaussianMixture } from '@mixtura/core'
import { createRandom, type Matrix } from '@mixtura/numerics'
import { memoryCheckpointStore, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tensorsOf } from '../learners/namedArrays.js'
import { randomMixtures } from '../tasks/randomMixtures.js'
import type { MixtureSet, TaskFamily } from '../tasks/taskFamily.js'
import { loadAmortizedStart, saveAmortizedStart } from './amortizedFile.js'
import { createAmortizedStart } from './amortizedStart.js'
import { diagonalLogJoint, mixturesAfterEmStep } from './diagonalMixture.js'
import { likeliestMixture, meanLogLikelihood } from './likeliestMixture.js'
import { mergeCells } from './mergeCells.js'
import { proposalArrays, type ProposalDesign } from './proposalNetwork.js'
import { summarizeSet } from './summarizeSet.js'
import { loadSets, measureProposals, trainAmortizedStart } from './trainAmortizedStart.js'
import { summaryFrom, viewsOf } from './views.js'

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

const family = randomMixtures({ components: 3, rows: [60, 90] })
const small: ProposalDesign = { columns: 2, components: [2, 4], cells: 8, width: 8, heads: 2, blocks: 3 }
const untrained = createAmortizedStart(small, proposalArrays(small, 5), [])

function permuted({ data, rows, columns }: Matrix, seed: number): Matrix {
  const random = createRandom(seed)
  const order = Array.from({ length: rows }, (_, row) => row)
  for (let i = rows - 1; i > 0; i--) {
    const j = random.integer(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  const moved = new Float64Array(data.length)
  order.forEach((row, to) => moved.set(data.subarray(row * columns, (row + 1) * columns), to * columns))
  return { data: moved, rows, columns }
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < actual.length; i++) expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[i])))
}

describe('summarizeSet', () => {
  const { support } = family.task(4)

  it('puts rows that lie apart into cells of their own', () => {
    const samples = { data: Float64Array.of(0, 0, 1, 0, 10, 0, 11, 0, 0, 9), rows: 5, columns: 2 }
    const { frame, weights, means } = summarizeSet(samples, 3)
    const centres = Array.from({ length: 3 }, (_, m) => [0, 1].map(i => means[2 * m + i] / frame.factor[i] + frame.offset[i]))
    const found = centres.map((centre, m) => [...centre.map(value => Math.round(value * 1e9) / 1e9 + 0), weights[m]])
    expect(found.sort((a, b) => a[0] - b[0])).toEqual([[0, 9, 0.2], [0.5, 0, 0.4], [10.5, 0, 0.4]])
  })

  it('keeps the moments of the set: mean 0 and variance 1 in every column', () => {
    const { weights, means, covariances } = summarizeSet(support, 8)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    for (const i of [0, 1]) {
      let [mean, square] = [0, 0]
      weights.forEach((weight, m) => {
        mean += weight * means[2 * m + i]
        square += weight * (covariances[4 * m + 3 * i] + means[2 * m + i] ** 2)
      })
      expect(mean).toBeCloseTo(0, 12)
      expect(square).toBeCloseTo(1, 12)
    }
  })

  it('does not depend on the order of the rows', () => {
    const [one, other] = [summarizeSet(support, 8), summarizeSet(permuted(support, 1), 8)]
    // Sums of 90 numbers in different orders.
    expectClose(other.means, one.means, 1e-12)
    expectClose(other.covariances, one.covariances, 1e-12)
  })

  it('leaves cells empty where there are fewer different rows', () => {
    const { weights, means } = summarizeSet({ data: Float64Array.of(1, 1, 2, 2), rows: 4, columns: 1 }, 4)
    expect(Array.from(weights).filter(weight => weight > 0)).toEqual([0.5, 0.5])
    expect(means.every(Number.isFinite)).toBe(true)
  })
})

describe('mixtures on the device', () => {
  const { support } = family.task(6)
  const mixture = { covarianceType: 'diag', weights: [0.2, 0.5, 0.3], means: [[1, 0], [-2, 1], [0, -1]], covariances: [[1, 2], [0.5, 1], [2, 0.3]] } as const
  const onDevice = () => ({
    logWeights: tf.log(tf.tensor2d([[...mixture.weights]])),
    means: tf.tensor3d([mixture.means.map(row => [...row])]),
    variances: tf.tensor3d([mixture.covariances.map(row => [...row])]),
  })
  const rowsOnDevice = () => ({
    means: tf.tensor3d(Float32Array.from(support.data), [1, support.rows, 2]),
    weights: tf.fill([1, support.rows], 1 / support.rows),
  })

  it('have the densities of core', async () => {
    const joint = tf.tidy(() => tf.logSumExp(diagonalLogJoint(rowsOnDevice(), onDevice()), 1).dataSync())
    // float32 rounding of distances of some tens.
    expectClose(joint, await GaussianMixture.fromParameters(mixture).logDensity(support), 1e-5)
  })

  it('take the EM step of core', async () => {
    const { model } = await fitGaussianMixture(support, { components: 3, covarianceType: 'diag', initialize: mixture, maxIterations: 1, tolerance: 0, regularization: { absolute: 1e-4 } })
    const [weights, means, variances] = tf.tidy(() => {
      const after = mixturesAfterEmStep(rowsOnDevice(), diagonalLogJoint(rowsOnDevice(), onDevice()))
      return [tf.exp(after.logWeights), after.means, after.variances].map(value => value.dataSync())
    })
    const order = Array.from(model.weights, weight => weights.findIndex((own: number) => Math.abs(own - weight) < 1e-4))
    // float32 rounding of moments of 60 rows and more.
    expectClose(order.flatMap(k => [means[2 * k], means[2 * k + 1]]), model.means, 1e-4)
    expectClose(order.flatMap(k => [variances[2 * k], variances[2 * k + 1]]), model.covariances, 1e-4)
  })
})

describe('a proposal', () => {
  const { support } = family.task(8)

  it('has the mean and covariance of the samples, whatever the network says', async () => {
    const { components, weights, means, covariances } = await untrained.propose(support, { components: 3, covarianceType: 'full' })
    const whole = mergeCells(summarizeSet(support, 1), Float32Array.of(1), { components: 1, covarianceType: 'full' })
    const mean = [0, 0]
    const square = [0, 0, 0, 0]
    for (let k = 0; k < components; k++) {
      for (const i of [0, 1]) {
        mean[i] += weights[k] * means[2 * k + i]
        for (const j of [0, 1]) square[2 * i + j] += weights[k] * (covariances[4 * k + 2 * i + j] + means[2 * k + i] * means[2 * k + j])
      }
    }
    const covariance = square.map((value, at) => value - mean[Math.floor(at / 2)] * mean[at % 2])
    // Shares sum to 1 over the components up to float32 rounding.
    expectClose(mean, whole.means, 1e-5)
    expectClose(covariance, whole.covariances, 1e-5)
  })

  it('moves, scales and turns with the samples, and does not depend on their order', async () => {
    // All eight views of two columns are used, so a mirrored set gives the same proposal as the set itself.
    const [factor, offset] = [[-3, 0.01], [-100, 7]]
    const moved = { ...support, data: support.data.map((value, i) => value * factor[i % 2] + offset[i % 2]) }
    const [one, other] = await untrained.proposeMany([support, permuted(moved, 2)], { components: 4 })
    // The frames that the network sees differ by rounding.
    expectClose(other.weights, one.weights, 1e-4)
    expectClose(other.means, one.means.map((value, i) => value * factor[i % 2] + offset[i % 2]), 1e-4)
    expectClose(other.covariances, one.covariances.map((value, i) => value * factor[i % 2] ** 2), 1e-4)
  })

  it('is that of the likeliest view', async () => {
    const summary = summarizeSet(support, 8)
    const views = viewsOf(2, 99)
    expect(views).toHaveLength(8)
    expect(new Set(views.map(view => summaryFrom(summary, view).means.join())).size).toBe(8)
    expect(summaryFrom(summary, views[0])).toEqual(summary)
    const [one, best] = [await untrained.propose(support, { views: 1 }), await untrained.propose(support)]
    const [ofOne, ofBest] = [one, best].map(mixture => GaussianMixture.fromParameters(mixture).meanLogLikelihood(support))
    expect(await ofBest).toBeGreaterThan(await ofOne)
    expect(likeliestMixture([one, best, one], support)).toBe(1)
    expect(meanLogLikelihood(best, support)).toBeCloseTo(await ofBest, 10)
  })

  it('is the same alone and among others', async () => {
    const sets = [2, 4, 6].map(seed => family.task(seed).support)
    const [, among] = await untrained.proposeMany(sets)
    const alone = await untrained.propose(sets[1])
    // Matrix products of other sizes add in different orders.
    expectClose(among.means, alone.means, 1e-5)
  })

  it.each(['diag', 'full'] as const)('begins a fit of core (%s)', async covarianceType => {
    const proposal = await untrained.propose(support, { components: 3, covarianceType })
    const { logLikelihoods } = await fitGaussianMixture(support, { components: 3, covarianceType, initialize: proposal })
    expect(logLikelihoods[0]).toBeCloseTo(await GaussianMixture.fromParameters(proposal).meanLogLikelihood(support), 9)
  })
})

describe('the gradient of the loss', () => {
  // This makes many small calls, each of which is slower on WASM than on cpu.
  beforeAll(async () => void (await useBackend({ among: ['tensorflow', 'cpu'] })))
  afterAll(async () => void (await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })))

  it('agrees with finite differences', async () => {
    const arrays = proposalArrays(small, 1)
    const sets = [10, 12].map(seed => family.task(seed).support)
    const batch = loadSets(sets, { design: small, trainingRows: 50, random: createRandom(3) })
    const names = ['cells/kernel1', 'pairs/kernel2', 'components/kernel', 'block1/attend', 'block2/told', 'block2/assign', 'block3/trust', 'block3/assign']
    const parameters = tf.tidy(() => tensorsOf(arrays))
    const lossAt = (name: string, value: tf.Tensor): tf.Scalar => tf.mean(measureProposals(small, { ...parameters, [name]: value }, batch).loss)
    for (const name of names) {
      const [slope, difference, size] = tf.tidy(() => {
        const direction = tf.tensor(arrays[name].data.map((_, i) => Math.cos(i)), [...arrays[name].shape])
        const gradient = tf.grad(value => lossAt(name, value))(parameters[name])
        const step = 2e-3 / Math.sqrt(direction.size)
        const [up, down] = [step, -step].map(length => lossAt(name, tf.add(parameters[name], tf.mul(direction, length))).dataSync()[0])
        return [tf.sum(tf.mul(gradient, direction)).dataSync()[0], (up - down) / (2 * step), 1 / step]
      })
      // Losses near 2 in float32: their difference is good to 2.4e-7 · size; curvature adds some per cent.
      expect(Math.abs(slope - difference), name).toBeLessThan(0.03 * Math.abs(slope) + 1e-6 * size)
    }
    tf.dispose([parameters, batch] as unknown as tf.TensorContainer)
  })
})

describe('trainAmortizedStart', () => {
  const options = { components: [2, 3], cells: 8, width: 16, heads: 2, blocks: 2, metaBatch: 8, validationTasks: 16, epochs: 2, stepsPerEpoch: 12, learningRate: 5e-3, seed: 3 } as const

  it('learns where components are, and repeats itself after a stop', async () => {
    const before = tf.memory().numTensors
    const learned = await trainAmortizedStart(family, options)
    expect(tf.memory().numTensors).toBe(before)
    expect(learned.history.map(({ epoch }) => epoch)).toEqual([1, 2])
    const [first, last] = learned.history.map(({ metrics }) => metrics)
    expect(Object.keys(last)).toEqual(['loss', 'startLoss', 'emLoss', 'validationLoss', 'validationStartLoss', 'validationEmLoss'])
    expect(last.validationLoss).toBeLessThan(first.validationLoss)
    // One Gaussian has about ln(2πe · 2.3²) = 4.5 nats; three in the right places 1.5 to 2.
    expect(last.validationEmLoss).toBeLessThan(3)

    const store = memoryCheckpointStore()
    const stopped = await trainAmortizedStart(family, { ...options, checkpoints: { store }, onProgress: () => 'stop' })
    expect(stopped.end).toBe('stopped')
    const resumed = await trainAmortizedStart(family, { ...options, checkpoints: { store } })
    expect(resumed.parameters).toEqual(learned.parameters)
    expect(resumed.history).toEqual(learned.history)
  })

  it("ends on 'stop' with what was learned, which can be saved and loaded", async () => {
    const learned = await trainAmortizedStart(family, { ...options, onStep: ({ step }) => (step === 4 ? 'stop' : undefined) })
    expect(learned.end).toBe('stopped')
    expect(learned.steps).toBeLessThan(12)
    const loaded = loadAmortizedStart(saveAmortizedStart(learned))
    const { support } = family.task(31)
    expect(await loaded.propose(support, { components: 2 })).toEqual(await learned.propose(support, { components: 2 }))
    expect(loaded.history).toEqual(learned.history)
    const { logLikelihoods } = await fitGaussianMixture(support, {
      components: 3, covarianceType: 'diag', initialize: await loaded.propose(support), maxIterations: 2, tolerance: 0, acceleration: 'none',
    })
    const adapted = await loaded.adapt(family.task(31), 2)
    expect(await adapted.meanLogLikelihood(support)).toBeCloseTo(logLikelihoods[2], 9)
  })

  it('refuses families that nothing can be learned from', async () => {
    const one: TaskFamily<MixtureSet> = { name: 'one', task: seed => ({ ...family.task(2), seed }) }
    await expect(trainAmortizedStart(one, options)).rejects.toThrow(
      `family 'one' must have at least 2 different tasks, but it has 1. Add tasks, or fit the one there is directly.`,
    )
    const scarce: TaskFamily<MixtureSet> = { name: 'scarce', task: seed => ({ support: { data: Float64Array.of(seed, 1), rows: 1, columns: 2 }, query: family.task(2).query, seed }) }
    await expect(trainAmortizedStart(scarce, options)).rejects.toThrow(
      /^support of task \d+ of family 'scarce' must be a matrix of at least 3 x 2, but it is 1 x 2\. Look at family\.task\(\d+\), and make all tasks alike\.$/,
    )
    const unequal: TaskFamily<MixtureSet> = {
      name: 'unequal',
      task: seed => (seed % 3 === 0 ? randomMixtures({ columns: 3 }).task(seed) : family.task(seed)),
    }
    await expect(trainAmortizedStart(unequal, options)).rejects.toThrow(/^support of task \d+ of family 'unequal' must be a matrix of at least 3 x \d, but it is/)
  })

  it('names the task on which training diverged', async () => {
    await expect(trainAmortizedStart(family, { ...options, learningRate: 1e30, clipNorm: 1e30 })).rejects.toThrow(
      /^the loss of task \d+ of family 'random mixtures' must be finite, but it is NaN at step \d+\. Lower learningRate or clipNorm; no update was made of it, and a checkpoint holds parameters from before\.$/,
    )
  })

  it('refuses options and samples out of range', async () => {
    await expect(trainAmortizedStart(family, { components: [4, 2] })).rejects.toThrow(
      `option components must be a whole number, or [least, greatest], but it is '[4, 2]'. Pass for example components: [2, 6].`,
    )
    await expect(trainAmortizedStart(family, { components: 2, width: 10 })).rejects.toThrow(
      'option width must be a multiple of the 4 heads, but it is 10. Pass for example width: 64 and heads: 4.',
    )
    await expect(untrained.propose(family.task(1).support, { components: 9 })).rejects.toThrow(
      'option components must be a whole number from 2 to 4, as the network was trained for, but it is 9. Train a network for other numbers.',
    )
    await expect(untrained.propose({ data: new Float64Array(9), rows: 3, columns: 3 })).rejects.toThrow(
      'samples must be rows of 2 values, as in training, but it is 3 x 3. Pass the columns that the network was trained on.',
    )
    await expect(untrained.propose({ data: Float64Array.of(1, 2, NaN, 4), rows: 2, columns: 2 })).rejects.toThrow(
      'samples must be finite numbers, but 1 value is not: the first is NaN at row 1, column 0.',
    )
    await expect(untrained.propose({ data: new Float64Array(6), rows: 3, columns: 2 })).rejects.toThrow(
      'a mixture of 4 components needs at least 4 rows, but there are 3. Add rows, or lower components.',
    )
  })
})
