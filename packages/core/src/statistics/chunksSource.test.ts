import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix, type Samples } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { randomMixture } from '../testing/randomMixture.js'
import { chunksSource } from './chunksSource.js'
import { samplesSource } from './samplesSource.js'

const slice = ({ data, columns }: Matrix, from: number, to: number): Matrix =>
  matrix(data.slice(from * columns, to * columns), to - from, columns)

const cut = (samples: Matrix, cuts: readonly number[]): Matrix[] => cuts.slice(1).map((to, i) => slice(samples, cuts[i], to))

async function* later(chunks: readonly Samples[]): AsyncGenerator<Samples> {
  for (const chunk of chunks) {
    await new Promise(resolve => setTimeout(resolve, 0))
    yield chunk
  }
}

it('draws the same rows as a source in memory', async () => {
  const source = await chunksSource(() => cut(iris, [0, 10, 11, 150]))
  const inMemory = await samplesSource(iris)
  for (const count of [1, 7, 149, 150, 1000]) {
    const drawn = await source.draw(count, createRandom(count))
    expect(Array.from(drawn.samples.data)).toEqual(Array.from((await inMemory.draw(count, createRandom(count))).samples.data))
  }
})

it('gives the same fit as the whole, from asynchronous iterables and from nested arrays', async () => {
  const options = { components: 3, acceleration: 'none' } as const
  const whole = await fitGaussianMixture(iris, options)
  const parts = cut(iris, [0, 61, 100, 150])
  const nested = parts.map(({ data, rows }) => Array.from({ length: rows }, (_, row) => Array.from(data.subarray(4 * row, 4 * row + 4))))
  for (const open of [() => later(parts), () => parts, () => nested, () => new Set(parts)]) {
    const fit = await fitGaussianMixture(await chunksSource(open), options)
    expectClose(fit.logLikelihoods, whole.logLikelihoods, { relative: 1e-9 })
    expectClose(fit.model.means, whole.model.means, { relative: 1e-9 })
  }
})

it('holds one chunk at a time', async () => {
  let open = 0
  const source = await chunksSource(function* () {
    for (const chunk of cut(iris, [0, 50, 100, 150])) {
      open++
      yield chunk
      open--
      expect(open).toBe(0)
    }
  })
  await fitGaussianMixture(source, { components: 2, starts: 1, maxIterations: 2 })
})

it('computes a chunk before the second one after it is read into the same memory, also if the one between has no weight', async () => {
  const [first, second] = [new Float64Array(4), new Float64Array(4)]
  let released = 0
  const release = (): void => void released++
  const source = await chunksSource(function* () {
    first.set([1, 2, 3, 50])
    yield { samples: matrix(first, 4, 1), release }
    second.set([100, 200, 300, 400])
    yield { samples: matrix(second, 4, 1), weights: [0, 0, 0, 0], release }
    first.set([5, 6, 7, 8])
    yield { samples: matrix(first, 4, 1), release }
  })
  expect([source.rows, released]).toEqual([8, 3])
  const model = { covarianceType: 'full', components: 1, columns: 1, weights: Float64Array.of(1), means: Float64Array.of(0), covariances: Float64Array.of(1000) } as const
  const { sums, rows } = await source.accumulate(model, { scatter: 'full' })
  // Posterior probabilities of a single component are 1.
  expect([Array.from(sums), rows, released]).toEqual([[82], 8, 6])
})

it('rejects with the reason of a signal between chunks', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const source = await chunksSource(() => cut(iris, [0, 50, 150]))
  controller.abort(reason)
  const model = randomMixture('VVV', { components: 2, columns: 4, seed: 1 })
  await expect(source.accumulate(model, { scatter: 'full', signal: controller.signal })).rejects.toBe(reason)
})

describe('refuses', () => {
  it.each<{ of: string; chunks: Samples[]; message: string }>([
    { of: 'no chunk', chunks: [], message: 'chunks must be at least 1 row, but it is none. Open the data anew for each pass.' },
    { of: 'a chunk without rows', chunks: [[[1]], []], message: 'samples must be at least 1 row x 1 column, but it is 0 x 0. Pass the data as [N, D].' },
    {
      of: 'a chunk of other columns',
      chunks: [[[1, 2], [3, 4]], [[1, 2, 3]]],
      message: 'chunk must be of 2 columns, as the first, but it is of 3 columns from row 2 on. Give every chunk the same columns.',
    },
    {
      of: 'NaN, by the row of the whole',
      chunks: [[[1, 2], [3, 4]], [[1, 2], [5, NaN]]],
      message: 'samples must be finite numbers, but 1 value is not: the first is NaN at row 3, column 1.',
    },
  ])('$of', async ({ chunks, message }) => {
    await expect(chunksSource(() => chunks)).rejects.toThrow(message)
  })

  it('an iterator that is exhausted after one pass', async () => {
    const once = cut(iris, [0, 50, 150]).values()
    const source = await chunksSource(() => once)
    const model = randomMixture('VVV', { components: 2, columns: 4, seed: 1 })
    await expect(source.accumulate(model, { scatter: 'full' })).rejects.toThrow(
      'chunks must be the same 150 rows in every pass, but it is 0 rows in this one. Open the data anew for each pass.',
    )
  })
})

it('names the weights of chunks none of which counts', async () => {
  const open = () => [{ samples: matrix(Float64Array.of(1, 2), 2, 1), weights: [0, 0] }]
  await expect(chunksSource(open)).rejects.toThrow('weights must be positive for some rows, but it is 0 for all. Give the rows that count a weight.')
})
