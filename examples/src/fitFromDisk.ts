// A table that stays on disk: each pass of EM reads it in blocks, and so does what labels its rows.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fitGaussianMixture, GaussianMixture } from '@mixtura/core'
import { openDataset, writeColumns } from '@mixtura/data'

const folder = await mkdtemp(join(tmpdir(), 'mixtura-example-'))
const [table, labelled] = [join(folder, 'table.parquet'), join(folder, 'labelled.parquet')]
const truth = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.7, 0.3], means: [[0, 0], [4, 2]], covariances: [[1, 1], [0.5, 2]] })
const drawn = truth.sample(200_000, { seed: 1 }).samples
const rows = Uint32Array.from({ length: drawn.rows }, (_, row) => row)
const column = (at: number): Float64Array => Float64Array.from(rows, row => drawn.data[2 * row + at] ?? NaN)
await writeColumns(table, { format: 'parquet', columns: ['x', 'y'].map((name, at) => ({ name, type: 'double', values: column(at), rows })) })

// A quarter of the free memory is the limit by default; here a megabyte, so that this table is larger.
const dataset = await openDataset(table, { memoryLimit: 1e6 })
const source = await dataset.source({ columns: ['x', 'y'] })
const { model, iterations } = await fitGaussianMixture(source, { components: 2, covarianceType: 'diag', seed: 1 })
console.log(`${source.rows} rows on ${dataset.residence}, ${iterations} iterations, weights ${Array.from(model.weights, weight => weight.toFixed(3)).join(' and ')}`)

async function* labels() {
  for await (const block of source.blocks()) {
    yield [{ name: 'component', type: 'integer' as const, values: await model.predict(block.samples), rows: block.rows }]
  }
}
const written = await dataset.writeWithColumns(labelled, { format: 'parquet', columns: labels() })
await dataset.close()

const inMemory = await fitGaussianMixture(drawn, { components: 2, covarianceType: 'diag', seed: 1 })
const difference = Math.max(...model.means.map((mean, at) => Math.abs(mean - (inMemory.model.means[at] ?? NaN))))
console.log(`${written.rows} rows labelled; the means are those of a fit in memory within 1e-9: ${difference < 1e-9}`)
await rm(folder, { recursive: true })
