import type { Matrix } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import {
  CheckpointMismatchError,
  decodeCheckpoint,
  encodeCheckpoint,
  ensureBackend,
  requireArrays,
  type CheckpointOptions,
  type EpochRecord,
  type JsonRecord,
} from '@mixtura/tensor'
import { createAutoencoder } from '../autoencoder/autoencoder.js'
import { trainAutoencoder } from '../autoencoder/trainAutoencoder.js'
import { assignArrays, readArrays } from '../models/networkArrays.js'
import { prepareSamples, type DeepSamples } from '../samples/prepareSamples.js'
import type { ClusterHead } from './clusterHead.js'
import { DeepClustering } from './deepClustering.js'
import { clusteringReaders, completeClusteringOptions, type DeepClusteringOptions, type DeepClusteringProgress } from './deepClusteringOptions.js'
import { judgePartitions, type ClusteringJudgement } from './judgePartitions.js'
import { mixtureHead } from './mixtureHead.js'
import { meanShares } from './meanShares.js'
import { mixtureOfAssignment } from './mixtureOfAssignment.js'
import { partitionRows } from './partitionRows.js'
import { fitPlainMixture, type PlainMixture } from './plainMixture.js'
import { encode, refine, type RefinedClusters } from './refine.js'
import { labelsOf } from './responsibilitiesOf.js'
import { savedShares } from './savedPartition.js'
import { studentHead } from './studentHead.js'

export interface DeepClusteringFit {
  /** The model that `judgement.kept` names. */
  readonly model: DeepClustering
  /** [N] the cluster of each row in the partition that is kept. */
  readonly labels: Int32Array
  /** [N] the clusters of the codes before refinement, kept or not. */
  readonly partition: Int32Array
  /** Which of the partitions is kept, why, and what the others were. */
  readonly judgement: ClusteringJudgement
  /** Whether rounds ended because labels settled; true if there were none. */
  readonly converged: boolean
  /** Epochs of the autoencoder's training. */
  readonly pretraining: readonly EpochRecord[]
  /** Epochs of refinement; those that end a round have `labelChange` and `smallestCluster`. */
  readonly refinement: readonly EpochRecord[]
}

/**
 * Clusters of rows by the codes of a network that is trained for it:
 *
 *   1. an autoencoder learns codes of augmented rows,
 *   2. the codes are divided into K clusters,
 *   3. rounds: the clusters name targets, the network is trained towards them on augmented rows through the densities of
 *      their mixture, and its codes are divided anew,
 *   4. of these partitions and that of a mixture of the columns themselves, one is kept (`judgePartitions`).
 *
 * The backend in use computes; `useBackend('tensorflow')` is the one for sets of the size of MNIST on processors.
 *
 * @param samples [N, D]: a table, or one image per row with `shape`.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for samples that cannot be clustered.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {CheckpointMismatchError} if the store holds a run of other options or data of another size.
 * @throws {NonFiniteTrainingError} if training diverges; the last checkpoint stays.
 */
export async function fitDeepClustering(samples: DeepSamples, given: DeepClusteringOptions): Promise<DeepClusteringFit> {
  const options = readOptions<DeepClusteringOptions>('fitDeepClustering', given, clusteringReaders)
  const { matrix, shape, scale } = prepareSamples(samples, options)
  const complete = completeClusteringOptions(options, matrix, shape)
  await ensureBackend()
  const { components, network, code, covarianceType, augmentation, pretraining, batchSize, seed, keep, ...later } = complete
  const { signal, checkpoints, onProgress } = options
  const abort = signal ? { signal } : {}
  const stored = (stage: string): { checkpoints?: CheckpointOptions } =>
    checkpoints ? { checkpoints: { store: checkpoints.store, name: `${checkpoints.name ?? 'clustering'}-${stage}` } } : {}
  const report = (stage: DeepClusteringProgress['stage'], epochs: number) => (record: Pick<EpochRecord, 'epoch' | 'metrics'>) =>
    onProgress?.({ stage, epoch: record.epoch, epochs, metrics: record.metrics })
  // Each stage is held to what it depends on: another way to refine goes on from the same autoencoder.
  const ofCodes = plain({ rows: matrix.rows, shape, scale, network, code, augmentation, pretraining, batchSize, seed })
  const ofPartition = plain({ ...ofCodes, components, covarianceType, partition: later.partition, manifold: later.manifold })
  const ofRefinement = plain({ ...ofPartition, ...later })

  const autoencoder = createAutoencoder(network, { shape, code, seed })
  let head: ClusterHead | undefined
  let plainMixture: PlainMixture | undefined
  try {
    plainMixture = await fitPlainMixture({ matrix, scale, shape, components, covarianceType, seed, ...abort })
    const trained = await trainAutoencoder(autoencoder, {
      matrix, scale, shape, augmentation, batchSize, seed, ...pretraining, ...abort, ...stored('autoencoder'),
      settings: ofCodes,
      onEpoch: report('pretraining', pretraining.epochs),
    })
    signal?.throwIfAborted()
    const codes = await encode({ autoencoder, matrix, scale, ...abort })
    const partition = await keptPartition(stored(`partition-${later.partition}`).checkpoints, { settings: ofPartition, rows: matrix.rows, columns: components }, () =>
      partitionRows(codes, complete, { ...abort, onEpoch: epoch => report('partition', later.manifold.epochs)({ epoch, metrics: {} }) }),
    )
    const start = await mixtureOfAssignment(codes, partition, { covarianceType, ...abort })
    const { rounds, epochsPerRound } = later.refinement
    const beforeRefinement = await readArrays(autoencoder.parameters)
    let refined: RefinedClusters | undefined
    if (rounds > 0) {
      head =
        later.head === 'mixture'
          ? mixtureHead(start, { covarianceType, ...abort, partition: (rows, before) => partitionRows(rows, complete, { before, ...abort }) })
          : studentHead(start, { covarianceType })
      refined = await refine({
        autoencoder, head, matrix, scale, shape, ...abort, ...stored(`refinement-${later.partition}-${later.head}`),
        options: complete,
        partition: later.head === 'mixture' ? meanShares(partition, await start.responsibilities(codes)) : partition,
        settings: ofRefinement,
        onEpoch: report('refinement', rounds * epochsPerRound),
      })
      signal?.throwIfAborted()
    }
    const labels = {
      partition: labelsOf(partition),
      ...(plainMixture ? { plain: plainMixture.labels } : {}),
      ...(refined ? { refined: refined.labels } : {}),
    }
    const judgement = await judgePartitions({
      labels, keep, matrix, scale, seed, ...abort, ...(plainMixture?.misfit === undefined ? {} : { plainMisfit: plainMixture.misfit }),
    })
    const { kept, candidates } = judgement
    report('judgement', 1)({ epoch: 1, metrics: Object.fromEntries(candidates.map(({ name, agreement }) => [name, agreement])) })
    const outcome = {
      labels: labels[kept]!,
      partition: labels.partition,
      judgement,
      converged: refined === undefined || refined.run.end === 'converged',
      pretraining: trained.history,
      refinement: refined?.run.history ?? [],
    }
    if (kept === 'plain') {
      autoencoder.dispose()
      return { model: plainMixture!.model, ...outcome }
    }
    plainMixture?.model.dispose()
    plainMixture = undefined
    const design = { network, shape, code, scale }
    if (kept === 'refined') {
      const refinedCodes = await encode({ autoencoder, matrix, scale, ...abort })
      return { model: new DeepClustering(design, autoencoder, await head!.mixture(refinedCodes)), ...outcome }
    }
    assignArrays(autoencoder.parameters, beforeRefinement)
    return { model: new DeepClustering(design, autoencoder, start), ...outcome }
  } catch (error) {
    plainMixture?.model.dispose()
    autoencoder.dispose()
    throw error
  } finally {
    head?.dispose()
  }
}

/** The partition in the store; if there is none, the one that is found is written there. */
async function keptPartition(
  checkpoints: CheckpointOptions | undefined,
  { settings, rows, columns }: { readonly settings: JsonRecord; readonly rows: number; readonly columns: number },
  find: () => Promise<Matrix>,
): Promise<Matrix> {
  const { store, name = '' } = checkpoints ?? {}
  const saved = await store?.read(name)
  if (saved) {
    const { values, arrays } = decodeCheckpoint(saved)
    const [expected, actual] = [JSON.stringify(settings), JSON.stringify(values.settings ?? null)]
    if (expected !== actual) throw new CheckpointMismatchError('settings', expected, actual.slice(0, 2 * expected.length))
    requireArrays({ responsibilities: [rows, columns] }, arrays)
    return { data: Float64Array.from(savedShares('responsibilities', arrays.responsibilities)), rows, columns }
  }
  const found = await find()
  const data = Float32Array.from(found.data)
  await store?.write(name, encodeCheckpoint({ values: { settings }, arrays: { responsibilities: { shape: [rows, columns], data } } }))
  // As a resumed run reads it: rounded.
  return { data: Float64Array.from(data), rows, columns }
}

/** Options as a checkpoint keeps them. */
function plain(settings: object): JsonRecord {
  return JSON.parse(JSON.stringify(settings)) as JsonRecord
}
