import { fitGaussianMixture, MixturaError } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { openDataset, type Dataset, type OpenOptions } from './index.js'
import { closeAfterEach, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
const bumps = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
const tableOf = (cell: (row: number) => string): string => `x,y\n${bumps.map((bump, row) => `${cell(row)},${bump}`).join('\n')}\n`
const open = (text: string, options: OpenOptions = {}, name = 'limits.csv'): Promise<Dataset> => keep(openDataset(folder.file(name, text), options))

const columns: Record<string, (row: number) => string> = {
  'cells at 1e300': row => `${row % 2 ? '-' : ''}${1 + row / 8}e300`,
  'the ends of float64': row => `${row % 2 ? '-' : ''}1.7e308`,
  'cells at 1e-300': row => `${1 + row}e-300`,
  'denormal cells': row => `${1 + row}e-312`,
  'cells beyond float64': row => `${1 + row}e400`,
  'one cell beyond float64': row => `${1 + row}.5e${row === 5 ? 400 : 2}`,
  'cells below float64': row => `${1 + row}e-400`,
  'integers beyond 2^53': row => String(2n ** 53n + 1n + BigInt(row)),
  'integers up to 2^53': row => String(2n ** 53n - BigInt(row * row)),
  'decimals of forty digits': row => `0.${'1234567890'.repeat(4)}${row}`,
  'an offset of 1e18': row => `${1e18 + 4096 * bumps[row]}.0`,
}

describe.each(Object.entries(columns))('%s', (_name, cell) => {
  it.each(['none', 'standardize'] as const)('enter a fit as finite numbers, or one typed error says why not (scaling: %s)', async scaling => {
    let values: number[] = []
    try {
      const dataset = await open(tableOf(cell))
      const { samples } = await dataset.readFeatures({ columns: ['x', 'y'], scaling, missing: 'omit-rows' })
      values = [...samples.data]
      const { model } = await fitGaussianMixture(samples, { components: 2, maxIterations: 20 })
      values.push(...model.means, ...model.covariances)
    } catch (error) {
      expect(error).toBeInstanceOf(MixturaError)
    }
    expect(values.every(Number.isFinite)).toBe(true)
  })
})

it.each([['few', 0], ['many', 60]])('gives mean and deviation of cells whose squares vanish, in %s columns', async (_name, more) => {
  const names = Array.from({ length: more }, (_, column) => `,o${column}`).join('')
  const zeros = ',0'.repeat(more)
  const dataset = await open(`x,y${names}\n1e-300,1${zeros}\n-3e-300,2${zeros}\n2e-300,4${zeros}\n`)
  const { mean, standardDeviation } = dataset.columns[0]
  expect(Math.abs(mean!)).toBeLessThan(1e-315) // one unit in the last place of 3e-300 is 6e-316
  expect(standardDeviation! / 1e-300).toBeCloseTo(Math.sqrt(7), 12)
})

it('states no deviation that float64 does not hold', async () => {
  expect((await open('x,y\n-1.7e308,1\n1.7e308,2\n')).columns[0]).toMatchObject({ mean: 0, standardDeviation: null })
})

describe('integers beyond 2^53', () => {
  it.each(['text', 'JSON'])('stay text in %s, every digit of them, until they are called numbers', async kind => {
    const cells = ['9007199254740993', '-9007199254740995', '12']
    const text = kind === 'text' ? `x,y\n${cells.map(cell => `${cell},1.5`).join('\n')}\n` : `[${cells.map(cell => `{"x":${cell},"y":1.5}`).join(',')}]`
    const name = kind === 'text' ? 'long.csv' : 'long.json'
    const dataset = await open(text, {}, name)
    expect(await dataset.readColumn('x')).toEqual(cells)
    expect(dataset.dialect?.columns[0].note?.code).toBe('long-integers')
    expect(await (await open(text, { types: { x: 'number' } }, name)).readColumn('x')).toEqual(cells.map(Number))
  })

  it('up to 2^53 are numbers', async () => {
    expect(await (await open('x,y\n9007199254740992,1\n-9007199254740991,2\n')).readColumn('x')).toEqual([9007199254740992, -9007199254740991])
  })
})
