import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Database } from './duckdb/database.js'
import { openDataset } from './openDataset.js'
import { allRows, closeAfterEach, rolesOf, temporaryFolder, typesOf } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
let files = 0
const open = (content: string | Uint8Array, extension = 'csv') =>
  keep(openDataset(folder.file(`table${files++}.${extension}`, content)))

describe('openDataset, text in many dialects', () => {
  const cells = [[1.5, 'x'], [2.5, 'y']]
  it.each([
    ['commas', 'a,b\n1.5,x\n2.5,y\n', 'csv'],
    ['tabs', 'a\tb\n1.5\tx\n2.5\ty\n', 'tsv'],
    ['semicolons', 'a;b\n1.5;x\n2.5;y\n', 'csv'],
    ['decimal commas', 'a;b\n1,5;x\n2,5;y\n', 'csv'],
    ['a byte order mark', '\uFEFFa,b\n1.5,x\n2.5,y\n', 'csv'],
    ['a byte order mark before a quote', '\uFEFF"a",b\n1.5,x\n2.5,y\n', 'csv'],
    ['carriage returns', 'a,b\r\n1.5,x\r\n2.5,y\r\n', 'csv'],
    ['mixed ends of lines', 'a,b\r\n1.5,x\n2.5,y\r\n', 'csv'],
    ['quotes', '"a","b"\n"1.5","x"\n"2.5","y"\n', 'csv'],
    ['no last end of line', 'a,b\n1.5,x\n2.5,y', 'csv'],
    ['blank lines at the end', 'a,b\n1.5,x\n2.5,y\n\n\n', 'csv'],
    ['an extension that says text', 'a,b\n1.5,x\n2.5,y\n', 'txt'],
  ])('%s', async (_name, content, extension) => {
    const dataset = await open(content, extension)
    expect(typesOf(dataset)).toEqual({ a: 'number', b: 'text' })
    expect(await allRows(dataset)).toEqual(cells)
  })

  it('no names: column0, column1', async () => {
    const dataset = await open('1,2\n3,4\n')
    expect(dataset.columns.map(column => column.name)).toEqual(['column0', 'column1'])
    expect(await allRows(dataset)).toEqual([[1, 2], [3, 4]])
  })

  it('takes the caller\'s word for the first line', async () => {
    const path = folder.file('years.csv', '2019,2020\n1,2\n')
    const named = await keep(openDataset(path, { header: true }))
    expect(named.columns.map(column => column.name)).toEqual(['2019', '2020'])
    expect(named.rows).toBe(1)
    expect((await keep(openDataset(path))).rows).toBe(2)
  })

  it('cells with delimiters, quotes and ends of lines in quotes', async () => {
    const dataset = await open('a,b\n"x\ny, z",1\n"say ""hi""",2\n')
    expect(await allRows(dataset)).toEqual([['x\ny, z', 1], ['say "hi"', 2]])
  })

  it('names given twice, or not at all, are told apart', async () => {
    const dataset = await open('a,a,A,\n1,2,3,4\n')
    expect(dataset.columns.map(column => column.name)).toEqual(['a', 'a_1', 'A_2', 'column3'])
  })

  it('names that SQL gives a meaning', async () => {
    const dataset = await open('rowid,"a ""b""",select\n7,8,9\n5,6,7\n')
    expect(await dataset.readColumn('rowid')).toEqual([7, 5])
    expect(await dataset.readColumn('a "b"')).toEqual([8, 6])
  })

  it('a path that looks like a pattern', async () => {
    folder.file('data1.csv', 'x\n1\n')
    const dataset = await keep(openDataset(folder.file("data[1]'s*.csv", 'y\n2\n')))
    expect(dataset.columns[0].name).toBe('y')
    expect(dataset.name).toBe("data[1]'s*.csv")
  })

  it('gzip', async () => {
    expect(await allRows(await open(gzipSync('a,b\n1,x\n2,y\n'), 'csv.gz'))).toEqual([[1, 'x'], [2, 'y']])
  })

  it('a line of three million characters', async () => {
    const dataset = await open(`a,b\n1,${'x'.repeat(3_000_000)}\n2,y\n`)
    expect(dataset.rows).toBe(2)
  })

  it('one row', async () => {
    const dataset = await open('a,b\n1,2\n')
    expect(dataset.rows).toBe(1)
    expect(dataset.columns[0]).toMatchObject({
      name: 'a', type: 'number', detectedType: 'number', role: 'feature', missing: 0, nonFinite: 0, distinct: 1,
      minimum: 1, maximum: 1, mean: 1, standardDeviation: null,
    })
  })

  it('a single column, with a missing cell but none for the blank end', async () => {
    const dataset = await open('a\n1\n\n3\n\n')
    expect(await allRows(dataset)).toEqual([[1], [null], [3]])
  })
})

describe('openDataset, types', () => {
  it('of text files, by all cells', async () => {
    const dataset = await open(
      'number,category,text,date,boolean,code,answer,empty\n' +
      '1,x,p,2024-01-01,true,007,yes,\n2,x,q,2024-01-02,false,010,no,\n3,y,r,2024-01-02,true,011,yes,\n',
    )
    expect(typesOf(dataset)).toEqual({
      number: 'number', category: 'category', text: 'text', date: 'date', boolean: 'boolean', code: 'text', answer: 'category', empty: 'text',
    })
    expect((await dataset.readRows({ offset: 1, limit: 1 }))[0]).toEqual([2, 'x', 'q', '2024-01-02', false, '010', 'no', null])
    expect(dataset.columns.at(-1)).toMatchObject({ missing: 3, distinct: 0, role: 'constant' })
  })

  const early = '1,1.5,2024-01-01\n'
  it.each([
    ['a decimal below integers', '1.5,2,2024-01-02', ['number', 'number', 'date'], 1.5],
    ['a code below integers', '007,2,2024-01-02', ['category', 'number', 'date'], '007'],
    ['a word below integers', 'x,2,2024-01-02', ['category', 'number', 'date'], 'x'],
    ['a word below decimals', '1,x,2024-01-02', ['number', 'category', 'date'], 1],
    ['a time below dates', '1,2,2024-01-02 10:00:00', ['number', 'number', 'date'], 1],
    ['a word below dates', '1,2,soon', ['number', 'number', 'category'], 1],
  ])('%s, far below any sample', async (_name, line, types, first) => {
    const dataset = await open(`a,b,c\n${early.repeat(40_000)}${line}\n`)
    expect(dataset.columns.map(column => column.type)).toEqual(types)
    const [last] = await dataset.readRows({ offset: 40_000, limit: 1 })
    expect(last[0]).toBe(first)
    expect(last[2]).toBe(line.split(',')[2])
  })

  it('counts missing cells by marker, and NaN and infinities apart', async () => {
    const dataset = await open('a,b\n1,NaN\nNA,1\n,Inf\nN/A,-inf\nnull,2\n?,\n-,3\nNone,4\n2.5,5\n')
    expect(dataset.columns).toMatchObject([
      { type: 'number', missing: 7, nonFinite: 0, minimum: 1, maximum: 2.5, mean: 1.75 },
      { type: 'number', missing: 1, nonFinite: 3, minimum: 1, maximum: 5, mean: 3 },
    ])
    expect(await dataset.readColumn('b')).toEqual([NaN, 1, Infinity, -Infinity, 2, null, 3, 4, 5])
    expect((await dataset.readRows({ offset: 0, limit: 1 }))[0]).toEqual([1, 'NaN'])
  })

  it('keeps integers beyond 2^53 exact: their column is text', async () => {
    const dataset = await open('a\n9007199254740993\n5\n')
    expect(dataset.dialect?.columns[0].note?.message).toBe(
      '"9007199254740993" (line 2) has more digits than a number can hold, so the column stays text. type: \'number\' rounds it.',
    )
    expect(await dataset.readColumn('a')).toEqual(['9007199254740993', '5'])
  })

  it('keeps codes of 19 digits and more as text, and large decimals as numbers', async () => {
    const dataset = await open('code,mass\n12345678901234567890,1.98e30\n3,5.97e24\n')
    expect(await allRows(dataset)).toEqual([['12345678901234567890', 1.98e30], ['3', 5.97e24]])
  })

  it('keeps the facts of a hundred columns apart', async () => {
    const names = Array.from({ length: 100 }, (_, j) => `x${j}`)
    const lines = [0, 1, 2].map(row => names.map((_, j) => (j % 2 === 0 ? j + row : `${j + row}.5`)).join(','))
    const dataset = await open(`${names.join(',')}\n${lines.join('\n')}\n`)
    expect(dataset.columns.map(({ name, mean, distinct }) => [name, mean, distinct]))
      .toEqual(names.map((name, j) => [name, j + 1 + (j % 2) / 2, 3]))
    expect((await dataset.readFeatures()).samples.data.subarray(100, 103)).toEqual(Float64Array.of(1, 2.5, 3))
  })

  it('proposes roles', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `${i + 1},u${i},${(i * 37) % 17}.5,${(i * 0.7391).toFixed(4)},3,${i % 2 ? 'x' : 'y'}`)
    const dataset = await open(`n,uuid,width,index,fixed,group\n${lines.join('\n')}\n`)
    expect(rolesOf(dataset)).toEqual({
      n: 'identifier', uuid: 'identifier', width: 'feature', index: 'feature', fixed: 'constant', group: 'category',
    })
  })
})

describe('openDataset, JSON', () => {
  it.each([
    ['an array', '[{"a":1,"b":"x","c":true},{"a":2.5,"b":null,"c":false}]', 'json'],
    ['one object per line', '{"a":1,"b":"x","c":true}\n{"a":2.5,"b":null,"c":false}\n', 'ndjson'],
    ['no extension', ' [\n {"a":1,"b":"x","c":true},\n {"a":2.5,"c":false}]', 'unknown'],
  ])('%s', async (_name, content, extension) => {
    const dataset = await open(content, extension)
    expect(dataset.format).toBe('json')
    expect(typesOf(dataset)).toMatchObject({ a: 'number', c: 'boolean' })
    expect(await allRows(dataset)).toEqual([[1, 'x', true], [2.5, null, false]])
  })

  it('keeps what is nested as text', async () => {
    const dataset = await open('[{"a":{"x":1},"b":[1,2],"d":"2024-01-02"}]', 'json')
    expect(await allRows(dataset)).toEqual([['{"x":1}', '[1,2]', '2024-01-02']])
    expect(typesOf(dataset)).toEqual({ a: 'text', b: 'text', d: 'date' })
  })
})

describe('openDataset, life', () => {
  it('keeps several datasets apart', async () => {
    const [first, second] = await Promise.all([open('a\n1\n2\n'), open('a\n3\n4\n')])
    expect(await Promise.all([first.readColumn('a'), second.readColumn('a')])).toEqual([[1, 2], [3, 4]])
    await first.close()
    expect(await second.readColumn('a')).toEqual([3, 4])
  })

  it('answers overlapping calls', async () => {
    const dataset = await open(`a,b\n${Array.from({ length: 5000 }, (_, i) => `${i},${2 * i}.5`).join('\n')}\n`)
    const [column, features, page] = await Promise.all([
      dataset.readColumn('a'), dataset.readFeatures({ columns: ['b'] }), dataset.readRows({ offset: 4999, limit: 5 }),
    ])
    expect(column[4000]).toBe(4000)
    expect(features.samples.data[4000]).toBe(8000.5)
    expect(page).toEqual([[4999, 9998.5]])
  })

  it('refuses calls once closed, and closes twice', async () => {
    const dataset = await open('a\n1\n2\n')
    await dataset.close()
    await dataset.close()
    await expect(dataset.readColumn('a')).rejects.toThrow(/^The dataset table\d+\.csv has been closed\. Open it again to read from it\.$/)
  })

  it('closes while a call is under way', async () => {
    const dataset = await open(`a\n${'1.5\n'.repeat(50_000)}`)
    const reading = dataset.readColumn('a').then(cells => cells.length, (error: Error) => error.message)
    await dataset.close()
    expect([50_000, `The dataset ${dataset.name} has been closed. Open it again to read from it.`]).toContain(await reading)
  })

  it('stops with the reason of its signal', async () => {
    const path = folder.file('stopped.csv', 'a\n1\n')
    await expect(openDataset(path, { signal: AbortSignal.abort(new Error('no longer wanted')) })).rejects.toThrow('no longer wanted')
    const controller = new AbortController()
    const opening = openDataset(folder.file('long.csv', `a\n${'1\n'.repeat(500_000)}`), { signal: controller.signal })
    controller.abort(new Error('no longer wanted'))
    await expect(opening).rejects.toThrow('no longer wanted')
  })
})

it.each([['few', 0], ['many', 60]])('gives mean and deviation of cells whose squares no float64 holds, in %s columns', async (_name, more) => {
  const others = Array.from({ length: more }, (_, column) => `,o${column}`).join('')
  const zeros = ',0'.repeat(more)
  const dataset = await open(`x,y${others}\n1e300,1${zeros}\n-3e300,2${zeros}\n2e300,4${zeros}\n`)
  const { mean, standardDeviation, maximum } = dataset.columns[0]
  expect(maximum).toBe(2e300)
  expect(Math.abs(mean!)).toBeLessThan(1e285) // one unit in the last place of 3e300 is 3e284
  expect(standardDeviation! / 1e300).toBeCloseTo(Math.sqrt(7), 12)
  expect(dataset.columns[1].mean).toBeCloseTo(7 / 3, 12)
})

it('keeps integers of Parquet that a float64 would round as text', async () => {
  const database = await Database.open()
  const path = folder.file('long.parquet', '')
  await database.run(`COPY (SELECT 9007199254740995::BIGINT AS id, 1152921504606846976::BIGINT AS power, 7::BIGINT AS n, 1.5 AS x UNION ALL SELECT 4, 8, 9, 2.5) TO '${path}' (FORMAT parquet)`)
  await database.close()
  const dataset = await keep(openDataset(path))
  expect(await allRows(dataset)).toEqual([['9007199254740995', '1152921504606846976', 7, 1.5], ['4', 8, 9, 2.5]])
  expect((await dataset.readFeatures()).columnNames).toEqual(['power', 'n', 'x'])
  expect(await (await keep(openDataset(path, { types: { id: 'number' } }))).readColumn('id')).toEqual([9007199254740996, 4])
})
