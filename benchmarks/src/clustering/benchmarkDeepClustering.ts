import { adjustedRandIndex, clusteringAccuracy, normalizedMutualInformation } from '@mixtura/core'
import { convolutionalPreset, decPreset, fitDeepClustering, idecPreset, n2dPreset, type DeepClusteringOptions } from '@mixtura/deep'
import { folderCheckpointStore, memoryCheckpointStore, type CheckpointStore } from '@mixtura/tensor'
import { readImageSet, type ImageSet } from '../deep/imageSet.js'
import { modelOptions, type ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { timeSteps } from '../deep/timeSteps.js'
import { tableLine, type TableColumn } from '../table.js'
import { writeReport } from '../report.js'

interface Scores {
  readonly accuracy: number
  readonly normalizedMutualInformation: number
  readonly adjustedRandIndex: number
}

interface ClusteringRow {
  readonly preset: string
  readonly seed: number
  /** The control: a mixture on the codes of the same autoencoder, the most likely of 8 starts. */
  readonly autoencoderAndMixture: Scores
  readonly partition: Scores
  /** The first partition if there are no rounds. */
  readonly refined: Scores
  readonly kept: Scores
  readonly judgement: Readonly<Record<string, number | string>>
  readonly seconds: number
}

const presets: Readonly<Record<string, Partial<DeepClusteringOptions>>> = {
  default: {},
  n2d: n2dPreset,
  dec: decPreset,
  idec: idecPreset,
  convolutional: convolutionalPreset,
}

const text = ({ accuracy, normalizedMutualInformation: nmi, adjustedRandIndex: ari }: Scores): string =>
  [accuracy, nmi, ari].map(value => value.toFixed(4)).join(' ')

const columns: readonly TableColumn<ClusteringRow>[] = [
  { head: 'preset', width: 13, cell: ({ preset }) => preset },
  { head: 'seed', width: 5, cell: ({ seed }) => String(seed) },
  { head: 'autoencoder + mixture', width: 21, cell: row => text(row.autoencoderAndMixture) },
  { head: 'first partition', width: 21, cell: row => text(row.partition) },
  { head: 'after refinement', width: 21, cell: row => text(row.refined) },
  { head: 'kept', width: 9, cell: ({ judgement }) => String(judgement['kept']) },
  { head: 'minutes', width: 8, cell: ({ seconds }) => (seconds / 60).toFixed(1) },
]

/**
 * Deep clustering of an image set; its labels are used only for accuracy, NMI and ARI. `--only default,dec,…` chooses presets,
 * and `--only steps` compares the time of a step with PyTorch. With `MIXTURA_CHECKPOINTS=folder`, interrupted runs resume.
 */
export async function benchmarkDeepClustering(args: readonly string[]): Promise<void> {
  const options = await modelOptions(args)
  const { only, quick } = options
  const steps = only.length === 0 || only.includes('steps') ? await timeSteps(options) : undefined
  const chosen = only.length === 0 ? ['default'] : only.filter(name => name in presets)
  const rows: ClusteringRow[] = []
  if (chosen.length > 0) {
    const set = await readImageSet(options.data, 'all', quick ? 3000 : options.samples)
    console.log(`\n${set.images.rows} images of ${set.height} x ${set.width}: accuracy, NMI, ARI\n${tableLine(columns)}`)
    for (const preset of chosen) {
      for (const seed of options.seeds) {
        const row = await clusterOnce(set, { preset, seed, ...options })
        rows.push(row)
        console.log(tableLine(columns, row))
      }
    }
  }
  writeReport('deep-clustering', { backend: options.backend, node: process.versions.node, rows, steps }, options.json)
}

async function clusterOnce(
  { images, labels, height, width }: ImageSet,
  { preset, seed, quick }: Pick<ModelBenchmarkOptions, 'quick'> & { readonly preset: string; readonly seed: number },
): Promise<ClusteringRow> {
  const store = storeOf(preset, seed)
  const components = new Set(labels).size
  const fit = (options: Partial<DeepClusteringOptions>): ReturnType<typeof fitDeepClustering> =>
    fitDeepClustering(images, {
      components,
      shape: [height, width, 1],
      seed,
      checkpoints: { store },
      ...presets[preset],
      ...(quick ? { pretraining: { epochs: 2 } } : {}),
      ...options,
    })
  const score = (clusters: Int32Array): Scores => ({
    accuracy: clusteringAccuracy(labels, clusters),
    normalizedMutualInformation: normalizedMutualInformation(labels, clusters),
    adjustedRandIndex: adjustedRandIndex(labels, clusters),
  })
  const from = performance.now()
  const fitted = await fit({})
  const seconds = (performance.now() - from) / 1000
  fitted.model.dispose()
  // Uses the same autoencoder from its checkpoint.
  const control = await fit({ partition: 'mixture', covarianceType: 'full', refinement: { rounds: 0 } })
  control.model.dispose()
  const { kept, reason, candidates } = fitted.judgement
  return {
    preset,
    seed,
    autoencoderAndMixture: score(control.labels),
    partition: score(fitted.partition),
    refined: score(candidates.find(({ name }) => name === 'refined')?.labels ?? fitted.partition),
    kept: score(fitted.labels),
    judgement: { kept, reason, ...Object.fromEntries(candidates.map(({ name, agreement }) => [name, agreement])) },
    seconds,
  }
}

function storeOf(preset: string, seed: number): CheckpointStore {
  const folder = process.env['MIXTURA_CHECKPOINTS']
  return folder === undefined ? memoryCheckpointStore() : folderCheckpointStore(`${folder}/${preset}-${seed}`)
}
