import { createRandom, MixturaError } from '@mixtura/numerics'
import { GaussianMixture } from '@mixtura/core'
import type { ClickHouseConnection } from './index.js'
import * as door from './index.js'
import { proveDoor } from '../../numerics/src/testing/proveDoor.js'

/** A server whose table has the numbers a and b, and 4 rows. */
const client: ClickHouseConnection = {
  query: async ({ query }) => ({
    json: async () => {
      if (query.startsWith('DESCRIBE')) return { data: [['a', 'Float64'], ['b', 'Float64'], ['w', 'Float64'], ['id', 'UInt64']] }
      if (query.includes('varPop')) return { data: [[4, 4, ...[0, 1, 2, 3].flatMap(() => [0, 4, 0, 1, 4, 2.5, 1.25]), 1, 4]] }
      if (query.startsWith('SELECT h')) return { data: [['7', 1, 2, 1]] }
      return { data: [Array.from({ length: 20 }, (_, at) => (at === 0 ? 4 : 0))] }
    },
  }),
  command: async () => null,
}
/** A server with two rows of two cells. */
const rowsClient: ClickHouseConnection = {
  ...client,
  query: async statement => (statement.query.includes('ORDER BY') ? { json: async () => ({ data: [['5', 1, 2], ['6', 3, 4]] }) } : client.query(statement)),
}
/** A server that has the kernels. */
const modernClient: ClickHouseConnection = { ...client, query: async () => ({ json: async () => ({ data: [['pass'], ['scores']] }) }) }
const signal = new AbortController().signal
const model = new GaussianMixture({
  covarianceType: 'diag', components: 2, columns: 2,
  weights: Float64Array.of(0.5, 0.5), means: Float64Array.of(0, 0, 1, 1), covariances: Float64Array.of(1, 1, 1, 1),
})
const source = await door.clickhouseSource({ client, table: 't', columns: ['a', 'b'] })
const table = { table: 't', database: 'd', columns: ['a', 'b'] } as const
const address = door.parseTableAddress('clickhouse://ada@host/d/t')
const viewed = { ...table, model, keep: ['id'], scores: ['component'], responsibilities: true } as const
const scoring = { ...viewed, mode: 'sql' } as const
const scoringPlaces = { text: ['0.table', '0.columns[]', '0.keep[]'], optionalText: ['0.database'], optionalList: ['0.keep', '0.scores'], optionalFlag: ['0.responsibilities'], optional: ['0.mode'] } as const
/** They are read as any object with the two methods, and as numbers of a mixture. */
const open = { '0.client': 'any object with these methods', '0.model': 'tested by core' }

proveDoor(door, {
  examples: {
    clickhouseSource: { values: [{ ...table, client, sampleWeights: 'w', missing: 'omit-rows', key: ['id'], retries: 1, mode: 'sql', scaling: 'none', onPassMode: () => undefined, signal }], open },
    connectTable: { values: [address, { username: 'ada', password: 'secret' }], open: { '0': 'what parseTableAddress returns' } },
    parseTableAddress: { values: ['clickhouse://ada@host/d/t'] },
    tableAddressText: { values: [address], open: { '0': 'what parseTableAddress returns' } },
    readTableRows: { values: [{ ...table, client, retries: 1, order: ['id'], rowsOfShards: [4], offset: 0, limit: 1, signal }], open },
    drawTableRows: { values: [{ ...table, client: rowsClient, retries: 1, count: 2, seed: 1, key: ['id'], signal }], open },
    profileTable: { values: [{ ...table, client: rowsClient, retries: 1, signal }], open },
    countComponents: { values: [{ ...table, client, model, mode: 'sql', retries: 1, signal }], open },
    createScoresView: { values: [{ ...viewed, client, signal, into: 's', intoDatabase: 'd' }], open },
    describeTable: { values: [{ client, table: 't', database: 'd', retries: 1, signal }], open },
    installKernels: { values: [{ client: modernClient, retries: 1, signal }], open },
    uninstallKernels: { values: [{ client, retries: 1, signal }], open },
    scoringQuery: { values: [scoring], open },
    writeScores: { values: [{ ...scoring, client, signal, into: 's', intoDatabase: 'd', create: false, onProgress: () => undefined }], open },
    'passMode of a source': { call: source.passMode as never, values: [{ components: 2, columns: 2, scatter: 'full' }] },
    'accumulate of a source': { call: source.accumulate as never, values: [model, { scatter: 'diagonal', signal }], open: { '0': 'tested by core' } },
    'draw of a source': { call: source.draw as never, values: [1, createRandom(1)], open: { '1': 'a generator of any kind' }, skipped: { '1.normal': 'not read', '1.fork': 'not read' } },
  },
  acceptedPlaces: {
    clickhouseSource: {
      text: ['0.table'],
      optionalText: ['0.database'],
      optional: ['0.key', '0.missing', '0.mode', '0.retries', '0.sampleWeights', '0.scaling', '0.signal'],
      optionalCallback: ['0.onPassMode'],
      callback: ['0.client.command'],
    },
    describeTable: { text: ['0.table'], optionalText: ['0.database'], optional: ['0.retries', '0.signal'], callback: ['0.client.command'] },
    connectTable: { text: ['0.database', '0.table'], optionalText: ['0.username', '1.username', '1.password'], optionalRecord: ['1'] },
    tableAddressText: { text: ['0.database', '0.table'], optionalText: ['0.username'] },
    readTableRows: {
      text: ['0.table', '0.columns[]', '0.order[]'], optionalText: ['0.database'], emptyList: ['0.order', '0.rowsOfShards'], optional: ['0.retries', '0.signal'], callback: ['0.client.command'],
    },
    drawTableRows: {
      text: ['0.table'], optionalText: ['0.database'], optionalList: ['0.key'], optional: ['0.retries', '0.signal'], optionalSeed: ['0.seed'], callback: ['0.client.command'],
    },
    profileTable: { text: ['0.table'], optionalText: ['0.database'], optional: ['0.retries', '0.signal'], callback: ['0.client.command'] },
    countComponents: { text: ['0.table', '0.columns[]'], optionalText: ['0.database'], optional: ['0.mode', '0.retries', '0.signal'], callback: ['0.client.command'] },
    createScoresView: {
      text: ['0.table', '0.columns[]', '0.keep[]', '0.into'], optionalText: ['0.database', '0.intoDatabase'], optionalList: ['0.keep', '0.scores'], optionalFlag: ['0.responsibilities'],
      optional: ['0.signal'], callback: ['0.client.query', '0.client.command'],
    },
    installKernels: { optional: ['0.retries', '0.signal'], callback: ['0.client.command'] },
    uninstallKernels: { optional: ['0.retries', '0.signal'], callback: ['0.client.query', '0.client.command'] },
    'passMode of a source': {},
    scoringQuery: scoringPlaces,
    writeScores: {
      ...scoringPlaces,
      text: [...scoringPlaces.text, '0.into'],
      optionalText: [...scoringPlaces.optionalText, '0.intoDatabase'],
      optionalFlag: [...scoringPlaces.optionalFlag, '0.create'],
      optional: [...scoringPlaces.optional, '0.signal'],
      optionalCallback: ['0.onProgress'],
      callback: ['0.client.command'],
    },
    'accumulate of a source': { optional: ['1.signal'] },
    'draw of a source': { callback: ['1.uniform', '1.integer'] },
  },
  errorBase: MixturaError,
})
