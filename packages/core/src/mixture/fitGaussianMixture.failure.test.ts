import { describe, expect, it } from 'vitest'
import { covarianceTypes } from '../covariance/structures.js'
import { matrix } from '../matrix/matrix.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { kernelNames } from '../testing/kernelNames.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { fitGaussianMixture, type FitOptions } from './fitGaussianMixture.js'

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
        "option covarianceType must be one of 'full', 'tied', 'diag', 'spherical', 'EII', 'VII', 'EEI', 'VEI', 'EVI', 'VVI', " +
        "'EEE', 'VEE', 'EVE', 'VVE', 'EEV', 'VEV', 'EVV', 'VVV', but it is 'XXX'. " +
        "Pass for example covarianceType: 'full'.",
    },
    {
      options: { components: 2, initialize: 'kmeans' },
      message:
        "option initialize must be one of 'k-means++', 'k-means', 'random', 'hierarchical', but it is 'kmeans'. " +
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

  it.each(covarianceTypes)('with a constant column, %s', async covarianceType => {
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

  it.each(['full', 'tied'] as const)('with dependent columns, %s', async covarianceType => {
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

  it('of no more rows than columns', async () => {
    await expect(fitGaussianMixture(noise(4, 6, 1), { components: 1 })).rejects.toMatchObject({
      code: 'dependent-columns', column: 3, rows: 4, columns: 6,
    })
    for (const remedy of [{ covarianceType: 'diag' }, { covarianceType: 'spherical' }, { regularization: { absolute: 1e-3 } }] as const) {
      const { model } = await fitGaussianMixture(noise(4, 6, 1), { components: 1, ...remedy })
      expect(await model.meanLogLikelihood(noise(4, 6, 1))).toBeGreaterThan(-100)
    }
  })

  it('of equal points', async () => {
    const samples = Array.from({ length: 10 }, () => [3, 4])
    await expect(fitGaussianMixture(samples, { components: 1 })).rejects.toMatchObject({ code: 'constant-column', column: 0 })
    await expect(fitGaussianMixture(samples, { components: 1, regularization: { absolute: 0 } })).rejects.toThrow(
      'covariance of component 0 is not positive definite: pivot 0.00e+0 at row 0. It has probably collapsed onto a few ' +
        'samples or dependent columns: raise regularization, lower components, or choose a simpler covarianceType.',
    )
    const { model } = await fitGaussianMixture(samples, { components: 1, regularization: { absolute: 0.01 } })
    expect(Array.from(model.means)).toEqual([3, 4])
    // Ten rows of 0.01 each, over ten.
    expectClose(model.covariances, [0.01, 0, 0, 0.01], { relative: 1e-15 })
    await expect(fitGaussianMixture(samples, { components: 2, regularization: { absolute: 0.01 } })).rejects.toThrow(
      'component 1 has lost all its samples (soft count 0.00e+0). Lower components, or try more starts or another seed.',
    )
  })

  it('so far from the model that densities leave float64', async () => {
    const initialize = { weights: [1], means: [[0]], covariances: [[[1e-300]]] }
    await expect(fitGaussianMixture([[1e10], [2e10]], { components: 1, initialize })).rejects.toThrow(
      'the log-likelihood is -Infinity after 0 iterations: squared distances leave the range of float64. ' +
        'Rescale the columns, for example to unit standard deviation, and fit again.',
    )
  })
})

describe.each(kernelNames)('collapse, kernels %s', kernels => {
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

  it('a component that nobody starts in is an error', async () => {
    const initialize = { weights: [0.5, 0.5], means: [[4, 80], [1e4, 1e4]], covariances: [[1, 0], [0, 1]] }
    const fitting = fitGaussianMixture(oldFaithful, { components: 2, covarianceType: 'tied', initialize, kernels })
    await expect(fitting).rejects.toThrow(
      'component 1 has lost all its samples (soft count 0.00e+0). Lower components, or try more starts or another seed.',
    )
    await expect(fitting).rejects.toMatchObject({ name: 'EmptyComponentError', code: 'empty-component', component: 1 })
  })

  it('three rows make one component', async () => {
    const { model, converged } = await fitGaussianMixture([[1, 0], [2, 1], [4, 5]], { components: 1, kernels })
    expect(converged).toBe(true)
    expect(model.weights[0]).toBe(1)
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

  it('by a timer, though every single pass is short', async () => {
    const reason = new Error('time is up')
    const controller = new AbortController()
    const begin = performance.now()
    setTimeout(() => controller.abort(reason), 50)
    const fitting = fitGaussianMixture(oldFaithful, {
      components: 3, kernels, signal: controller.signal, tolerance: 0, maxIterations: 1e6,
    })
    await expect(fitting).rejects.toBe(reason)
    // 50 ms, a turn of 30 ms, and a loaded machine.
    expect(performance.now() - begin).toBeLessThan(1000)
  })

  it('in the middle of a long pass', async () => {
    // Long against the 30 ms of a turn, with either kernel.
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

it('reads only what a source offers', async () => {
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
  // A promise asks whatever it resolves to for `then`.
  expect([...used].filter(name => name !== 'then').sort()).toEqual(['accumulate', 'columns', 'draw', 'rows'])
})

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await run()
  return performance.now() - begin
}
