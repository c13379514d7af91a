import { adjustedRandIndex, clusteringAccuracy, fitGaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { decodeCheckpoint, encodeCheckpoint, memoryCheckpointStore, useBackend, type Checkpoint } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DeepClustering } from './deepClustering.js'
import { decPreset, type DeepClusteringOptions } from './deepClusteringOptions.js'
import { fitDeepClustering } from './fitDeepClustering.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

/** 8 x 8 byte images of a vertical, horizontal or diagonal bar with random ends and noise, and the kind of each. */
function bars(count: number, seed = 1): { readonly images: { data: Uint8Array; rows: number; columns: number }; readonly kinds: number[] } {
  const random = createRandom(seed)
  const kinds = Array.from({ length: count }, (_, row) => row % 3)
  const data = Uint8Array.from({ length: count * 64 }, () => random.integer(60))
  kinds.forEach((kind, row) => {
    for (let t = random.integer(2); t < 7 + random.integer(2); t++) {
      const [y, x] = [[t, 3], [3, t], [t, t]][kind]
      data[row * 64 + y * 8 + x] = 180 + random.integer(76)
    }
  })
  return { images: { data, rows: count, columns: 64 }, kinds }
}

const small = {
  components: 3,
  shape: [8, 8, 1],
  code: 4,
  network: { kind: 'dense', widths: [48, 24] },
  augmentation: { rotation: 5, shift: 1 },
  pretraining: { epochs: 24, learningRate: 3e-3 },
  refinement: { rounds: 3, epochsPerRound: 2, learningRate: 1e-3 },
  tolerance: 0,
  manifold: { epochs: 40 },
  batchSize: 50,
  seed: 3,
} as const satisfies DeepClusteringOptions

const { images, kinds } = bars(240)

describe('fitDeepClustering', () => {
  it('finds the clusters without labels, and predicts, reconstructs and draws', async () => {
    const phases = new Set<string>()
    const fit = await fitDeepClustering(images, { ...small, onProgress: ({ phase }) => void phases.add(phase) })
    expect([...phases]).toEqual(['pretraining', 'neighbours', 'layout', 'partition', 'refinement', 'judgement'])
    expect(clusteringAccuracy(kinds, fit.labels)).toBeGreaterThan(0.95)
    const other = bars(90, 2)
    expect(clusteringAccuracy(other.kinds, await fit.model.predict(other.images))).toBeGreaterThan(0.95)
    const { data } = await fit.model.responsibilities(other.images)
    expect(data[0] + data[1] + data[2]).toBeCloseTo(1, 12)
    const drawn = await fit.model.sample(5, { seed: 1 })
    expect([drawn.samples.rows, drawn.samples.columns]).toEqual([5, 64])
    const reconstructed = await fit.model.reconstruct(images)
    const error = Array.from(reconstructed.data).reduce((sum, value, i) => sum + (value - images.data[i]) ** 2, 0) / images.data.length
    const mean = images.data.reduce((sum, value) => sum + value, 0) / images.data.length
    const variance = images.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / images.data.length
    expect(error).toBeLessThan(0.6 * variance)
    fit.model.dispose()
  })

  it('loads what it saved', async () => {
    const fit = await fitDeepClustering(images, { ...small, refinement: { rounds: 1 } })
    const loaded = await DeepClustering.load(await fit.model.save())
    expect(await loaded.responsibilities(images)).toEqual(await fit.model.responsibilities(images))
    fit.model.dispose()
    loaded.dispose()
  })

  it.each(['pretraining', 'refinement'] as const)('goes on after a stop in the middle of the %s as if it had not stopped', async phase => {
    const straight = await fitDeepClustering(images, small)
    const store = memoryCheckpointStore()
    const controller = new AbortController()
    const stopped = fitDeepClustering(images, {
      ...small,
      checkpoints: { store },
      signal: controller.signal,
      onProgress: progress => { if (progress.phase === phase && progress.epoch === 3) controller.abort(new Error('stopped')) },
    })
    await expect(stopped).rejects.toThrow('stopped')
    const resumed = await fitDeepClustering(images, { ...small, checkpoints: { store } })
    expect(resumed.labels).toEqual(straight.labels)
    expect(resumed.model.mixture.toJSON()).toEqual(straight.model.mixture.toJSON())
    straight.model.dispose()
    resumed.model.dispose()
  })

  it.each(['pretraining', 'layout', 'partition', 'refinement'] as const)("goes on after 'stop' in the phase %s as if it had not stopped", async phase => {
    const straight = await fitDeepClustering(images, small)
    const store = memoryCheckpointStore()
    const stopped = await fitDeepClustering(images, { ...small, checkpoints: { store }, onProgress: progress => (progress.phase === phase && progress.epoch === 2 ? 'stop' : undefined) })
    expect(stopped.end).toBe('stopped')
    const resumed = await fitDeepClustering(images, { ...small, checkpoints: { store } })
    expect(resumed.end).not.toBe('stopped')
    expect(resumed.labels).toEqual(straight.labels)
    expect(resumed.model.mixture.toJSON()).toEqual(straight.model.mixture.toJSON())
    for (const { model } of [straight, stopped, resumed]) model.dispose()
  })

  it("completes the division of a round in which 'stop' is answered, and goes on to the same bits", async () => {
    const straight = await fitDeepClustering(images, small)
    const store = memoryCheckpointStore()
    const seen: string[] = []
    const stopped = await fitDeepClustering(images, {
      ...small,
      checkpoints: { store },
      onProgress({ phase }) {
        seen.push(phase)
        return phase === 'layout' && seen.includes('refinement') ? 'stop' : undefined
      },
    })
    expect([stopped.end, seen.at(-1)]).toEqual(['stopped', 'layout'])
    const resumed = await fitDeepClustering(images, { ...small, checkpoints: { store } })
    expect(resumed.model.mixture.toJSON()).toEqual(straight.model.mixture.toJSON())
    for (const { model } of [straight, stopped, resumed]) model.dispose()
  })

  it('refines another way from the same autoencoder', async () => {
    const store = memoryCheckpointStore()
    const first = await fitDeepClustering(images, { ...small, refinement: { rounds: 0 }, checkpoints: { store } })
    const epochs: number[] = []
    const second = await fitDeepClustering(images, {
      ...small,
      ...decPreset,
      network: small.network,
      checkpoints: { store },
      onProgress: ({ phase, epoch }) => void (phase === 'pretraining' && epochs.push(epoch)),
    })
    expect(epochs).toEqual([])
    expect(second.pretraining).toEqual(first.pretraining)
    expect(clusteringAccuracy(kinds, second.labels)).toBeGreaterThan(0.6)
    first.model.dispose()
    second.model.dispose()
  })

  it('refuses a stored partition without shares, or with others than of its rows', async () => {
    const store = memoryCheckpointStore()
    const options = { ...small, pretraining: { epochs: 1 }, refinement: { rounds: 0 }, checkpoints: { store } } as const
    const fit = await fitDeepClustering(images, options)
    fit.model.dispose()
    const name = 'clustering-partition-manifold'
    const { values } = decodeCheckpoint((await store.read(name))!)
    const fitFrom = async (arrays: Checkpoint['arrays']) => {
      await store.write(name, encodeCheckpoint({ values, arrays }))
      return fitDeepClustering(images, options)
    }
    const remedy = 'Resume with the model and the options that it was saved with, or begin anew in another store.'
    await expect(fitFrom({})).rejects.toThrow(`checkpoint: names of arrays must be responsibilities, but it is none. ${remedy}`)
    await expect(fitFrom({ responsibilities: { shape: [240, 2], data: new Float32Array(480) } })).rejects.toThrow(
      `checkpoint: shape of 'responsibilities' must be [240, 3], but it is [240, 2]. ${remedy}`,
    )
    await expect(fitFrom({ responsibilities: { shape: [240, 3], data: new Float32Array(720).fill(-1) } })).rejects.toThrow(
      `checkpoint: array 'responsibilities' must be numbers from 0 to 1, but it is -1 at place 0. ${remedy}`,
    )
  })

  it('clusters a table with a dense network', async () => {
    const random = createRandom(8)
    const rows = Array.from({ length: 240 }, (_, row) => Array.from({ length: 6 }, (_, column) => 40 * (column % 2 === row % 2 ? 1 : 0) + 5 * random.normal()))
    const fit = await fitDeepClustering(rows, { components: 2, code: 2, pretraining: { epochs: 15 }, refinement: { rounds: 1 }, manifold: { epochs: 30 } })
    expect(clusteringAccuracy(rows.map((_, row) => row % 2), fit.labels)).toBe(1)
    fit.model.dispose()
  })

  it('trains a convolutional network', async () => {
    // The test needs a seed on which so short a training succeeds: it does on 6 of the seeds 0 to 7, all but 3 and 4.
    const network = { kind: 'convolutional', filters: [6], window: 3, widths: [24] } as const
    const fit = await fitDeepClustering(images, { ...small, seed: 2, network, pretraining: { epochs: 10, learningRate: 3e-3 } })
    expect(clusteringAccuracy(kinds, fit.labels)).toBeGreaterThan(0.9)
    fit.model.dispose()
  })

  it('leaves no tensors behind but those of its model', async () => {
    const before = tf.memory().numTensors
    const fit = await fitDeepClustering(images, { ...small, pretraining: { epochs: 1 }, refinement: { rounds: 1 } })
    fit.model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('what is kept', () => {
  /** Four clusters at the corners of a square. The columns have different units and are far from 0. */
  function corners(count: number): { readonly rows: number[][]; readonly labels: number[] } {
    const random = createRandom(23)
    const labels = Array.from({ length: count }, (_, row) => row % 4)
    const rows = labels.map(label => [
      1e9 + 9 * (label % 2) + random.normal(),
      1e-3 * (9 * (label >> 1) + random.normal()),
      random.normal(),
      7,
    ])
    return { rows, labels }
  }

  it.each([0, 1])('is never worse than the mixture of the columns where clusters are plain (seed %i)', async seed => {
    const { rows, labels } = corners(200)
    const { model: mixture } = await fitGaussianMixture(rows.map(row => row.slice(0, 3)), { components: 4, seed })
    const plain = adjustedRandIndex(labels, await mixture.predict(rows.map(row => row.slice(0, 3))))
    const fit = await fitDeepClustering(rows, { components: 4, seed, pretraining: { epochs: 5 }, manifold: { epochs: 20 } })
    expect(adjustedRandIndex(labels, fit.labels)).toBeGreaterThan(plain - 0.01)
    expect(fit.judgement.candidates.map(({ name }) => name)).toEqual(['plain', 'partition', 'refined'])
    expect(await fit.model.predict(rows)).toEqual(fit.labels)
    const loaded = await DeepClustering.load(await fit.model.save())
    expect(await loaded.predict(rows)).toEqual(fit.labels)
    loaded.dispose()
    fit.model.dispose()
  })

  it('is the first partition, and the network of before, where refinement loses', async () => {
    // A learning rate that ruins the codes.
    const options = { ...small, head: 'student', refinement: { rounds: 1, epochsPerRound: 2, learningRate: 0.5, clusteringWeight: 10 } } as const
    const first = await fitDeepClustering(images, { ...options, refinement: { rounds: 0 } })
    const fit = await fitDeepClustering(images, options)
    expect(fit.judgement.kept).toBe('partition')
    expect(fit.labels).toEqual(first.labels)
    expect(await fit.model.responsibilities(images)).toEqual(await first.model.responsibilities(images))
    for (const { model } of [first, fit]) model.dispose()
  })

  it('is the last partition if that is asked for', async () => {
    const fit = await fitDeepClustering(corners(200).rows, {
      components: 4, code: 2, keep: 'last', pretraining: { epochs: 2 }, refinement: { rounds: 1 }, manifold: { epochs: 5 },
    })
    const { kept, reason, candidates } = fit.judgement
    expect(kept).toBe('refined')
    expect(reason).toMatch(/^keep: 'last' asks for it; otherwise 'plain': /)
    expect(fit.labels).toEqual(candidates[2].labels)
    fit.model.dispose()
  })

  it('is as it is told to be', async () => {
    await expect(fitDeepClustering(images, { ...small, keep: 'first' as 'last' })).rejects.toThrow(
      "option keep must be one of 'best', 'last', but it is 'first'. Pass for example keep: 'best'.",
    )
  })
})

describe('bad input', () => {
  it('refuses images of unequal size', async () => {
    await expect(fitDeepClustering([[1, 2, 3, 4], [1, 2, 3]], { components: 2 })).rejects.toThrow(
      'samples must be rows of equal length (4, as row 0), but it is of length 3 at row 1. Give every row the same number of values: resize or pad images of other sizes.',
    )
    await expect(fitDeepClustering(images, { components: 2, shape: [8, 9, 1] })).rejects.toThrow(
      'shape must be whole numbers that multiply to the 64 values of a row, but it is [8, 9, 1]. Pass [height, width, channels] of the images; all must have one size.',
    )
  })

  it('refuses NaN, and fewer rows than clusters', async () => {
    await expect(fitDeepClustering([[0.1, 0.2], [Number.NaN, 0.3]], { components: 2 })).rejects.toThrow(
      'samples must be finite numbers, but 1 value is not: the first is NaN at row 1, column 0.',
    )
    await expect(fitDeepClustering([[1], [2], [3]], { components: 4 })).rejects.toThrow(
      'a mixture of 4 components needs at least 4 rows, but there are 3. Add rows, or lower components.',
    )
  })

  it('refuses one cluster, and rotations of tables', async () => {
    await expect(fitDeepClustering(images, { components: 1 })).rejects.toThrow(
      'option components must be a whole number of at least 2, but it is 1. Pass for example components: 2.',
    )
    await expect(fitDeepClustering(images, { components: 2, augmentation: { rotation: 5 } })).rejects.toThrow(
      'option augmentation must be without rotation and shift where rows are no images, but it is \'{"rotation":5,"shift":0}\'. Pass shape: [height, width, channels], or { noise }.',
    )
  })

  it('refuses a model file cut short or of another model', async () => {
    const fit = await fitDeepClustering(images, { ...small, pretraining: { epochs: 1 }, refinement: { rounds: 0 } })
    const bytes = await fit.model.save()
    await expect(DeepClustering.load(bytes.subarray(0, bytes.length - 8))).rejects.toThrow('The file was cut off or changed after it was written')
    fit.model.dispose()
  })

  it('refuses to go on with other options', async () => {
    const store = memoryCheckpointStore()
    const fit = await fitDeepClustering(images, { ...small, pretraining: { epochs: 1 }, refinement: { rounds: 0 }, checkpoints: { store } })
    fit.model.dispose()
    await expect(
      fitDeepClustering(images, { ...small, pretraining: { epochs: 1 }, code: 5, refinement: { rounds: 0 }, checkpoints: { store } }),
    ).rejects.toThrow('Resume with the model and the options that it was saved with, or begin anew in another store.')
  })
})
