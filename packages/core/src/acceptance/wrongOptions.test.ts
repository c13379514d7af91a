import { expect, it } from 'vitest'
import { fitGaussianMixture, GaussianMixture, kMeans, matrix, type Samples } from '../index.js'
import { messageOf } from '../../../numerics/src/testing/messageOf.js'

const rows = [[1, 2], [3, 5], [4, 4], [7, 1]]

it.each<[string, Record<string, unknown>, string]>([
  ['a misspelt name', { components: 1, tolerence: 1 }, 'option tolerence must be an option that fitGaussianMixture reads, but it is \'unknown\'. Did you mean tolerance?'],
  ['a name of another library', { n_components: 2 }, 'option n_components must be an option that fitGaussianMixture reads, but it is \'unknown\'. Did you mean components?'],
  ['a nested name', { components: 1, prior: { shrink: 1 } }, 'option prior.shrink must be an option that prior reads, but it is \'unknown\'. Did you mean prior.shrinkage?'],
  ['a text', { components: '2' }, "option components must be a whole number of at least 1, but it is '2'. Pass for example components: 2."],
  ['nothing', {}, 'option components must be a whole number of at least 1, but it is undefined. Pass for example components: 2.'],
  ['a huge count', { components: 2 ** 40 }, 'option components must be a whole number of at most 2147483647, but it is 1099511627776. Pass for example components: 2.'],
  ['a function', { components: 1, seed: () => 1 }, 'option seed must be a whole number from 0 to 2^53 - 1, but it is a function. Pass for example seed: 7.'],
  ['text weights', { components: 1, sampleWeights: ['1', 1, 1, 1] }, "sampleWeights must be an array of numbers, but it is '1' at position 0. Pass numbers only."],
])('refuses options: %s', async (_, options, message) => {
  expect(await messageOf(() => fitGaussianMixture(rows, options as never))).toBe(message)
})

it('refuses options that are not an object', async () => {
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [[[1]]] })
  expect(await messageOf(() => model.sample(5, null as never))).toBe('options of sample must be an object, but it is null. Pass an object with any of seed, component.')
  expect(await messageOf(() => model.sample(5, { seed: -1 }))).toBe('option seed must be a whole number from 0 to 2^53 - 1, but it is -1. Pass for example seed: 7.')
  expect(model.sample(5)).toEqual(model.sample(5, { seed: 0 }))
})

it('ignores options that are undefined, whatever their names', async () => {
  await expect(kMeans(rows, { clusters: 2, seed: undefined, other: undefined } as never)).resolves.toBeDefined()
})

it.each<[string, unknown, string]>([
  ['null', [[20], [null], [22]], 'samples must be finite numbers, but 1 value is not: the first is null at row 1, column 0. Leave those rows out, or fill the cells, before fitting.'],
  ['undefined', [[20, 1], [21, undefined]], 'samples must be finite numbers, but 1 value is not: the first is undefined at row 1, column 1. Leave those rows out, or fill the cells, before fitting.'],
  ['a text', [[20], ['21'], ['']], "samples must be finite numbers, but 2 values are not: the first is '21' at row 1, column 0. Leave those rows out, or fill the cells, before fitting."],
  ['an empty text', [[''], [21]], "samples must be finite numbers, but 1 value is not: the first is '' at row 0, column 0. Leave those rows out, or fill the cells, before fitting."],
  ['an array in a cell', [[20], [[]]], 'samples must be finite numbers, but 1 value is not: the first is [] at row 1, column 0. Leave those rows out, or fill the cells, before fitting.'],
  ['a boolean', [[20], [true]], 'samples must be finite numbers, but 1 value is not: the first is true at row 1, column 0. Leave those rows out, or fill the cells, before fitting.'],
  ['a bigint', { data: [1, 2n], rows: 2, columns: 1 }, 'samples must be finite numbers, but 1 value is not: the first is 2n at row 1, column 0. Leave those rows out, or fill the cells, before fitting.'],
  ['a date', [[new Date(0)], [21]], 'samples must be finite numbers, but 1 value is not: the first is a Date at row 0, column 0. Leave those rows out, or fill the cells, before fitting.'],
  // eslint-disable-next-line no-sparse-arrays
  ['a hole', [[1, , 2], [3, 4, 5]], 'samples must be finite numbers, but 1 value is not: the first is undefined at row 0, column 1. Leave those rows out, or fill the cells, before fitting.'],
  ['one flat array', Float64Array.of(1, 2, 3), 'samples must be [N, D], an array of rows or a matrix, but it is a Float64Array of 3 numbers. Pass an array of rows, or matrix(data, rows, columns).'],
  ['numbers for rows', [1, 2, 3], 'samples must be an array of rows, each an array of numbers, but it is 1 at row 0. Pass one row per sample, for example [[1], [2], [3]], or matrix(data, rows, columns).'],
  ['nothing', undefined, 'samples must be [N, D], an array of rows or a matrix, but it is undefined. Pass an array of rows, or matrix(data, rows, columns).'],
  ['a text for a row', ['ab', 'cd'], "samples must be an array of rows, each an array of numbers, but it is 'ab' at row 0. Pass every row as an array of numbers."],
])('refuses samples: %s', async (_, samples, message) => {
  expect(await messageOf(() => fitGaussianMixture(samples as Samples, { components: 1 }))).toBe(message)
})

it('counts null and undefined as missing cells', async () => {
  for (const cell of [null, undefined, NaN]) {
    const { model } = await fitGaussianMixture([[20], [21], [cell], [22], [23]], { components: 1, missing: 'marginalize' })
    expect(model.means[0]).toBeCloseTo(21.5, 12) // the mean of the other four
  }
})

it('accepts plain arrays in place of typed ones', async () => {
  const options = { components: 1, maxIterations: 1 }
  const weighted = await fitGaussianMixture(rows, { ...options, sampleWeights: [1, 1, 1, 2] })
  const typed = await fitGaussianMixture(rows, { ...options, sampleWeights: Float64Array.of(1, 1, 1, 2) })
  expect(weighted.model.means).toEqual(typed.model.means)
  const flat = await fitGaussianMixture({ data: rows.flat(), rows: 4, columns: 2 }, options)
  const nested = await fitGaussianMixture(rows, options)
  expect(flat.model.covariances).toEqual(nested.model.covariances)
  expect(matrix([1, 2], 1, 2).data).toEqual(Float64Array.of(1, 2))
  expect(matrix(Int32Array.of(1, 2) as ArrayLike<number>, 1, 2).data).toEqual(Float64Array.of(1, 2))
})
