import { clusteringAccuracy, GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { adam, batchesOf, memoryCheckpointStore, useBackend, type Batch } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fitGaussianMixtureVae } from './fitGaussianMixtureVae.js'
import { standardNormals } from './standardNormals.js'
import type { GaussianMixtureVaeOptions } from './vaeOptions.js'
import { variationalNetworks } from './variationalNetworks.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))
let tensorsBefore = 0
beforeEach(() => void (tensorsBefore = tf.memory().numTensors))
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore))

/** Three blobs in six columns. */
const blobs = GaussianMixture.fromParameters({
  covarianceType: 'spherical',
  weights: [0.5, 0.3, 0.2],
  means: [[0, 0, 5, 0, 2, 0], [4, 4, 0, 0, 0, -3], [-4, 0, 0, 5, 0, 3]],
  covariances: [0.3, 0.3, 0.3],
}).sample(300, { seed: 1 })

/** Rows of zeros and ones near three patterns. */
function patterns(rows: number, seed: number): { readonly samples: { data: Uint8Array; rows: number; columns: number }; readonly labels: Int32Array } {
  const random = createRandom(seed)
  const labels = Int32Array.from({ length: rows }, () => random.integer(3))
  const data = Uint8Array.from({ length: rows * 12 }, (_, i) => {
    const isOn = Math.floor((i % 12) / 4) === labels[Math.floor(i / 12)]
    return random.uniform() < (isOn ? 0.9 : 0.1) ? 1 : 0
  })
  return { samples: { data, rows, columns: 12 }, labels }
}

const small: GaussianMixtureVaeOptions = {
  components: 3,
  latent: 2,
  network: { kind: 'dense', widths: [16], activation: 'tanh' },
  pretraining: { epochs: 15 },
  epochs: 15,
  batchSize: 50,
  learningRate: 5e-3,
  seed: 3,
}

describe('fitGaussianMixtureVae', () => {
  it.each([['monte-carlo', 'diag'], ['mean-field', 'diag'], ['monte-carlo', 'full'], ['mean-field', 'full']] as const)('finds the groups of a table (%s, %s)', async (elbo, covarianceType) => {
    const { model, end, history, pretraining, initialPrior } = await fitGaussianMixtureVae(blobs.samples, { ...small, elbo, covarianceType })
    expect(model.prior.covarianceType).toBe(covarianceType)
    expect(end).toBe('finished')
    expect([pretraining.length, history.length]).toEqual([15, 15])
    expect(initialPrior?.components).toBe(3)
    expect(history[14].metrics.elbo).toBeGreaterThan(history[0].metrics.elbo)
    expect(history[14].metrics.occupiedComponents).toBe(3)
    expect(model.settings.likelihood).toBe('gaussian')
    expect(clusteringAccuracy(await model.predict(blobs.samples), blobs.labels)).toBeGreaterThan(0.98)
    model.dispose()
  })

  it('begins where neighbours of codes are divided, and keeps that partition', async () => {
    const options: GaussianMixtureVaeOptions = { ...small, partition: 'manifold', manifold: { neighbours: 10, epochs: 20 } }
    const before = await fitGaussianMixtureVae(blobs.samples, { ...options, epochs: 0 })
    expect(clusteringAccuracy(await before.model.predict(blobs.samples), blobs.labels)).toBeGreaterThan(0.98)
    const after = await fitGaussianMixtureVae(blobs.samples, options)
    expect(clusteringAccuracy(await after.model.predict(blobs.samples), await before.model.predict(blobs.samples))).toBeGreaterThan(0.98)
    expect(after.initialPrior?.means).toEqual(before.initialPrior?.means)
    for (const { model } of [before, after]) model.dispose()
  })

  it('finds the groups of binary rows after a variational pretraining, with warm-up, free bits and clipping', async () => {
    const { samples, labels } = patterns(300, 2)
    const options: GaussianMixtureVaeOptions = {
      ...small, scale: 'none', pretraining: { kind: 'variational', epochs: 20 }, warmUpEpochs: 25, freeBits: 0.1, clipNorm: 10,
    }
    const { model, history } = await fitGaussianMixtureVae(samples, options)
    expect(model.settings.likelihood).toBe('bernoulli')
    // 20 of 25 epochs of warm-up lie in pretraining; the mean over the 21st is 0.8 + 0.02 + half a step of 6.
    expect(history[0].metrics.beta).toBeCloseTo((20 * 6 + 3.5) / (25 * 6), 6)
    expect(history[14].metrics.beta).toBe(1)
    expect(clusteringAccuracy(await model.predict(samples), labels)).toBeGreaterThan(0.9)
    model.dispose()
  })

  it('is the plain variational autoencoder for the standard prior, to 1e-5', async () => {
    const { samples } = patterns(100, 4)
    const options: GaussianMixtureVaeOptions = { ...small, components: 1, prior: 'standard', elbo: 'mean-field', scale: 'none', epochs: 10, pretraining: { epochs: 0 } }
    const { model, history } = await fitGaussianMixtureVae(samples, options)
    expect(Array.from(model.prior.means)).toEqual([0, 0])
    model.prior.covariances.forEach(variance => expect(variance).toBeCloseTo(1, 6))

    // The same loop written here: cross-entropy and -½ Σ (1 + ln s² - m² - s²), with the draws of the training loop.
    const networks = variationalNetworks({
      design: small.network!, shape: [12], latent: 2, likelihood: 'bernoulli', outputVariance: 'shared', initialLogVariance: -2, seed: 3,
    })
    const optimizer = adam(networks.parameters, { learningRate: 5e-3 })
    const feed = batchesOf(samples, { batchSize: 50 })
    let step = 0
    for (let epoch = 1; epoch <= 10; epoch++) {
      const random = createRandom(3).fork(epoch)
      const losses: number[] = []
      for await (const batch of feed.batches(epoch, random.fork(0))) {
        step++
        losses.push(plainStep(batch, step, random))
        tf.dispose([batch.inputs, batch.rows])
      }
      // float32 over twenty updates.
      expect(history[epoch - 1].metrics.loss / ((losses[0] + losses[1]) / 2)).toBeCloseTo(1, 5)
    }
    optimizer.dispose()
    networks.dispose()
    model.dispose()

    function plainStep({ inputs }: Batch, at: number, random: ReturnType<typeof createRandom>): number {
      return tf.tidy(() => {
        const noise = standardNormals(50, 2, random.fork(at))
        const { loss } = optimizer.minimize(() => {
          const { mean, logVariance } = networks.encode(inputs)
          const z = tf.add(mean, tf.mul(noise, tf.sqrt(tf.exp(logVariance)))) as tf.Tensor2D
          const crossEntropy = tf.sum(tf.losses.sigmoidCrossEntropy(inputs, networks.decode(z), undefined, undefined, tf.Reduction.NONE), 1)
          const inside = tf.sub(tf.sub(tf.add(1, logVariance), tf.square(mean)), tf.exp(logVariance))
          return { loss: tf.mean(tf.sub(crossEntropy, tf.mul(tf.sum(inside, 1), 0.5))) as tf.Scalar }
        })
        return loss.dataSync()[0]
      })
    }
  })

  it('trains convolutional networks on images', async () => {
    const random = createRandom(5)
    const labels = Int32Array.from({ length: 120 }, () => random.integer(2))
    // Horizontal or vertical bars of 8 x 8 pixels.
    const data = Uint8Array.from({ length: 120 * 64 }, (_, i) => {
      const [row, column] = [Math.floor((i % 64) / 8), i % 8]
      return (labels[Math.floor(i / 64)] === 0 ? row : column) >> 1 === 1 ? 200 + random.integer(56) : random.integer(30)
    })
    const { model } = await fitGaussianMixtureVae({ data, rows: 120, columns: 64 }, {
      ...small,
      components: 2,
      shape: [8, 8, 1],
      network: { kind: 'convolutional', filters: [4], window: 3, widths: [16] },
      augmentation: { shift: 0.5 },
    })
    expect(clusteringAccuracy(await model.predict({ data, rows: 120, columns: 64 }), labels)).toBeGreaterThan(0.95)
    const { samples } = await model.sample(3, { seed: 1 })
    expect([samples.rows, samples.columns]).toEqual([3, 64])
    expect(Math.max(...samples.data)).toBeLessThanOrEqual(255)
    expect(Math.max(...samples.data)).toBeGreaterThan(100)
    model.dispose()
  })

  it('answers the same for the same seed, and something else for another', async () => {
    const bytes = async (seed: number) => {
      const { model } = await fitGaussianMixtureVae(blobs.samples, { ...small, seed, pretraining: { epochs: 2 }, epochs: 2 })
      const saved = await model.save()
      model.dispose()
      return Buffer.from(saved).toString('base64')
    }
    const first = await bytes(1)
    expect(await bytes(1)).toBe(first)
    expect(await bytes(2)).not.toBe(first)
  })

  it('stays with the networks and the mixture of pretraining for 0 epochs', async () => {
    const { model, end, history, initialPrior } = await fitGaussianMixtureVae(blobs.samples, { ...small, epochs: 0 })
    expect([end, history]).toEqual(['finished', []])
    // Rounded to float32.
    initialPrior!.means.forEach((value, i) => expect(model.prior.means[i]).toBeCloseTo(value, 5))
    model.dispose()
  })

  it('tells the bound of rows that were held out, and stops where it gains no more', async () => {
    const { model, end, history } = await fitGaussianMixtureVae(blobs.samples, {
      ...small, pretraining: { epochs: 5 }, epochs: 200, learningRate: 0.02, validation: [Array.from(blobs.samples.data.slice(0, 6))], patience: 2,
    })
    expect(end).toBe('converged')
    expect(history.length).toBeLessThan(200)
    expect(Number.isFinite(history[0].metrics.validationElbo)).toBe(true)
    model.dispose()
  })
})

describe('a fit that is stopped', () => {
  const brief: GaussianMixtureVaeOptions = { ...small, pretraining: { epochs: 3 }, epochs: 4 }
  const saved = async (options: GaussianMixtureVaeOptions) => {
    const fit = await fitGaussianMixtureVae(blobs.samples, options)
    const bytes = Buffer.from(await fit.model.save()).toString('base64')
    fit.model.dispose()
    return { ...fit, bytes }
  }

  it.each([['pretraining', 2], ['pretraining', 3], ['training', 1], ['training', 3]] as const)(
    'resumes to the same bits from epoch %s %i',
    async (phase, epoch) => {
      const whole = await saved(brief)
      const store = memoryCheckpointStore()
      const controller = new AbortController()
      const aborted = saved({
        ...brief,
        checkpoints: { store },
        signal: controller.signal,
        onProgress: progress => void (progress.phase === phase && progress.epoch === epoch && controller.abort(new Error('enough'))),
      })
      await expect(aborted).rejects.toThrow('enough')
      const resumed = await saved({ ...brief, checkpoints: { store } })
      expect(resumed.end).toBe('finished')
      expect(resumed.bytes).toBe(whole.bytes)
      expect(resumed.history).toEqual(whole.history)
    },
  )

  it.each(['pretraining', 'partition', 'training'] as const)("resumes to the same bits after 'stop' in the phase %s", async phase => {
    const whole = await saved(brief)
    const store = memoryCheckpointStore()
    const stopped = await saved({ ...brief, checkpoints: { store }, onProgress: progress => (progress.phase === phase && progress.epoch === 2 ? 'stop' : undefined) })
    expect(stopped.end).toBe('stopped')
    expect(stopped.bytes).not.toBe(whole.bytes)
    const resumed = await saved({ ...brief, checkpoints: { store } })
    expect(resumed.end).toBe('finished')
    expect(resumed.bytes).toBe(whole.bytes)
  })

  it('keeps the checkpoint, and refuses one of other options or cut short', async () => {
    const store = memoryCheckpointStore()
    await saved({ ...brief, checkpoints: { store } })
    expect(await store.names()).toEqual(['gaussian-mixture-vae', 'gaussian-mixture-vae-pretraining'])
    await expect(fitGaussianMixtureVae(blobs.samples, { ...brief, freeBits: 1, checkpoints: { store } })).rejects.toThrow(
      "checkpoint: setting 'freeBits' must be 1, but it is 0. Resume with the model and the options that it was saved with, or begin anew in another store.",
    )
    const bytes = (await store.read('gaussian-mixture-vae'))!
    await store.write('gaussian-mixture-vae', bytes.slice(0, -10))
    await expect(fitGaussianMixtureVae(blobs.samples, { ...brief, checkpoints: { store } })).rejects.toThrow(
      `checkpoint: length must be ${bytes.length} bytes, but it is ${bytes.length - 10}. The file was cut off or changed after it was written: use an earlier one.`,
    )
  })
})

describe('bad input', () => {
  const fit = (samples: Parameters<typeof fitGaussianMixtureVae>[0], options: GaussianMixtureVaeOptions) => () => fitGaussianMixtureVae(samples, { ...small, ...options })
  it.each([
    ['images of unequal size', fit([[0, 1, 0, 1], [0, 1, 0], [1, 1, 1, 1]], {}),
      'samples must be rows of equal length (4, as row 0), but it is of length 3 at row 1. Give every row the same number of values: resize or pad images of other sizes.'],
    ['NaN pixels', fit([[0, 1], [NaN, 0], [1, 1]], {}),
      'samples must be finite numbers, but 1 value is not: the first is NaN at row 1, column 0. Leave those rows out, or fill the cells, before fitting.'],
    ['fewer rows than components', fit([[0, 1], [1, 0]], {}), 'a mixture of 3 components needs at least 3 rows, but there are 2. Add rows, or lower components.'],
    ['Bernoulli for values beyond 1', fit([[0, 1], [2, 0], [1, 1]], { likelihood: 'bernoulli', scale: 'none' }),
      "option likelihood must be 'gaussian' where values lie outside [0, 1], but it is 'bernoulli'. Row 1, column 0 is 2 once scaled: pass scale: 'pixels' for bytes, or likelihood: 'gaussian'."],
    ['components beside the standard prior', fit(blobs.samples, { prior: 'standard' }),
      "option components must be 1 or left out beside prior: 'standard', but it is 3. Leave prior out for a mixture."],
    ['no components', () => fitGaussianMixtureVae(blobs.samples, {}), 'option components must be given, but it is undefined. Pass for example components: 10.'],
    ['augmentation of a table', fit(blobs.samples, { augmentation: { shift: 1 } }),
      `option augmentation must be left out for rows that are no images, but it is '{"shift":1}'. Pass shape: [height, width, channels].`],
    ['patience without rows', fit(blobs.samples, { patience: 1 }), 'option patience must be left out without validation, but it is 1. Pass validation: rows that are held out.'],
    ['a form of no bound', fit(blobs.samples, { elbo: 'exact' as 'mean-field' }), "option elbo must be one of 'monte-carlo', 'mean-field', but it is 'exact'. Pass for example elbo: 'monte-carlo'."],
    ['a partition of no kind', fit(blobs.samples, { partition: 'tree' as 'mixture' }), "option partition must be one of 'manifold', 'mixture', but it is 'tree'. Pass for example partition: 'manifold'."],
    ['a negative beta', fit(blobs.samples, { beta: -1 }), 'option beta must be a finite number of at least 0, but it is -1. Pass for example beta: 1.'],
    ['an output variance of 0', fit(blobs.samples, { outputVariance: 0 }),
      "option outputVariance must be a number above 0, 'shared' or 'columns', but it is 0. Leave it out to have one learned."],
  ])('is refused: %s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message)
  })
})
