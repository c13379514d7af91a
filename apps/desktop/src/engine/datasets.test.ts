import { expect, it } from 'vitest'
import { datasetSchema } from '../contract/dataset.js'
import { Datasets } from './datasets.js'

it('has no hash of a table at servers', async () => {
  const datasets = new Datasets()
  const summary = datasetSchema.parse({
    id: 'dataset-1', name: 'default.parts', format: 'clickhouse', rows: 400, columns: [],
    server: { address: 'clickhouse://host/default/parts', order: ['id'], previewRows: 400, needsPassword: true },
  })
  datasets.restore([{ source: { kind: 'clickhouse', address: 'clickhouse://host/default/parts', hasPassword: true, computing: 'sql', rowsOfShards: [400] }, types: {}, summary }])
  expect(await datasets.fingerprint(summary.id)).toBeNull()
})
