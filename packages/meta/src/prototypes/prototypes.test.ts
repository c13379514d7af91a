import { fitGaussianMixture, GaussianMixture } from '@mixtura/core'
import { createRandom, type Matrix, type Random } from '@mixtura/numerics'
import { memoryCheckpointStore, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { tensorsOf } from '../learners/namedArrays.js'
import { labelledEpisodes } from '../tasks/labelledEpisodes.js'
import type { EpisodeSet, TaskFamily } from '../tasks/taskFamily.js'
import type { PrototypeCovarianceType } from './classGaussians.js'
import { convolutionalEmbedding, denseEmbedding, type Embedding } from './embedding.js'
import { loadEpisodes } from './episodeBatch.js'
import { metaTrainPrototypes } from './metaTrainPrototypes.js'
import { loadPrototypes, savePrototypes } from './prototypeFile.js'
import { firstParameters, measureEpisodes, type PrototypeModel } from './prototypeModel.js'
import { createPrototypeStart } from './prototypeStart.js'

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

/** An embedding that multiplies the samples by a scale. */
const scaled = (columns: number): Embedding => ({
  kind: 'scaled',
  settings: { columns },
  inputs: columns,
  outputs: columns,
  parameters: { scale: { shape: [1], data: Float32Array.of(1) } },
  apply: ({ scale }, rows) => tf.mul(rows, scale),
})

interface Shape {
  readonly classes: number
  readonly columns: number
  readonly covarianceType?: PrototypeCovarianceType
  readonly prototypesPerClass?: number
  readonly refinementSteps?: number
}

function untrained({ classes, columns, covarianceType = 'spherical', prototypesPerClass = 1, refinementSteps = 0 }: Shape) {
  const model: PrototypeModel = { embedding: scaled(columns), shape: { classes, columns, covarianceType, prototypesPerClass }, refinementSteps }
  return createPrototypeStart(model, firstParameters(model, 1), [])
}

function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { data: Float64Array.from(rows.flat()), rows: rows.length, columns: rows[0].length }
}

function setOf(rows: readonly (readonly number[])[], labels: readonly number[]): EpisodeSet {
  return { samples: matrixOf(rows), labels: Int32Array.from(labels), classes: Math.max(...labels) + 1 }
}

/** Three classes in two columns with five rows each. Their means lie between (0, 0) and (4, 2). */
function blobs(random: Random): EpisodeSet {
  const labels = Array.from({ length: 15 }, (_, i) => i % 3)
  return setOf(labels.map(label => [2 * label + random.normal(), label + 0.5 * random.normal()]), labels)
}

describe('prototypes', () => {
  it('are the means of the classes, and classify by squared distances', async () => {
    const support = setOf([[0, 0], [2, 0], [5, 1]], [0, 0, 1])
    const { mixture, classify } = await untrained({ classes: 2, columns: 2 }).adapt({ support })
    expect(mixture).toEqual({
      covarianceType: 'spherical', components: 2, columns: 2,
      weights: Float64Array.of(0.5, 0.5), means: Float64Array.of(1, 0, 5, 1), covariances: Float64Array.of(0.5, 0.5),
    })
    const { labels, logProbabilities } = await classify(matrixOf([[3, 0], [3.2, 1]]))
    expect(labels).toEqual(Int32Array.of(0, 1))
    // Squared distances 4 and 5: -ln(1 + e⁻¹). float32.
    expect(logProbabilities.data[0]).toBeCloseTo(-Math.log(1 + Math.exp(-1)), 5)
    expect(Math.exp(logProbabilities.data[2]) + Math.exp(logProbabilities.data[3])).toBeCloseTo(1, 6)
  })

  it('have covariances that are shrunk to those of the episode, and on to the learned one', async () => {
    const support = setOf([[0], [2], [4], [10], [11], [12], [13]], [0, 0, 0, 1, 1, 1, 1])
    const { mixture } = await untrained({ classes: 2, columns: 1, covarianceType: 'diag' }).adapt({ support })
    // Scatters 8 and 5 with 2 and 3 degrees of freedom; strengths 10; learned variance 1/2.
    const pooled = (10 * 0.5 + 8 + 5) / (10 + 5)
    expect(mixture.covariances[0]).toBeCloseTo((10 * pooled + 8) / 12, 5)
    expect(mixture.covariances[1]).toBeCloseTo((10 * pooled + 5) / 13, 5)
  })

  it('have the learned covariance with one shot', async () => {
    const { mixture } = await untrained({ classes: 2, columns: 2, covarianceType: 'full' }).adapt({ support: setOf([[0, 1], [3, 4]], [0, 1]) })
    mixture.covariances.forEach((value, i) => expect(value).toBeCloseTo([0.5, 0, 0, 0.5][i % 4], 6))
  })

  it.each((['spherical', 'diag', 'full'] as const).flatMap(type => [1, 2].map(each => [type, each] as const)))(
    'are a mixture whose responsibilities classify (%s, %i per class)',
    async (covarianceType, prototypesPerClass) => {
      const start = untrained({ classes: 3, columns: 2, covarianceType, prototypesPerClass, refinementSteps: 3 })
      const { mixture, classify } = await start.adapt({ support: blobs(createRandom(3)) })
      const { samples } = blobs(createRandom(4))
      const [{ logProbabilities }, shares] = [await classify(samples), await GaussianMixture.fromParameters(mixture).responsibilities(samples)]
      for (let row = 0; row < samples.rows; row++) {
        for (let c = 0; c < 3; c++) {
          let share = 0
          for (let j = 0; j < prototypesPerClass; j++) share += shares.data[(row * 3 + c) * prototypesPerClass + j]
          // float32 rounding of distances of some tens.
          expect(Math.exp(logProbabilities.data[row * 3 + c])).toBeCloseTo(share, 5)
        }
      }
      const { logLikelihoods } = await fitGaussianMixture(await start.embed(samples), { components: mixture.components, covarianceType, initialize: mixture })
      expect(logLikelihoods[0]).toBeCloseTo(await GaussianMixture.fromParameters(mixture).meanLogLikelihood(samples), 6)
    },
  )

  it('do not depend on the order of the support, nor on steps that have nothing to move', async () => {
    const start = untrained({ classes: 3, columns: 2, covarianceType: 'full' })
    const support = blobs(createRandom(5))
    const reversed: EpisodeSet = {
      samples: { ...support.samples, data: Float64Array.from(support.samples.data, (_, i, data = support.samples.data) => data[data.length - 2 - i + 2 * (i % 2)]) },
      labels: support.labels.toReversed(),
      classes: 3,
    }
    const one = await start.adapt({ support })
    for (const other of [await start.adapt({ support: reversed }), await start.adapt({ support }, 4)]) {
      // Sums of five numbers in different orders.
      other.mixture.covariances.forEach((value, i) => expect(value).toBeCloseTo(one.mixture.covariances[i], 5))
      other.mixture.means.forEach((value, i) => expect(value).toBeCloseTo(one.mixture.means[i], 5))
    }
  })
})

describe('refinement', () => {
  it('follows soft k-means by hand with a row that has no label', async () => {
    const support = setOf([[0], [4], [1]], [0, 1, -1])
    const { mixture } = await untrained({ classes: 2, columns: 1 }).adapt({ support })
    // Squared distances are 1 and 9, so class 0 has the share 1 / (1 + e⁻⁸).
    const share = 1 / (1 + Math.exp(-8))
    expect(mixture.means[0]).toBeCloseTo(share / (1 + share), 5)
    expect(mixture.means[1]).toBeCloseTo((4 + (1 - share)) / (2 - share), 5)
  })

  it('finds two prototypes of a class that has two parts', async () => {
    const support = setOf([[0, 0], [0.2, 0], [9, 0], [9.2, 0], [4, 4], [4, 4.2], [4.2, 4], [4.2, 4.2]], [0, 0, 0, 0, 1, 1, 1, 1])
    const start = untrained({ classes: 2, columns: 2, prototypesPerClass: 2, refinementSteps: 5 })
    // The prototypes of class 0 start at its first two rows, which are from different parts.
    const mixed = { ...support, samples: matrixOf([[0, 0], [9, 0], [0.2, 0], [9.2, 0], [4, 4], [4, 4.2], [4.2, 4], [4.2, 4.2]]) }
    const { mixture, classify } = await start.adapt({ support: mixed })
    expect(Array.from(mixture.means.subarray(0, 4), value => Math.round(value * 1e4) / 1e4 + 0)).toEqual([0.1, 0, 9.1, 0])
    expect((await classify(matrixOf([[0, 1], [9, 1], [4, 3]]))).labels).toEqual(Int32Array.of(0, 0, 1))
  })

  it('makes classifications better with rows that have no label', async () => {
    const random = createRandom(8)
    const labels = Int32Array.from({ length: 300 }, (_, i) => i % 3)
    const samples = matrixOf(Array.from(labels, label => [3 * label + random.normal(), random.normal()]))
    const start = untrained({ classes: 3, columns: 2 })
    const meanAccuracy = async (unlabelled: number): Promise<number> => {
      const family = labelledEpisodes(samples, labels, { ways: 3, shots: 1, queries: 20, unlabelled })
      const accuracies = await start.accuracies(Array.from({ length: 40 }, (_, seed) => family.task(seed)), unlabelled > 0 ? 5 : 0)
      return accuracies.reduce((sum, accuracy) => sum + accuracy / 40, 0)
    }
    expect(await meanAccuracy(20)).toBeGreaterThan((await meanAccuracy(0)) + 0.05)
  })
})

describe('the gradient of the loss', () => {
  it.each(['spherical', 'diag', 'full'] as const)('agrees with finite differences (%s)', covarianceType => {
    const model: PrototypeModel = {
      embedding: denseEmbedding({ inputs: 2, widths: [3], seed: 2 }),
      shape: { classes: 3, columns: 2, covarianceType, prototypesPerClass: 2 },
      refinementSteps: 2,
    }
    const tasks = [1, 2].map(seed => ({ support: blobs(createRandom(seed)), query: blobs(createRandom(seed + 10)), seed }))
    tf.tidy(() => {
      const batch = loadEpisodes(tasks, model.shape)
      const parameters = tensorsOf(firstParameters(model, 0.2))
      for (const name of Object.keys(parameters)) {
        const lossAt = (value: tf.Tensor): tf.Scalar => tf.mean(measureEpisodes(model, { ...parameters, [name]: value }, batch).loss)
        const direction = tf.tensor(Float32Array.from({ length: parameters[name].size }, (_, i) => Math.cos(i)), parameters[name].shape)
        const slope = tf.sum(tf.mul(tf.grad(lossAt)(parameters[name]), direction)).dataSync()[0]
        const [up, down] = [0.01, -0.01].map(step => lossAt(tf.add(parameters[name], tf.mul(direction, step))).dataSync()[0])
        // Losses near 1 in float32 are good to 1e-7, so their difference to 1e-5; the curvature adds some per mille.
        expect(Math.abs(slope - (up - down) / 0.02), name).toBeLessThan(1e-4 + 0.01 * Math.abs(slope))
      }
    })
  })
})

describe('convolutionalEmbedding', () => {
  it('has the shapes that it says, and a gradient by every parameter', () => {
    const embedding = convolutionalEmbedding({ height: 8, width: 4, channels: 2, filters: [3, 5], widths: [7, 6], seed: 1 })
    expect([embedding.inputs, embedding.outputs]).toEqual([64, 6])
    tf.tidy(() => {
      const parameters = tensorsOf(embedding.parameters)
      const rows = tf.tensor2d(Float32Array.from({ length: 3 * 64 }, (_, i) => Math.sin(i)), [3, 64])
      expect(embedding.apply(parameters, rows).shape).toEqual([3, 6])
      for (const name of Object.keys(parameters)) {
        const gradient = tf.grad(value => tf.sum(tf.square(embedding.apply({ ...parameters, [name]: value }, rows))))(parameters[name])
        expect(gradient.shape).toEqual(parameters[name].shape)
        expect(tf.max(tf.abs(gradient)).dataSync()[0], name).toBeGreaterThan(0)
      }
    })
  })

  it('refuses images that cannot be halved', () => {
    expect(() => convolutionalEmbedding({ height: 10, width: 8 })).toThrow(
      'option height must be a multiple of 4, for each of filters halves the image, but it is 10. Pad the images, or pass fewer filters.',
    )
  })
})

/** Classes that differ in two of eight columns; the others are noise. Classes 0 to 7 are for training, 8 to 15 for validation. */
function noisyClasses(shots: number): TaskFamily<EpisodeSet> {
  const random = createRandom(1)
  const places = Array.from({ length: 16 }, () => [3 * random.normal(), 3 * random.normal()])
  const labels = Int32Array.from({ length: 640 }, (_, i) => i % 16)
  const data = Float64Array.from({ length: labels.length * 8 }, (_, i) => {
    const [row, column] = [Math.floor(i / 8), i % 8]
    return column < 2 ? places[labels[row]][column] + 0.5 * random.normal() : 3 * random.normal()
  })
  const validationClasses = [8, 9, 10, 11, 12, 13, 14, 15]
  return labelledEpisodes({ data, rows: labels.length, columns: 8 }, labels, { ways: 4, shots, queries: 8, validationClasses })
}

describe('metaTrainPrototypes', () => {
  const embedding = denseEmbedding({ inputs: 8, widths: [16, 4], seed: 1 })
  const options = { embedding, epochs: 2, stepsPerEpoch: 30, metaBatch: 4, validationTasks: 20, learningRate: 1e-2, seed: 2 } as const

  it.each(['spherical', 'diag', 'full'] as const)('learns an embedding in which new classes lie apart (%s)', async covarianceType => {
    const family = noisyClasses(5)
    const before = tf.memory().numTensors
    const learned = await metaTrainPrototypes(family, { ...options, covarianceType })
    expect(tf.memory().numTensors).toBe(before)
    const { metrics } = learned.history[1]
    expect(Object.keys(metrics)).toEqual(['loss', 'accuracy', 'validationLoss', 'validationAccuracy'])
    const tasks = [1, 3, 5, 7, 9, 11, 13, 15].map(seed => family.task(seed))
    const [raw, found] = [untrained({ classes: 4, columns: 8 }), learned].map(start => start.accuracies(tasks))
    const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value / values.length, 0)
    expect(mean(await found)).toBeGreaterThan(mean(await raw) + 0.1)
    // Chance level is one in four.
    expect(metrics.validationAccuracy).toBeGreaterThan(0.5)
  })

  it('repeats itself after a stop, and is saved and loaded whole', async () => {
    const family = noisyClasses(2)
    const few = { ...options, covarianceType: 'diag', stepsPerEpoch: 8, validationTasks: 8 } as const
    const learned = await metaTrainPrototypes(family, few)
    const store = memoryCheckpointStore()
    expect((await metaTrainPrototypes(family, { ...few, checkpoints: { store }, onProgress: () => 'stop' })).end).toBe('stopped')
    const resumed = await metaTrainPrototypes(family, { ...few, checkpoints: { store } })
    expect(resumed.parameters).toEqual(learned.parameters)
    expect(resumed.history).toEqual(learned.history)

    const loaded = loadPrototypes(savePrototypes(learned))
    expect(loaded.temperature).toBe(learned.temperature)
    const { support } = family.task(9)
    expect((await loaded.adapt({ support })).mixture).toEqual((await learned.adapt({ support })).mixture)
    expect(loaded.history).toEqual(learned.history)
  })

  it('holds the temperature of the paper, or learns it', async () => {
    const family = noisyClasses(1)
    const few = { ...options, stepsPerEpoch: 5, validationTasks: 4 }
    expect((await metaTrainPrototypes(family, { ...few, temperature: 1 })).temperature).toBeCloseTo(1, 6)
    const learned = await metaTrainPrototypes(family, few)
    expect(Math.abs(learned.temperature - 1)).toBeGreaterThan(1e-4)
  })

  it('trains an embedding of one\'s own, which is needed to load it', async () => {
    const own = scaled(8)
    const learned = await metaTrainPrototypes(noisyClasses(1), { ...options, embedding: own, stepsPerEpoch: 4, validationTasks: 4 })
    expect(learned.parameters['embedding/scale'].data[0]).not.toBe(1)
    const bytes = savePrototypes(learned)
    expect(loadPrototypes(bytes, own).parameters).toEqual(learned.parameters)
    expect(() => loadPrototypes(bytes)).toThrow(
      `model file: embedding must be {"kind":"scaled","columns":8}, but it is not given. Load it with the function and the version that saved it.`,
    )
  })

  it('refuses episodes that nothing can be learned from', async () => {
    const family = noisyClasses(1)
    await expect(metaTrainPrototypes(family, { ...options, prototypesPerClass: 2 })).rejects.toThrow(
      /^support of task \d+ of family '4-way 1-shot episodes' must be samples with at least 2 of each of 4 classes, but it is one with 1 of class 0\. Look at family\.task\(\d+\), and make all tasks alike\.$/,
    )
    await expect(metaTrainPrototypes(family, { ...options, embedding: denseEmbedding({ inputs: 9 }) })).rejects.toThrow(
      /must be samples of at least 1 x 9, but it is 4 x 8/,
    )
    const one: TaskFamily<EpisodeSet> = { name: 'one', task: seed => ({ ...family.task(2), seed }) }
    await expect(metaTrainPrototypes(one, options)).rejects.toThrow(
      `family 'one' must have at least 2 different tasks, but it has 1. Add tasks, or fit the one there is directly.`,
    )
    const unlabelled: TaskFamily<EpisodeSet> = {
      name: 'unlabelled',
      task: seed => ({ ...family.task(seed), query: { ...family.task(seed).query, labels: new Int32Array(32).fill(-1) } }),
    }
    await expect(metaTrainPrototypes(unlabelled, options)).rejects.toThrow(/^query of task \d+ of family 'unlabelled' must be labelled 0 to 3, but it is label -1 at row 0\./)
  })

  it('names the episode on which training diverged', async () => {
    await expect(metaTrainPrototypes(noisyClasses(1), { ...options, learningRate: 1e30, clipNorm: 1e30 })).rejects.toThrow(
      /^the loss of task \d+ of family '4-way 1-shot episodes' must be finite, but it is NaN at step \d+\./,
    )
  })

  it('refuses options out of range', async () => {
    await expect(metaTrainPrototypes(noisyClasses(1), { ...options, temperature: 0 })).rejects.toThrow(
      `option temperature must be 'learned' or a finite number above 0, but it is 0. Pass for example temperature: 1.`,
    )
    await expect(metaTrainPrototypes(noisyClasses(1), { ...options, covarianceType: 'tied' as 'full' })).rejects.toThrow(
      `option covarianceType must be one of 'spherical', 'diag', 'full', but it is 'tied'. Pass for example covarianceType: 'spherical'.`,
    )
  })
})
