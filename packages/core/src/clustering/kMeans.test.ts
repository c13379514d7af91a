import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { adjustedRandIndex } from '../metrics/adjustedRandIndex.js'
import { blobs, noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { kMeans, type KMeansOptions } from './kMeans.js'
import { kMeansPlusPlus } from './kMeansPlusPlus.js'

describe.each(kernelNames)('kMeans, kernels %s', kernels => {
  it.each([2 ** 1023, 2 ** -1060])('gives the centres of weight 1 for equal weights of %d', async weight => {
    const { samples } = blobs([[0, 5], [9, 0]], { rows: 60, seed: 2 })
    const plain = await kMeans(samples, { clusters: 2, kernels, sampleWeights: new Array<number>(60).fill(1) })
    const weighted = kMeans(samples, { clusters: 2, kernels, sampleWeights: new Array<number>(60).fill(weight) })
    if (weight > 1) {
      await expect(weighted).rejects.toThrow(
        'sampleWeights must be small enough for a finite inertia, but it is up to 1.1e+301. Divide all weights by the largest.',
      )
      return
    }
    expect((await weighted).centres).toEqual(plain.centres)
    expect((await weighted).inertia).toBe(weight * plain.inertia)
  })

  it('depends on the ratios of weights, not on their size', async () => {
    const fit = await kMeans([[1], [2], [40], [42]], { clusters: 2, kernels, sampleWeights: [3e300, 1e300, 1e300, 1e300] })
    expect(Array.from(fit.centres.data)).toEqual([1.25, 41])
    expect(fit.inertia).toBeCloseTo(2.75e300, -286)
  })

  it('finds two clusters, the larger one first, by hand', async () => {
    const fit = await kMeans([[10], [0], [1], [12], [2]], { clusters: 2, kernels })
    expect(fit.centres).toEqual({ data: Float64Array.of(1, 11), rows: 2, columns: 1 })
    expect(fit.labels).toEqual(Int32Array.of(1, 0, 0, 1, 0))
    expect(fit.inertia).toBe(1 + 1 + 1 + 1)
    expect(fit.converged).toBe(true)
  })

  it('is the mean and the total sum of squares for one cluster', async () => {
    const fit = await kMeans([[1, 2], [3, 6], [5, 1]], { clusters: 1, kernels })
    expect(Array.from(fit.centres.data)).toEqual([3, 3])
    expect(fit.inertia).toBe(4 + 1 + 9 + 4 + 4)
  })

  it('finds separated clusters', async () => {
    const { samples, labels } = blobs([[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]], { rows: 600, seed: 1 })
    const fit = await kMeans(samples, { clusters: 4, kernels })
    expect(adjustedRandIndex(fit.labels, labels)).toBe(1)
  })

  it('reaches the known optimum of iris', async () => {
    // scikit-learn's KMeans(3).inertia_, the published optimum of this data set.
    expect((await kMeans(iris, { clusters: 3, kernels })).inertia).toBeCloseTo(78.851441426146, 9)
  })

  it('has less inertia with more clusters', async () => {
    let previous = Infinity
    for (let clusters = 1; clusters <= 8; clusters++) {
      const { inertia } = await kMeans(iris, { clusters, starts: 8, kernels })
      expect(inertia).toBeLessThan(previous)
      previous = inertia
    }
  })

  it('gives labels, centres and inertia that are consistent', async () => {
    const samples = noise(300, 3, 2)
    const { centres, labels, inertia } = await kMeans(samples, { clusters: 5, kernels })
    const counts = new Float64Array(5)
    let sum = 0
    for (let n = 0; n < 300; n++) {
      const distances = Array.from({ length: 5 }, (_, k) => squaredDistance(samples.data.subarray(3 * n, 3 * n + 3), centres.data.subarray(3 * k, 3 * k + 3)))
      expect(labels[n]).toBe(distances.indexOf(Math.min(...distances)))
      sum += Math.min(...distances)
      counts[labels[n]]++
    }
    expectClose([inertia], [sum], { relative: 1e-12 })
    for (let k = 1; k < 5; k++) expect(counts[k]).toBeLessThanOrEqual(counts[k - 1])
  })

  it('gives every row a cluster of its own if there are as many', async () => {
    const samples = [[0, 0], [1, 5], [7, 1], [-4, 3]]
    const fit = await kMeans(samples, { clusters: 4, kernels })
    expect(fit.inertia).toBe(0)
    expect(new Set(fit.labels).size).toBe(4)
  })

  it('has empty clusters if there are fewer distinct rows than clusters', async () => {
    const fit = await kMeans([[1], [1], [1], [5]], { clusters: 3, kernels })
    expect([fit.inertia, fit.converged]).toEqual([0, true])
    expect(Array.from(fit.labels)).toEqual([0, 0, 0, 1])
    const same = await kMeans([[2, 2], [2, 2], [2, 2]], { clusters: 3, kernels })
    expect([same.inertia, same.converged]).toEqual([0, true])
  })

  it('has a centre at every distinct row if there are more clusters than distinct rows', async () => {
    const places = [0, 10, 20, 30, 40, 50]
    const samples = Array.from({ length: 60 }, (_, n) => [places[n % 6]])
    for (let seed = 0; seed < 10; seed++) {
      const fit = await kMeans(samples, { clusters: 8, starts: 1, seed, kernels })
      expect(fit.inertia).toBe(0)
    }
  })

  it('gives the same bits for the same seed, and different seedings for different seeds', async () => {
    const samples = noise(200, 2, 3)
    const options = { clusters: 6, starts: 1, maxIterations: 0, kernels }
    const first = await kMeans(samples, { ...options, seed: 1 })
    expect(await kMeans(samples, { ...options, seed: 1 })).toEqual(first)
    const inertias = await Promise.all([1, 2, 3, 4, 5].map(seed => kMeans(samples, { ...options, seed })))
    expect(new Set(inertias.map(({ inertia }) => inertia)).size).toBe(5)
  })

  it('never has more inertia with more iterations or more starts', async () => {
    const samples = noise(200, 2, 4)
    let previous = Infinity
    for (const maxIterations of [0, 1, 2, 5, 100]) {
      const { inertia, iterations } = await kMeans(samples, { clusters: 6, starts: 1, maxIterations, kernels })
      expect(iterations).toBeLessThanOrEqual(maxIterations)
      expect(inertia).toBeLessThanOrEqual(previous)
      previous = inertia
    }
    const more = await kMeans(samples, { clusters: 6, starts: 10, kernels })
    expect(more.inertia).toBeLessThanOrEqual(previous)
  })

  it('does not depend on an offset of the data', async () => {
    const far = matrix(iris.data.map(value => value + 2 ** 20), 150, 4)
    const near = matrix(far.data.map(value => value - 2 ** 20), 150, 4)
    const [there, here] = [await kMeans(far, { clusters: 3, kernels }), await kMeans(near, { clusters: 3, kernels })]
    expect(there.labels).toEqual(here.labels)
    expectClose([there.inertia], [here.inertia], { relative: 1e-9 })
  })

  it('rejects when its signal aborts', async () => {
    const reason = new Error('enough')
    await expect(kMeans(iris, { clusters: 3, signal: AbortSignal.abort(reason), kernels })).rejects.toBe(reason)
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 20)
    const fitting = kMeans(noise(2000, 2, 5), { clusters: 20, starts: 100_000, signal: controller.signal, kernels })
    await expect(fitting).rejects.toBe(reason)
  })
})

it('is the same on every kernel', async () => {
  const samples = noise(1000, 5, 6)
  const [reference, wasm] = await Promise.all(kernelNames.map(kernels => kMeans(samples, { clusters: 7, kernels })))
  expect(wasm.labels).toEqual(reference.labels)
  expectClose([wasm.inertia], [reference.inertia], { relative: 1e-12 })
  expectClose(wasm.centres.data, reference.centres.data, { relative: 1e-12, floor: 1 })
})

it.each<{ samples: number[][]; options: KMeansOptions; message: string }>([
  { samples: [[1]], options: { clusters: 0 }, message: 'option clusters must be a whole number of at least 1, but it is 0. Pass for example clusters: 2.' },
  { samples: [[1]], options: { clusters: 1, starts: 0 }, message: 'option starts must be a whole number of at least 1, but it is 0. Pass for example starts: 2.' },
  { samples: [[1]], options: { clusters: 1, maxIterations: 0.5 }, message: 'option maxIterations must be a whole number of at least 0, but it is 0.5.' },
  { samples: [[1]], options: { clusters: 1, seed: -3 }, message: 'option seed must be a whole number from 0 to 2^53 - 1, but it is -3. Pass for example seed: 7.' },
  { samples: [[1]], options: { clusters: 1, tolerance: NaN }, message: 'option tolerance must be a number of at least 0, but it is NaN. Pass for example 1e-8.' },
  { samples: [[1], [NaN]], options: { clusters: 1 }, message: 'samples must be finite numbers, but 1 value is not: the first is NaN at row 1, column 0.' },
  { samples: [[1], [2]], options: { clusters: 3 }, message: 'k-means with 3 clusters needs at least 3 rows, but there are 2. Add rows, or lower clusters.' },
])('refuses $options', async ({ samples, options, message }) => {
  await expect(kMeans(samples, options)).rejects.toThrow(message)
})

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let distance = 0
  for (let i = 0; i < a.length; i++) distance += (a[i] - b[i]) ** 2
  return distance
}

describe('bounds on distances', () => {
  /** Lloyd's iteration without bounds, until it converges. */
  function plainLloyd({ data, rows, columns }: Matrix, seeding: Float64Array, weights?: Float64Array): Int32Array {
    const clusters = seeding.length / columns
    const centres = seeding.slice()
    const labels = new Int32Array(rows).fill(-1)
    for (let changed = true; changed; ) {
      changed = false
      const counts = new Float64Array(clusters)
      const sums = new Float64Array(centres.length)
      for (let row = 0; row < rows; row++) {
        let nearest = Infinity
        let label = 0
        for (let k = 0; k < clusters; k++) {
          let distance = 0
          for (let i = 0; i < columns; i++) distance += (data[row * columns + i] - centres[k * columns + i]) ** 2
          if (distance < nearest) [nearest, label] = [distance, k]
        }
        changed ||= labels[row] !== label
        labels[row] = label
        counts[label] += weights?.[row] ?? 1
        for (let i = 0; i < columns; i++) sums[label * columns + i] += (weights?.[row] ?? 1) * data[row * columns + i]
      }
      sums.forEach((sum, i) => (centres[i] = sum / counts[Math.floor(i / columns)]))
    }
    return labels
  }

  it.each([
    [300, 2, 5],
    [1000, 3, 12],
    [700, 10, 4],
    [600, 5, 1],
  ])('do not change the result: %d x %d, %d clusters', async (rows, columns, clusters) => {
    for (const seed of [1, 2, 3]) {
      const samples = noise(rows, columns, seed)
      const random = createRandom(seed)
      const weights = seed === 3 ? Float64Array.from({ length: rows }, () => random.uniform()) : undefined
      const { centres } = await kMeansPlusPlus(samples, clusters, { random: createRandom(seed).fork(0), weights })
      const fit = await kMeans(samples, { clusters, starts: 1, seed, tolerance: 0, ...(weights && { sampleWeights: weights }) })
      expect(fit.converged).toBe(true)
      expect(adjustedRandIndex(fit.labels, plainLloyd(samples, centres, weights))).toBe(1)
    }
  })
})
