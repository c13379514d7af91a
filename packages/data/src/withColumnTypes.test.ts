import { appendFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ColumnConversionError, FileChangedError, openDataset, openSampleDataset, UnknownColumnError } from './index.js'
import { closeAfterEach, errorOf, temporaryFolder, typesOf } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
const open = (name: string, content: string) => keep(openDataset(folder.file(name, content)))

it('gives a new dataset and remembers what was detected', async () => {
  const dataset = await open('codes.csv', 'zip,size\n7,1.5\n8,2.5\n7,3.5\n')
  const typed = await keep(dataset.withColumnTypes({ zip: 'category' }))
  expect(typed.columns[0]).toMatchObject({
    name: 'zip', type: 'category', detectedType: 'number', role: 'category', missing: 0, nonFinite: 0, distinct: 2,
    minimum: null, maximum: null, mean: null, standardDeviation: null,
  })
  expect(await typed.readColumn('zip')).toEqual(['7', '8', '7'])
  expect(typesOf(dataset).zip).toBe('number')
  const again = await keep(typed.withColumnTypes({ size: 'text' }))
  expect(typesOf(again)).toEqual({ zip: 'category', size: 'text' })
  const back = await keep(again.withColumnTypes({ zip: 'number' }))
  expect(await back.readColumn('zip')).toEqual([7, 8, 7])
})

it('goes back to the text of the file: 1.50 stays 1.50', async () => {
  const dataset = await open('text.csv', 'a,b\n1.50,007\n2.25,1\n')
  const typed = await keep(dataset.withColumnTypes({ a: 'text', b: 'number' }))
  expect(await typed.readRows({ offset: 0, limit: 2 })).toEqual([['1.50', 7], ['2.25', 1]])
})

it('takes types at opening too, with decimal commas and missing markers', async () => {
  const path = folder.file('comma.csv', 'a;b;c\n1,5;yes;x\nNA;no;31/12/2024\n2;?;01/01/2025\n')
  const dataset = await open('unused.csv', 'a\n1\n')
  expect(dataset.rows).toBe(1)
  await errorOf(ColumnConversionError, openDataset(path, { types: { c: 'date' } }))
  const typed = await keep(openDataset(path, { types: { a: 'number', b: 'boolean' } }))
  expect(await typed.readRows({ offset: 0, limit: 3 })).toEqual([[1.5, true, 'x'], [null, false, '31/12/2024'], [2, null, '01/01/2025']])
})

it('converts JSON and Parquet, missing markers in text included', async () => {
  const json = await open('mixed.json', '[{"a":1,"b":true},{"a":"NA","b":false},{"a":2.5,"b":true}]')
  const typed = await keep(json.withColumnTypes({ a: 'number', b: 'text' }))
  expect(await typed.readColumn('a')).toEqual([1, null, 2.5])
  expect(await typed.readColumn('b')).toEqual(['true', 'false', 'true'])
  const iris = await keep(openSampleDataset('iris'))
  const path = `${folder.path}/iris.parquet`
  await iris.writeWithColumns(path, { format: 'parquet', columns: [] })
  const categories = await keep(openDataset(path, { types: { petal_width: 'category' } }))
  expect((await categories.readColumn('petal_width')).slice(0, 2)).toEqual(['0.2', '0.2'])
})

it('reads text of JSON in the signs that it is given, and in no others', async () => {
  const path = folder.file('signs.json', '[{"a":"2,5","b":"3.120","c":"12,34,567","d":"1 250,5"},{"a":"7","b":"NA","c":"1,250.5","d":"8"}]')
  const columns = { a: { decimal: ',' }, b: { thousands: '.' }, c: { type: 'number', thousands: ',' }, d: { decimal: ',', thousands: ' ' } } as const
  expect(await (await keep(openDataset(path, { columns }))).readRows({ offset: 0, limit: 2 })).toEqual([[2.5, 3120, 1234567, 1250.5], [7, null, 1250.5, 8]])
  for (const [column, value] of [[{ a: { type: 'number', thousands: ',' } }, '2,5'], [{ b: { decimal: ',' } }, '3.120'], [{ d: { thousands: ' ' } }, '1 250,5']] as const) {
    expect(await errorOf(ColumnConversionError, openDataset(path, { columns: column }))).toMatchObject({ type: 'number', value, row: 1 })
  }
})

it('names the first cell that does not fit', async () => {
  const dataset = await open('prices.csv', 'name,price\n"a\nb",1\nc,2\nd,3 EUR\ne,4 EUR\n')
  const error = await errorOf(ColumnConversionError, dataset.withColumnTypes({ price: 'number' }))
  expect(error).toMatchObject({ code: 'column-conversion', column: 'price', type: 'number', value: '3 EUR', row: 3, line: 5 })
  expect(error.message).toBe(
    'Column "price" cannot become number: row 3 (line 5 of the file) holds "3 EUR". ' +
      'Correct that cell in the file, or keep the type that was detected.',
  )
  expect(await dataset.readColumn('price')).toEqual(['1', '2', '3 EUR', '4 EUR'])
})

it('refuses a column that is not there', async () => {
  const dataset = await open('known.csv', 'a\n1\n')
  await errorOf(UnknownColumnError, dataset.withColumnTypes({ absent: 'number' }))
})

it('refuses a file that has changed', async () => {
  const dataset = await open('changing.csv', 'a\n1\n')
  appendFileSync(dataset.path, '2\n')
  const error = await errorOf(FileChangedError, dataset.withColumnTypes({ a: 'text' }))
  expect(error.code).toBe('file-changed')
  expect(error.message).toBe('changing.csv has changed since it was opened, so it cannot be read again. Open it anew.')
})
