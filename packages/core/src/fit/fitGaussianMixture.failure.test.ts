import { MixturaError } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { FarSampleError } from '../errors.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { noise } from '../testing/blobs.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { quotedNames } from '../testing/structureNames.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'
import type { FitOptions } from './fitOptions.js'

describe('options', () => {
  it.each<{ options: Record<string, unknown>; message: string }>([
    { options: { components: 0 }, message: 'option components must be a whole number of at least 1, but it is 0. Pass for example components: 2.' },
    { options: { components: 2.5 }, message: 'option components must be a whole number of at least 1, but it is 2.5. Pass for example components: 2.' },
    { options: { components: '2' }, message: "option components must be a whole number of at least 1, but it is '2'. Pass for example components: 2." },
    { options: {}, message: 'option components must be a whole number of at least 1, but it is undefined. Pass for example components: 2.' },
    { options: { components: 2, starts: 0 }, message: 'option starts must be a whole number of at least 1, but it is 0. Pass for example starts: 2.' },
    { options: { components: 2, maxIterations: -1 }, message: 'option maxIterations must be a whole number of at least 0, but it is -1. Pass for example maxIterations: 2.' },
    { options: { components: 2, seed: -1 }, message: 'option seed must be a whole number from 0 to 2^53 - 1, but it is -1. Pass for example seed: 7.' },
    { options: { components: 2, seed: 0.5 }, message: 'option seed must be a whole number from 0 to 2^53 - 1, but it is 0.5. Pass for example seed: 7.' },
    { options: { components: 2, seed: 2 ** 53 }, message: 'option seed must be a whole number from 0 to 2^53 - 1, but it is 9007199254740992. Pass for example seed: 7.' },
    {
      options: { components: 2, covarianceType: 'XXX' },
      message:
        `option covarianceType must be one of ${quotedNames}, ` +
        "or { factors }, but it is 'XXX'. " +
        "Pass for example covarianceType: 'full'.",
    },
    {
      options: { components: 2, initialize: 'kmeans' },
      message:
        "option initialize must be one of 'k-means++', 'k-means', 'random', 'hierarchical', 'quantiles', but it is 'kmeans'. " +
        "Pass for example initialize: 'k-means++'.",
    },
    ...[-1e-9, NaN, Infinity].map(tolerance => ({
      options: { components: 2, tolerance },
      message: `option tolerance must be a number of at least 0 (nats per sample), but it is ${tolerance}. Pass for example 1e-7.`,
    })),
    ...[-1, NaN, Infinity].flatMap(value => [
      {
        options: { components: 2, regularization: { relative: value } },
        message: `option regularization.relative must be a number of at least 0, but it is ${value}. Pass for example { relative: 1e-6 }.`,
      },
      {
        options: { components: 2, regularization: { absolute: value } },
        message: `option regularization.absolute must be a number of at least 0, but it is ${value}. Pass for example { relative: 1e-6 }.`,
      },
    ]),
    {
      options: { components: 2, regularization: {} },
      message: 'option regularization.relative must be a number of at least 0, but it is undefined. Pass for example { relative: 1e-6 }.',
    },
  ])('$options', async ({ options, message }) => {
    const fitting = fitGaussianMixture(oldFaithful, options as unknown as FitOptions)
    await expect(fitting).rejects.toThrow(message)
    await expect(fitting).rejects.toMatchObject({ name: 'InvalidOptionError', code: 'invalid-option' })
  })

  it('a start that does not fit the data', async () => {
    const initialize = { weights: [0.5, 0.5], means: [[0], [1]], covariances: [[[1]], [[1]]] }
    await expect(fitGaussianMixture(oldFaithful, { components: 2, initialize })).rejects.toThrow(
      'means must be [components, columns] = [2, 2], 4 numbers, but it is 2 numbers. Pass arrays that fit each other.',
    )
    await expect(fitGaussianMixture([[1], [2], [3]], { components: 3, initialize })).rejects.toThrow(
      'weights must be [components] = [3], 3 numbers, but it is 2 numbers. Pass arrays that fit each other.',
    )
  })
})

describe('data', () => {
  it.each([
    { rows: 1, components: 2, message: 'a mixture of 2 components needs at least 2 rows, but there is 1. Add rows, or lower components.' },
    { rows: 4, components: 5, message: 'a mixture of 5 components needs at least 5 rows, but there are 4. Add rows, or lower components.' },
    { rows: 1, components: 1, message: 'a mixture of 1 component needs at least 2 rows, but there is 1. Add rows, or lower components.' },
  ])('of $rows rows for $components components', async ({ rows, components, message }) => {
    const fitting = fitGaussianMixture(noise(rows, 2, 1), { components })
    await expect(fitting).rejects.toThrow(message)
    await expect(fitting).rejects.toMatchObject({ code: 'too-few-rows', rows, required: Math.max(2, components), components })
  })

  it('with NaN or infinities, by position', async () => {
    await expect(fitGaussianMixture([[1, 2], [3, Infinity], [NaN, 4]], { components: 1 })).rejects.toThrow(
      'samples must be finite numbers, but 2 values are not: the first is Infinity at row 1, column 1. ' +
        'Leave those rows out, or fill the cells, before fitting.',
    )
  })

  it('that are ragged or empty', async () => {
    await expect(fitGaussianMixture([[1, 2], [3]], { components: 1 })).rejects.toThrow(
      'samples must be rows of equal length (2, as row 0), but it is of length 1 at row 1.',
    )
    await expect(fitGaussianMixture([], { components: 1 })).rejects.toThrow(
      'samples must be at least 1 row x 1 column, but it is 0 x 0. Pass the data as [N, D].',
    )
  })

  it('so far from the model that densities overflow float64', async () => {
    const initialize = { weights: [1], means: [[0]], covariances: [[[1e-300]]] }
    await expect(fitGaussianMixture([[1e10], [2e10]], { components: 1, initialize })).rejects.toThrow(
      'the log-likelihood is -Infinity after 0 iterations: squared distances leave the range of float64. ' +
        'Rescale the columns, for example to unit standard deviation, and fit again.',
    )
  })
})

describe.each(kernelNames)('cancellation, kernels %s', kernels => {
  it('before the fit', async () => {
    const reason = new Error('changed my mind')
    const signal = AbortSignal.abort(reason)
    await expect(fitGaussianMixture(iris, { components: 2, signal, kernels })).rejects.toBe(reason)
  })

  it('between iterations', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let iterations = 0
    const fitting = fitGaussianMixture(oldFaithful, {
      components: 3, kernels, signal: controller.signal,
      onIteration: ({ iteration }) => {
        iterations++
        if (iteration === 2) controller.abort(reason)
      },
    })
    await expect(fitting).rejects.toBe(reason)
    expect(iterations).toBe(3)
  })

  it('by a timer, although every pass is short', async () => {
    const reason = new Error('time is up')
    const controller = new AbortController()
    const begin = performance.now()
    setTimeout(() => controller.abort(reason), 50)
    const fitting = fitGaussianMixture(oldFaithful, {
      components: 3, kernels, signal: controller.signal, tolerance: 0, maxIterations: 1e6,
    })
    await expect(fitting).rejects.toBe(reason)
    // The timer fires after 50 ms and a turn lasts 30 ms; the rest is for a loaded machine.
    expect(performance.now() - begin).toBeLessThan(1000)
  })

  it('in the middle of a long pass', async () => {
    // A pass takes much longer than a turn of 30 ms, with either kernel.
    const rows = kernels === 'reference' ? 200_000 : 1_000_000
    const samples = noise(rows, 4, 1)
    const reason = new Error('stop')
    const controller = new AbortController()
    const source = await samplesSource(samples, { kernels })
    const { model } = await fitGaussianMixture(noise(500, 4, 2), { components: 8, starts: 1, maxIterations: 1, kernels })
    const wholePass = await timed(() => source.accumulate(model, { scatter: 'full' }))
    const begin = performance.now()
    setTimeout(() => controller.abort(reason), 1)
    const pass = source.accumulate(model, { scatter: 'full', signal: controller.signal })
    await expect(pass).rejects.toBe(reason)
    expect(performance.now() - begin).toBeLessThan(Math.max(wholePass, 300))
  })
})

it('rejects a large fit promptly when it is aborted', async () => {
  const samples = noise(200_000, 4, 1)
  const reason = new Error('stop')
  const controller = new AbortController()
  let aborted = Infinity
  const fitting = fitGaussianMixture(samples, {
    components: 6, starts: 1, signal: controller.signal,
    onIteration: ({ iteration }) => {
      if (iteration !== 1) return
      setTimeout(() => {
        aborted = performance.now()
        controller.abort(reason)
      }, 5)
    },
  })
  await expect(fitting).rejects.toBe(reason)
  expect(performance.now() - aborted).toBeLessThan(300)
})

it('ends with the error of its source, which no other start could mend', async () => {
  class ConnectionLostError extends MixturaError {
    override readonly name = 'ConnectionLostError'
    readonly code = 'connection-lost'
  }
  const lost = new ConnectionLostError('the server went away')
  const samples = await samplesSource(oldFaithful)
  let passes = 0
  const source: StatisticsSource = { ...samples, accumulate: async (model, request) => (++passes > 20 ? Promise.reject(lost) : samples.accumulate(model, request)) }
  await expect(fitGaussianMixture(source, { components: 4 })).rejects.toBe(lost)
  expect(passes).toBe(21)
})

it('fails one start, not the fit, if a row is too far from every component of that start', async () => {
  const far = new FarSampleError('samples', 7)
  const samples = await samplesSource(oldFaithful)
  let passes = 0
  const source: StatisticsSource = { ...samples, accumulate: async (model, request) => (++passes === 3 ? Promise.reject(far) : samples.accumulate(model, request)) }
  const { starts } = await fitGaussianMixture(source, { components: 2, starts: 3 })
  expect(starts.map(({ error }) => error).filter(Boolean)).toEqual([far])
})

it('reads only documented members of a source', async () => {
  const samples = await samplesSource(oldFaithful)
  const used = new Set<string>()
  const source: StatisticsSource = new Proxy(samples, {
    get: (target, property) => {
      used.add(String(property))
      return Reflect.get(target, property) as unknown
    },
  })
  const fit = await fitGaussianMixture(source, { components: 2 })
  expect(fit.converged).toBe(true)
  // A promise reads `then` of the value that it resolves to.
  expect([...used].filter(name => name !== 'then').sort()).toEqual(['accumulate', 'columnNames', 'columns', 'draw', 'rows'])
})

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await run()
  return performance.now() - begin
}
