import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { proveDoor } from '../../numerics/src/testing/proveDoor.js'
import type { ExampleCall } from '../../numerics/src/testing/walkDoor.js'
import * as door from './index.js'
import { acceptedPlaces } from './testing/acceptedPlaces.js'
import { temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const csv = folder.file('plants.csv', 'height,weight,kind\n1.5,2,a\n2.5,3,b\n4.5,7,a\n')
const json = folder.file('plants.json', '[{"height":1.5,"weight":2},{"height":2.5,"weight":3}]')
const header = (sizes: readonly number[]) => Buffer.concat([Buffer.from([0, 0, 8, sizes.length]), ...sizes.map(size => Buffer.from([0, 0, 0, size]))])
const images = folder.file('small.idx', Buffer.concat([header([3, 1, 2]), Buffer.from([0, 10, 1, 30, 5, 20])]))
const labels = folder.file('small-labels.idx', Buffer.concat([header([3]), Buffer.from([4, 0, 4])]))
const signal = new AbortController().signal

const table = await door.openDataset(csv)
const pixels = await door.openDataset(images)
afterAll(() => Promise.all([table.close(), pixels.close()]))

/** Paths are in the folder of the test. */
const writing = (write: typeof door.writeColumns) => (path: string, request: door.WriteRequest) =>
  write(typeof path === 'string' && path !== '' ? join(folder.path, path) : path, request)

const component = { name: 'component', replaces: false, type: 'integer', values: Int32Array.of(0, 1), rows: Uint32Array.of(0, 2) } as const
const methodsOf = (name: string, dataset: door.Dataset, levelsOfFirst: readonly door.LevelRequest[]): Record<string, ExampleCall> => {
  const [first, second] = dataset.columns
  return {
    [`${name}, withColumnTypes`]: { call: dataset.withColumnTypes.bind(dataset), values: [{ [first.name]: 'category' }] },
    [`${name}, readRows`]: { call: dataset.readRows.bind(dataset), values: [{ offset: 0, limit: 2 }] },
    [`${name}, readFeatures`]: { call: dataset.readFeatures.bind(dataset), values: [{
      columns: [first.name, second.name], roles: { [first.name]: 'number' }, scaling: 'standardize', missing: 'omit-rows',
      where: { conditions: [{ column: second.name, from: 0 }], search: '' },
    }] },
    [`${name}, selectRows`]: {
      call: dataset.selectRows.bind(dataset),
      values: [{ conditions: [{ column: first.name, from: 0, to: 9 }, { column: second.name, values: [0, 1] }], search: '', sort: { column: first.name, descending: true }, signal }],
    },
    [`${name}, readRowsAt`]: { call: dataset.readRowsAt.bind(dataset), values: [Uint32Array.of(2, 0)] },
    [`${name}, profileColumns`]: { call: dataset.profileColumns.bind(dataset), values: [{ columns: [first.name], signal }] },
    [`${name}, source`]: {
      call: dataset.source.bind(dataset),
      values: [{ columns: [first.name], roles: { [first.name]: 'number' }, scaling: 'standardize', missing: 'omit-rows', sampleWeights: second.name, threads: 1, kernels: 'reference', signal }],
    },
    [`${name}, readLevels`]: {
      call: dataset.readLevels.bind(dataset),
      values: [{ [first.name]: { role: 'category', levels: levelsOfFirst, mergeBelow: 1, mergedName: 'rest' } }],
    },
    [`${name}, blocks`]: { call: dataset.blocks.bind(dataset), values: [{ columns: [first.name], missing: 'omit-rows' }] },
    [`${name}, readColumn`]: { call: dataset.readColumn.bind(dataset), values: [first.name] },
    [`${name}, writeWithColumns`]: { call: writing(dataset.writeWithColumns.bind(dataset)), values: ['written.csv', { format: 'csv', columns: [component] }] },
  }
}

const examples: Readonly<Record<string, ExampleCall>> = {
  openDataset: {
    values: [csv, {
      types: { kind: 'text' }, columns: { height: { type: 'number', decimal: '.', thousands: ' ', missing: ['NA'] } }, encoding: 'utf-8', delimiter: ',',
      quote: '"', escape: 'doubled', skipRows: 0, header: true, decimal: '.', thousands: ' ', missing: ['NA'], table: 'measurements', memoryLimit: 1e9, signal,
    }],
  },
  'openDataset of JSON': { call: door.openDataset, values: [json, { orientation: 'records' }] },
  'openDataset of IDX': { call: door.openDataset, values: [images, { labels, signal }] },
  openSampleDataset: { values: ['iris', { types: { species: 'text' } }] },
  readIdx: { values: [images] },
  stampFile: { values: [csv] },
  assertUnchanged: { values: [csv, await door.stampFile(csv)], open: { '1': 'a stamp may have further fields' } },
  writeColumns: { call: writing((path, request) => door.writeColumns(path, request)), values: ['columns.csv', { format: 'csv', columns: [component] }] },
  numericColumnNames: {
    values: [{ path: csv, columns: [{ name: 'height', type: 'number' }, { name: 'kind', type: 'text' }] }],
    open: { '0': 'a dataset has more fields', '0.columns[]': 'a column has more fields' },
  },
  ...methodsOf('openDataset', table, [{ name: '1.5', of: ['1.5', '2.5'] }, { name: '4.5' }]),
  ...methodsOf('openDataset of IDX', pixels, [{ name: '0', of: ['0', '1'] }, { name: '5' }]),
}

proveDoor(door, {
  examples,
  acceptedPlaces,
  errorBase: door.MixturaError,
  dispose: result => typeof result === 'object' && result !== null && 'close' in result && (result as door.Dataset).close(),
})

it.each<[string, () => unknown, string]>([
  ['no path', () => door.openDataset(undefined as never), "path must be the path of a file, as a text, but it is undefined. Pass for example 'measurements.csv'."],
  ['options that are no object', () => door.openDataset(csv, null as never), 'options of openDataset must be an object, but it is null. Pass an object with any of types, columns, labels, encoding, delimiter and 12 others.'],
  ['a misspelt option', () => door.openDataset(csv, { delimeter: ';' } as never), "option delimeter must be an option that openDataset reads, but it is 'unknown'. Did you mean delimiter?"],
  ['a misspelt option of a column', () => door.openDataset(csv, { columns: { height: { decimals: ',' } } } as never), `option columns["height"].decimals must be an option that columns["height"] reads, but it is 'unknown'. Did you mean columns["height"].decimal?`],
  ['an unknown type', () => door.openDataset(csv, { types: { height: 'float' } } as never), `The option types["height"] must be number, category, text, date or boolean, but it is "float". Correct it, or leave it out: then the file decides.`],
  ['one sign for two uses', () => door.openDataset(csv, { decimal: ',', thousands: ',' }), `The option thousands must be another sign than decimal, but it is ",". Correct it, or leave it out: then the file decides.`],
  ['a big integer of rows', () => door.openDataset(csv, { skipRows: 1n } as never), 'The option skipRows must be a whole number of lines, 0 or more, but it is 1n. Correct it, or leave it out: then the file decides.'],
  ['SQL for a row', () => table.readRows({ offset: '0 OR TRUE', limit: 1 } as never), "option offset must be a whole number of rows, at least 0, but it is '0 OR TRUE'. Pass for example offset: 100."],
  ['plain arrays of results', () => table.writeWithColumns('written.csv', { format: 'csv', columns: [{ ...component, values: [0, 1] as never }] }), 'option columns[0].values must be an Int32Array, a Float64Array or an array of texts, but it is an array of 2 entries. Pass for example Float64Array.from(numbers).'],
  ['a symbol for a sample', () => door.openSampleDataset(Symbol('iris') as never), "name must be the name of a sample, as a text, but it is a symbol. Pass for example 'old-faithful'."],
])('answers %s by one sentence', async (_name, call, message) => {
  expect(await messageOf(call)).toBe(message)
})
