import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom, fitGaussianMixture, matrix, selectGaussianMixture, sourceFaults, type Matrix } from '@mixtura/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { openDataset, writeColumns, type Dataset, type SourceRequest } from './index.js'
import { temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
/** Entry point of the build. */
const builtDoor = new URL('../dist/index.js', import.meta.url).href
const rows = 3000
const names = ['a', 'b', 'c']

/** Two clusters in three columns; `c` has integers. Every eleventh cell of `a` and `b` is missing if `gaps` says so. */
function cells({ gaps = false } = {}): Matrix {
  const random = createRandom(4)
  const data = Float64Array.from({ length: rows * 3 }, (_, at) => {
    const cluster = Math.floor(at / 3) % 3 === 0 ? 5 : 0
    const value = cluster + random.normal() * (1 + (at % 3))
    return at % 3 === 2 ? Math.round(10 * value) : gaps && at % 11 === 0 ? NaN : value
  })
  return matrix(data, rows, 3)
}
const whole = cells()
const gappy = cells({ gaps: true })
const weights = Float64Array.from({ length: rows }, (_, row) => row % 4)

const everyRow = Uint32Array.from({ length: rows }, (_, row) => row)
/** A missing cell is one that no row names. */
const written = (samples: Matrix) => [...names.map((name, at) => {
  const present = everyRow.filter(row => !Number.isNaN(samples.data[3 * row + at]))
  const values = Float64Array.from(present, row => samples.data[3 * row + at])
  return at === 2 ? { name, type: 'integer' as const, values: Int32Array.from(values), rows: present } : { name, type: 'double' as const, values, rows: present }
}), { name: 'w', type: 'integer' as const, values: Int32Array.from(weights), rows: everyRow }]

const opened: Dataset[] = []
async function open(samples: Matrix, format: 'csv' | 'parquet' | 'ndjson', memoryLimit?: number): Promise<Dataset> {
  const path = join(folder.path, `${samples === whole ? 'whole' : 'gappy'}.${format}`)
  await writeColumns(path, { format, columns: written(samples) })
  const dataset = await openDataset(path, memoryLimit === undefined ? {} : { memoryLimit })
  opened.push(dataset)
  return dataset
}
afterAll(() => Promise.all(opened.map(dataset => dataset.close())))

describe.each([['csv', undefined], ['csv', 0], ['parquet', undefined], ['parquet', 0], ['ndjson', undefined], ['ndjson', 0]] as const)('a source over %s, most memory %s', (format, memoryLimit) => {
  const request = { columns: names } satisfies SourceRequest

  it('keeps the contract of sources', async () => {
    const dataset = await open(whole, format, memoryLimit)
    expect(dataset.residence).toBe(memoryLimit === 0 ? 'disk' : 'memory')
    expect(await sourceFaults(await dataset.source(request), whole)).toEqual([])
    expect(await sourceFaults(await dataset.source({ ...request, sampleWeights: 'w', threads: 2 }), whole, { weights })).toEqual([])
  })

  it('keeps it with missing cells', async () => {
    const dataset = await open(gappy, format, memoryLimit)
    const source = await dataset.source({ ...request, missing: 'keep', sampleWeights: 'w' })
    expect(await sourceFaults(source, gappy, { missing: 'marginalize', weights })).toEqual([])
    const { samples, omitted } = await dataset.readFeatures({ ...request, missing: 'omit-rows' })
    const complete = await dataset.source({ ...request, missing: 'omit-rows' })
    expect(complete.omitted).toBe(omitted)
    expect(await sourceFaults(complete, samples)).toEqual([])
  })

  it('has the samples, the scaling and the rows of readFeatures, to the bit', async () => {
    const dataset = await open(gappy, format, memoryLimit)
    for (const missing of ['keep', 'omit-rows'] as const) {
      const asked = { ...request, missing, scaling: 'standardize' } as const
      const features = await dataset.readFeatures(asked)
      const source = await dataset.source(asked)
      expect(source.scaling).toEqual(features.scaling)
      const blocks: { samples: number[]; rows: number[] } = { samples: [], rows: [] }
      for await (const block of source.blocks()) {
        blocks.samples.push(...block.samples.data)
        blocks.rows.push(...block.rows)
      }
      expect(blocks).toEqual({ samples: Array.from(features.samples.data), rows: Array.from(features.rows) })
    }
  })

  it('draws the rows that a fit in memory draws, so a fit takes the same course', async () => {
    const dataset = await open(whole, format, memoryLimit)
    const { samples } = await dataset.readFeatures(request)
    const options = { components: 2, seed: 3 }
    const [inMemory, onDisk] = [await fitGaussianMixture(samples, options), await fitGaussianMixture(await dataset.source(request), options)]
    expect(onDisk.logLikelihoods.at(-1)! / inMemory.logLikelihoods.at(-1)!).toBeCloseTo(1, 9)
    expect(onDisk.starts.length).toBe(inMemory.starts.length)
  })
})

describe('a source over a DuckDB database', () => {
  const request = { columns: names } satisfies SourceRequest
  const path = join(folder.path, 'tables.duckdb')
  beforeAll(async () => {
    const parquet = join(folder.path, 'for-duckdb.parquet')
    await writeColumns(parquet, { format: 'parquet', columns: written(gappy) })
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run(`CREATE TABLE "all ""my"" rows" AS SELECT * FROM '${parquet}'`)
    await connection.run(`CREATE TABLE thinned AS SELECT * FROM '${parquet}'`)
    await connection.run('DELETE FROM thinned WHERE rowid = 7')
    await connection.run('CREATE VIEW seen AS SELECT a, b, c FROM thinned')
    connection.closeSync()
    instance.closeSync()
  })

  it.each(['all "my" rows', 'thinned', 'seen'])('keeps the contract of sources, and stays on disk beyond the limit (%s)', async table => {
    for (const memoryLimit of [undefined, 0]) {
      const dataset = await openDataset(path, { table, ...(memoryLimit !== undefined && { memoryLimit }) })
      opened.push(dataset)
      expect(dataset.tables).toEqual({ names: ['all "my" rows', 'seen', 'thinned'], chosen: table })
      expect([dataset.format, dataset.residence]).toEqual(['duckdb', memoryLimit === undefined ? 'memory' : 'disk'])
      const samples = table.startsWith('all') ? gappy : matrix(gappy.data.filter((_, at) => Math.floor(at / 3) !== 7), rows - 1, 3)
      expect(await sourceFaults(await dataset.source({ ...request, missing: 'keep' }), samples, { missing: 'marginalize' })).toEqual([])
    }
  })

  it('asks which table, and refuses others', async () => {
    const choice = 'choose one of "all "my" rows", "seen", "thinned" with the option table.'
    expect(await messageOf(() => openDataset(path))).toBe(`tables.duckdb has 3 tables: ${choice}`)
    expect(await messageOf(() => openDataset(path, { table: 'none' }))).toBe(`tables.duckdb has no table "none": ${choice}`)
  })
})

it('gives blocks of cells as they are, of columns without a cell too', async () => {
  const path = join(folder.path, 'empty-column.csv')
  await writeFile(path, 'a,b,c\n1,,5\n2,,\n')
  const dataset = await openDataset(path, { types: { b: 'number' }, memoryLimit: 0 })
  opened.push(dataset)
  const read = async (request: { readonly columns: string[]; readonly missing?: 'keep' | 'omit-rows' }): Promise<unknown> => {
    const found: unknown[] = []
    for await (const { samples, rows } of await dataset.blocks(request)) found.push([Array.from(samples.data), Array.from(rows)])
    return found
  }
  expect(await read({ columns: ['a', 'b', 'c'], missing: 'keep' })).toEqual([[[1, NaN, 5, 2, NaN, NaN], [0, 1]]])
  expect(await read({ columns: ['a', 'c'], missing: 'omit-rows' })).toEqual([[[1, 5], [0]]])
  expect(await messageOf(() => dataset.blocks({ columns: ['c'] }))).toMatch(/^Column "c" has 1 missing/)
})

it('is selected from, by BIC, as the samples are', async () => {
  const dataset = await open(whole, 'parquet', 0)
  const { samples } = await dataset.readFeatures({ columns: names })
  const options = { components: [1, 2, 3], covarianceTypes: ['diag'], seed: 1 } as const
  const [inMemory, onDisk] = [await selectGaussianMixture(samples, options), await selectGaussianMixture(await dataset.source({ columns: names }), options)]
  expect(onDisk.table.map(({ components }) => components)).toEqual(inMemory.table.map(({ components }) => components))
  onDisk.table.forEach(({ bic, icl }, at) => {
    expect(bic! / inMemory.table[at].bic!).toBeCloseTo(1, 6)
    expect(icl).toBeNull()
  })
  await expect(selectGaussianMixture(await dataset.source({ columns: names }), { ...options, criterion: 'icl' })).rejects.toThrow(
    "option criterion must be 'bic' or 'aic' for a source, but it is 'icl'. Leave it out, or pass samples.",
  )
})

it('writes the labels of blocks as those of the whole', async () => {
  const dataset = await open(gappy, 'parquet', 0)
  const request = { columns: names, missing: 'omit-rows' } as const
  const source = await dataset.source(request)
  const { model } = await fitGaussianMixture(source, { components: 2, starts: 1 })
  const { samples, rows: sampleRows } = await dataset.readFeatures(request)
  const whole = join(folder.path, 'whole-labels.csv')
  const inBlocks = join(folder.path, 'block-labels.csv')
  await dataset.writeWithColumns(whole, { format: 'csv', columns: [{ name: 'component', type: 'integer', values: await model.predict(samples), rows: sampleRows }] })
  async function* labels() {
    for await (const { samples: block, rows: blockRows } of source.blocks()) {
      // Blocks of any length, also without rows.
      for (const [from, to] of [[0, 700], [700, 700], [700, block.rows]]) {
        const part = matrix(block.data.slice(3 * from, 3 * to), to - from, 3)
        yield [{ name: 'component', type: 'integer' as const, values: to > from ? await model.predict(part) : new Int32Array(0), rows: blockRows.slice(from, to) }]
      }
    }
  }
  await dataset.writeWithColumns(inBlocks, { format: 'csv', columns: labels() })
  expect(await readFile(inBlocks, 'utf8')).toBe(await readFile(whole, 'utf8'))
})

describe('refuses', () => {
  it.each<[SourceRequest, string]>([
    [{ columns: names }, 'Columns "a" has 273 missing cells, first in row 1 (line 2 of the file); "b" has 273 missing cells, first in row 8 (line 9 of the file). Fill these cells in the file, leave the columns out, or leave out the rows with missing: \'omit-rows\'.'],
    [{ columns: ['c'], sampleWeights: 'a' }, 'Column "a" cannot be the weights of the rows: 273 cells are missing or not finite. Weights are finite numbers of at least 0, and some are positive. Correct the cells, or leave sampleWeights out.'],
    [{ columns: ['d'] }, 'There is no column "d". The columns are "a", "b", "c", "w".'],
  ])('%o', async (request, message) => {
    const dataset = await open(gappy, 'csv', 0)
    expect(await messageOf(() => dataset.source(request))).toBe(message)
  })

  it('negative weights', async () => {
    const dataset = await openDataset(folder.file('negative.csv', 'x,w\n1.5,1\n2.5,-2\n4,1\n'))
    opened.push(dataset)
    expect(await messageOf(() => dataset.source({ columns: ['x'], sampleWeights: 'w' }))).toBe(
      'Column "w" cannot be the weights of the rows: the smallest is -2. Weights are finite numbers of at least 0, and some are positive. Correct the cells, or leave sampleWeights out.',
    )
  })

  it('a pass over a file that has changed, and over a dataset that was closed', async () => {
    const dataset = await open(whole, 'parquet', 0)
    const source = await dataset.source({ columns: names })
    const { model } = await fitGaussianMixture(source, { components: 1 })
    await writeColumns(dataset.path, { format: 'parquet', columns: written(gappy).slice(0, 3) })
    expect(await messageOf(() => source.accumulate(model, { scatter: 'full' }))).toContain('has changed')
    await dataset.close()
    expect(await messageOf(() => source.accumulate(model, { scatter: 'full' }))).toContain('has been closed')
  })

  it('blocks of results that go back, or change their columns', async () => {
    const dataset = await open(whole, 'csv')
    const block = (name: string, row: number) => [{ name, type: 'integer' as const, values: Int32Array.of(1), rows: Uint32Array.of(row) }]
    const write = (blocks: readonly ReturnType<typeof block>[]) => dataset.writeWithColumns(join(folder.path, 'out.csv'), { format: 'csv', columns: (async function* () { yield* blocks })() })
    expect(await messageOf(() => write([block('k', 5), block('k', 4)]))).toBe(
      'rows of "k" must be ascending from block to block, but it is row 4 after row 5. Write the blocks in the order in which the source gives them.',
    )
    expect(await messageOf(() => write([block('k', 5), block('l', 6)]))).toBe('columns of a block must be k (integer), as of the first, but it is l (integer). Give every block the same columns.')
  })
})

describe('cells and weights at the limits of float64', () => {
  const extreme = async (values: readonly string[], weights?: readonly string[]): Promise<Dataset> => {
    const path = join(folder.path, `extreme-${opened.length}.csv`)
    await writeFile(path, `a,w\n${values.map((value, row) => `${value},${weights?.[row] ?? 1}`).join('\n')}\n`)
    const dataset = await openDataset(path, { memoryLimit: 0, types: { a: 'number', w: 'number' } })
    opened.push(dataset)
    return dataset
  }

  it('are scaled before their range is checked, as in memory', async () => {
    const dataset = await extreme(['1e200', '3e200', '2e200', '5e200'])
    const { samples } = await dataset.readFeatures({ columns: ['a'], scaling: 'standardize' })
    const source = await dataset.source({ columns: ['a'], scaling: 'standardize' })
    const drawn = await source.draw(10, createRandom(1))
    expect(Array.from(drawn.samples.data)).toEqual(Array.from(samples.data))
    expect(await messageOf(() => dataset.source({ columns: ['a'] }))).toBe(
      'column 0 ("a") must stay within ±3e+144, beyond which squares leave the range of float64, but it is 1e+200 at row 0. Leave that row out, or divide the column by 1e200.',
    )
    expect(await messageOf(() => extreme(['1', '2', '7e200', '3']).then(other => other.source({ columns: ['a'] })))).toContain('but it is 7e+200 at row 2.')
  })

  it('are refused if weighted squares would leave the range of float64', async () => {
    const dataset = await extreme(['1', '2', '4', '3'], ['1e-300', '1e-300', '2e-300', '1e-300'])
    expect(await messageOf(() => dataset.source({ columns: ['a'], sampleWeights: 'w' }))).toBe(
      'Column "w" cannot be the weights of the rows: their mean is 1.25e-300, with which weighted squares leave the range of float64, so multiply them by one number. ' +
        'Weights are finite numbers of at least 0, and some are positive. Correct the cells, or leave sampleWeights out.',
    )
  })
})

it('integers beyond 2^53 of a Parquet file on disk can be read as numbers', async () => {
  const path = join(folder.path, 'large.parquet')
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (SELECT unnest([9007199254740993, 9007199254740995, 3]::BIGINT[]) AS id) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  const dataset = await openDataset(path, { memoryLimit: 0, types: { id: 'number' } })
  opened.push(dataset)
  expect(dataset.columns[0]).toMatchObject({ name: 'id', type: 'number' })
  expect((await dataset.withColumnTypes({ id: 'text' }).then(async changed => (opened.push(changed), changed.withColumnTypes({ id: 'number' })))).columns[0]).toMatchObject({ type: 'number' })
})

it('a process that exits without closing a table on disk leaves nothing behind', async () => {
  const temporary = join(folder.path, 'temporary')
  await mkdir(temporary)
  const path = join(folder.path, 'left.csv')
  await writeFile(path, 'a,b\n1,2\n3,4\n')
  const code = `const { openDataset } = await import(${JSON.stringify(builtDoor)}); const { residence } = await openDataset(${JSON.stringify(path)}, { memoryLimit: 0 }); process.stdout.write(residence); process.exit(0)`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8', env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary } })
  expect([stdout, await readdir(temporary)]).toEqual(['disk', []])
})
