import { adjustedRandIndex, fitGaussianMixture } from '@mixtura/core'
import { fitDeepClustering } from '@mixtura/deep'
import { modelOptions } from '../deep/modelOptions.js'
import { writeReport } from '../report.js'
import { tableLine, type TableColumn } from '../table.js'
import { clusterSetKinds, drawClusterSet, type ClusterSetKind } from './clusterSets.js'

interface BlobsRow {
  readonly kind: ClusterSetKind
  readonly seed: number
  readonly components: number
  readonly columns: number
  readonly rows: number
  /** ARI of `fitGaussianMixture` on the columns, of the first partition, of the refined one, and of the final one. */
  readonly plain: number
  readonly partition: number
  readonly refined: number
  readonly kept: number
  readonly keeps: string
  readonly agreements: Readonly<Record<string, number>>
  readonly misfit: number | null
  readonly seconds: number
}

const columns: readonly TableColumn<BlobsRow>[] = [
  { head: 'kind', width: 13, cell: ({ kind }) => kind },
  { head: 'seed', width: 4, cell: ({ seed }) => String(seed) },
  { head: 'K', width: 2, cell: ({ components }) => String(components) },
  { head: 'D', width: 3, cell: row => String(row.columns) },
  { head: 'N', width: 5, cell: row => String(row.rows) },
  ...(['plain', 'partition', 'refined', 'kept'] as const).map(name => ({ head: name, width: 9, cell: (row: BlobsRow) => row[name].toFixed(3) })),
  { head: 'keeps', width: 9, cell: ({ keeps }) => keeps },
  { head: 'seconds', width: 7, cell: ({ seconds }) => seconds.toFixed(1) },
]

/** ARI of `fitDeepClustering` on random tables of several kinds: `--only separated,rings --seed 0,1 --samples 3000`. */
export async function benchmarkDeepBlobs(args: readonly string[]): Promise<void> {
  const { seeds, only, quick, samples, json, backend } = await modelOptions(args)
  const kinds = clusterSetKinds.filter(kind => only.length === 0 || only.includes(kind))
  const maxRows = quick ? 300 : Math.min(samples, 3000)
  const rows: BlobsRow[] = []
  console.log(`ARI on random tables of up to ${maxRows} rows\n${tableLine(columns)}`)
  for (const seed of seeds) {
    for (const kind of kinds) {
      rows.push(await clusterOnce(kind, seed, { maxRows, quick }))
      console.log(tableLine(columns, rows[rows.length - 1]))
    }
  }
  writeReport('deep-blobs', { date: new Date().toISOString(), backend, node: process.versions.node, maxRows, rows }, json)
}

async function clusterOnce(kind: ClusterSetKind, seed: number, { maxRows, quick }: { readonly maxRows: number; readonly quick: boolean }): Promise<BlobsRow> {
  const { samples, labels, components } = drawClusterSet(kind, seed, maxRows)
  const { model: mixture } = await fitGaussianMixture(samples, { components, seed })
  const plain = adjustedRandIndex(labels, await mixture.predict(samples))
  const from = performance.now()
  const fit = await fitDeepClustering(samples, { components, seed, ...(quick ? { pretraining: { epochs: 5 } } : {}) })
  const seconds = (performance.now() - from) / 1000
  fit.model.dispose()
  const { kept, candidates, plainMisfit } = fit.judgement
  return {
    kind,
    seed,
    components,
    columns: samples[0].length,
    rows: samples.length,
    plain,
    partition: adjustedRandIndex(labels, fit.partition),
    refined: adjustedRandIndex(labels, candidates.find(({ name }) => name === 'refined')!.labels),
    kept: adjustedRandIndex(labels, fit.labels),
    keeps: kept,
    agreements: Object.fromEntries(candidates.map(({ name, agreement }) => [name, agreement])),
    misfit: plainMisfit ?? null,
    seconds,
  }
}
