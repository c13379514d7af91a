import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Database } from './duckdb/database.js'
import {
  ColumnNameTakenError, NotWritableError, openDataset, openSampleDataset, ResultLengthError, ResultRowError,
  writeColumns, type ResultColumn,
} from './index.js'
import { allRows, closeAfterEach, errorOf, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
const component: ResultColumn = { name: 'component', type: 'integer', values: Int32Array.of(1, 0), rows: Uint32Array.of(2, 0) }
const probability: ResultColumn = { name: 'probability', type: 'double', values: Float64Array.of(0.1, 1 / 3), rows: Uint32Array.of(0, 2) }
const source = 'a,word,when\n1,"x, y",2024-01-01\n,NA,2024-01-02\n3.25,"say ""z""",2024-01-03\n'

describe('writeWithColumns', () => {
  it('writes CSV with nothing where a row was left out', async () => {
    const dataset = await keep(openDataset(folder.file('source.csv', source)))
    const path = join(folder.path, 'out.csv')
    const written = await dataset.writeWithColumns(path, { format: 'csv', columns: [component, probability] })
    expect(readFileSync(path, 'utf8')).toBe(
      'a,word,when,component,probability\n1.0,"x, y",2024-01-01,0,0.1\n,NA,2024-01-02,,\n3.25,"say ""z""",2024-01-03,1,0.3333333333333333\n',
    )
    expect(written).toEqual({ rows: 3, bytes: statSync(path).size })
    expect(readdirSync(folder.path).filter(name => name.endsWith('.part'))).toEqual([])
  })

  it('writes the rows that are asked for, in the order of the dataset', async () => {
    const dataset = await keep(openDataset(folder.file('some.csv', source)))
    const path = join(folder.path, 'some-out.csv')
    expect(await dataset.writeWithColumns(path, { format: 'csv', columns: [component], rows: Uint32Array.of(2, 0, 2) })).toMatchObject({ rows: 2 })
    expect(readFileSync(path, 'utf8')).toBe('a,word,when,component\n1.0,"x, y",2024-01-01,0\n3.25,"say ""z""",2024-01-03,1\n')
    expect(await dataset.writeWithColumns(path, { format: 'csv', columns: [], rows: new Uint32Array(0) })).toMatchObject({ rows: 0 })
    expect(readFileSync(path, 'utf8')).toBe('a,word,when\n')
    await expect(dataset.writeWithColumns(path, { format: 'csv', columns: [], rows: Uint32Array.of(3) })).rejects.toThrow('Result "rows" names dataset row 3, but the dataset has rows 0 to 2.')
  })

  it('puts results in the place of missing numbers, and lets the other cells be', async () => {
    const dataset = await keep(openDataset(folder.file('holes.csv', 'name;a;b\nx;1,5;\ny;;2\nz;2,5;3\n')))
    const filled: ResultColumn = { name: 'a', replaces: true, type: 'double', values: Float64Array.of(0.25), rows: Uint32Array.of(1) }
    const path = join(folder.path, 'filled.csv')
    await dataset.writeWithColumns(path, { format: 'csv', columns: [component, filled] })
    // b is written as the file has it, and a as numbers.
    expect(readFileSync(path, 'utf8')).toMatch(/^name,a,b,component\nx,1\.5,,0\ny,0\.25,2(\.0)?,\nz,2\.5,3(\.0)?,1\n$/)
    await dataset.writeWithColumns(path, { format: 'json', columns: [filled] })
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([{ name: 'x', a: 1.5, b: null }, { name: 'y', a: 0.25, b: 2 }, { name: 'z', a: 2.5, b: 3 }])
  })

  it('refuses to replace what is no number column', async () => {
    const dataset = await keep(openDataset(folder.file('words.csv', 'name,a\nx,1\ny,2\nz,3\n')))
    const filled: ResultColumn = { name: 'name', replaces: true, type: 'double', values: Float64Array.of(1), rows: Uint32Array.of(0) }
    const write = (columns: readonly ResultColumn[]) => dataset.writeWithColumns(join(folder.path, 'no.csv'), { format: 'csv', columns })
    await expect(write([filled])).rejects.toThrow('Column "name" is of type ')
    await expect(write([{ ...filled, name: 'b' }])).rejects.toThrow('There is no column "b". The columns are "name", "a".')
    await expect(write([{ ...filled, name: 'a' }, { ...filled, name: 'a' }])).rejects.toThrow('The name "a" is already taken')
    await expect(write([{ name: 'a', replaces: true, type: 'text', values: ['x'], rows: Uint32Array.of(0) }])).rejects.toThrow(
      "option columns[0].type must be 'integer' or 'double', as it replaces numbers, but it is 'text'. Pass numbers, or leave out replaces.",
    )
  })

  it('writes texts, and JSON with null for what is no number', async () => {
    const dataset = await keep(openDataset(folder.file('texts.csv', 'a\n1\n2.5\n')))
    const rows = Uint32Array.of(1, 0)
    const columns: ResultColumn[] = [
      { name: 'class', type: 'text', values: ['x "y"', 'z'], rows },
      { name: 'logDensity', type: 'double', values: Float64Array.of(-Infinity, 0.25), rows },
    ]
    const written = async (format: 'csv' | 'json' | 'ndjson'): Promise<string> => {
      const path = join(folder.path, `texts-out.${format}`)
      await dataset.writeWithColumns(path, { format, columns })
      return readFileSync(path, 'utf8')
    }
    expect(await written('csv')).toBe('a,class,logDensity\n1.0,z,0.25\n2.5,"x ""y""",-inf\n')
    const objects = [{ a: 1, class: 'z', logDensity: 0.25 }, { a: 2.5, class: 'x "y"', logDensity: null }]
    expect(JSON.parse(await written('json'))).toEqual(objects)
    expect((await written('ndjson')).trimEnd().split('\n').map(line => JSON.parse(line))).toEqual(objects)
  })

  it('writes null for NaN and infinities in JSON, of the table and of the results', async () => {
    const dataset = await keep(openDataset(folder.file('infinite.csv', 'a,b\n1.5,inf\n2.5,-inf\n3.5,4\n')))
    expect(dataset.columns[1]).toMatchObject({ type: 'number', nonFinite: 2 })
    const values = Float64Array.of(NaN, Infinity, -Infinity)
    const columns: ResultColumn[] = [{ name: 'score', type: 'double', values, rows: Uint32Array.of(0, 1, 2) }]
    const expected = [{ a: 1.5, b: null, score: null }, { a: 2.5, b: null, score: null }, { a: 3.5, b: 4, score: null }]
    for (const format of ['json', 'ndjson'] as const) {
      const path = join(folder.path, `infinite-out.${format}`)
      await dataset.writeWithColumns(path, { format, columns })
      const text = readFileSync(path, 'utf8')
      const objects: unknown = format === 'json' ? JSON.parse(text) : text.trimEnd().split('\n').map(line => JSON.parse(line) as unknown)
      expect(objects).toEqual(expected)
      const alone = join(folder.path, `infinite-alone.${format}`)
      await writeColumns(alone, { format, columns })
      expect(readFileSync(alone, 'utf8')).not.toMatch(/nan|inf/i)
    }
  })

  it.each(['csv', 'parquet', 'json', 'ndjson'] as const)('comes back the same from %s', async format => {
    const iris = await keep(openSampleDataset('iris'))
    const rows = Uint32Array.from({ length: 75 }, (_, i) => 149 - 2 * i)
    const values = Float64Array.from(rows, row => Math.sin(row) * 10 ** (row % 30))
    const path = join(folder.path, `iris-out.${format}`)
    await iris.writeWithColumns(path, { format, columns: [{ name: 'log "density"', type: 'double', values, rows }] })
    const copy = await keep(openDataset(path))
    const expected = (await allRows(iris)).map((cells, row) => {
      const at = rows.indexOf(row)
      return [...cells, at < 0 ? null : values[at]]
    })
    expect(await allRows(copy)).toEqual(expected)
    expect(copy.columns.slice(0, 5)).toEqual(iris.columns)
    expect(copy.columns[5]).toMatchObject({ name: 'log "density"', type: 'number', missing: 75 })
  })

  it('keeps the order of many rows', async () => {
    const count = 150_000
    const dataset = await keep(openDataset(folder.file('many.csv', `a\n${Array.from({ length: count }, (_, i) => i * 3).join('\n')}\n`)))
    const rows = Uint32Array.from({ length: count }, (_, i) => i)
    const path = join(folder.path, 'many-out.parquet')
    await dataset.writeWithColumns(path, { format: 'parquet', columns: [{ name: 'k', type: 'integer', values: Int32Array.from(rows), rows }] })
    const copy = await keep(openDataset(path))
    const { samples } = await copy.readFeatures({ columns: ['a', 'k'] })
    let wrong = 0
    for (let i = 0; i < count; i++) if (samples.data[2 * i] !== 3 * i || samples.data[2 * i + 1] !== i) wrong++
    expect(wrong).toBe(0)
  })

  it('may replace the file that it came from', async () => {
    const path = folder.file('itself.csv', 'a\n1\n2\n')
    const dataset = await keep(openDataset(path))
    await dataset.writeWithColumns(path, { format: 'csv', columns: [{ ...component, rows: Uint32Array.of(1, 0) }] })
    expect(readFileSync(path, 'utf8')).toBe('a,component\n1,0\n2,1\n')
  })

  it('writes dates and NaN as they came', async () => {
    const dataset = await keep(openDataset(folder.file('dates.csv', 'when,x\n31/12/2024,1\n01/01/2025,NaN\n')))
    const path = join(folder.path, 'dates-out.csv')
    await dataset.writeWithColumns(path, { format: 'csv', columns: [] })
    expect(readFileSync(path, 'utf8')).toBe('when,x\n31/12/2024,1.0\n01/01/2025,nan\n')
  })

  it('keeps the rows of a single column whose last cells are missing', async () => {
    const dataset = await keep(openDataset(folder.file('gaps.json', '[{"a":1.5},{"a":null},{"a":2},{"a":null},{"a":null}]')))
    const path = join(folder.path, 'gaps.csv')
    await dataset.writeWithColumns(path, { format: 'csv', columns: [] })
    expect(await allRows(await keep(openDataset(path)))).toEqual([[1.5], [null], [2], [null], [null]])
  })

  it('writes float32 as the float64 that it is, and text of every kind', async () => {
    const database = await Database.open()
    const path = join(folder.path, 'typed.parquet')
    await database.run(`COPY (SELECT * FROM (VALUES (0.7::FLOAT, ' NA'), (0.25, '#x, "y"'), (3, E'one\\r\\ntwo')) v(f, t)) TO '${path}' (FORMAT parquet)`)
    await database.close()
    const dataset = await keep(openDataset(path))
    await dataset.writeWithColumns(`${path}.csv`, { format: 'csv', columns: [] })
    const rows = [[Math.fround(0.7), ' NA'], [0.25, '#x, "y"'], [3, 'one\r\ntwo']]
    expect(await allRows(dataset)).toEqual(rows)
    expect(await allRows(await keep(openDataset(`${path}.csv`)))).toEqual(rows)
  })
})

describe('writeColumns', () => {
  it('writes columns alone', async () => {
    const path = join(folder.path, 'alone.csv')
    const written = await writeColumns(path, { format: 'csv', columns: [component, probability] })
    expect(readFileSync(path, 'utf8')).toBe('component,probability\n0,0.1\n,\n1,0.3333333333333333\n')
    expect(written).toEqual({ rows: 3, bytes: statSync(path).size })
  })

  it('refuses no columns', async () => {
    await expect(writeColumns(join(folder.path, 'none.csv'), { format: 'csv', columns: [] })).rejects.toThrow(
      'columns must be a list of at least one column, but it is []. Pass the columns of the table.',
    )
  })
})

describe('writeWithColumns, refusals', () => {
  it('values of another type', async () => {
    const wrong: ResultColumn = { ...component, type: 'text' }
    await expect((await open()).writeWithColumns(join(folder.path, 'no.csv'), { format: 'csv', columns: [wrong] })).rejects.toThrow(
      'option columns[0].values must be an array of texts, as its type is text, but it is a Int32Array of 2 numbers. Pass such values, or change the type.',
    )
  })

  const open = () => keep(openDataset(folder.file('three.csv', source)))

  it('a name that is taken, whatever its capitals', async () => {
    const error = await errorOf(ColumnNameTakenError, (await open()).writeWithColumns(join(folder.path, 'no.csv'), { format: 'csv', columns: [{ ...component, name: 'Word' }] }))
    expect(error).toMatchObject({ code: 'column-name-taken', column: 'Word' })
    expect(error.message).toBe('The name "Word" is already taken by another column (capitals do not count). Choose another name for the result.')
  })

  it('values without rows', async () => {
    const error = await errorOf(ResultLengthError, (await open()).writeWithColumns(join(folder.path, 'no.csv'), { format: 'csv', columns: [{ ...component, rows: Uint32Array.of(0) }] }))
    expect(error).toMatchObject({ code: 'result-length', column: 'component', values: 2, rows: 1 })
    expect(error.message).toBe('Result "component" has 2 values for 1 rows. Pass one dataset row for each value.')
  })

  it('a row outside the dataset', async () => {
    const error = await errorOf(ResultRowError, (await open()).writeWithColumns(join(folder.path, 'no.csv'), { format: 'csv', columns: [{ ...component, rows: Uint32Array.of(0, 3) }] }))
    expect(error).toMatchObject({ code: 'result-row', column: 'component', row: 3, rows: 3 })
    expect(error.message).toBe('Result "component" names dataset row 3, but the dataset has rows 0 to 2. Pass the rows that readFeatures returned.')
  })

  it('a folder that is not there', async () => {
    const path = join(folder.path, 'absent', 'no.csv')
    const error = await errorOf(NotWritableError, (await open()).writeWithColumns(path, { format: 'csv', columns: [component] }))
    expect(error).toMatchObject({ code: 'not-writable', path, reason: 'the folder does not exist' })
    expect(error.message).toBe(`${path} could not be written: the folder does not exist. Choose a folder that exists and that you may write to.`)
  })
})
