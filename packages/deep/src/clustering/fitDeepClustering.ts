import type { Matrix } from '@mixtura/core'
import {
  CheckpointMismatchError,
  decodeCheckpoint,
  encodeCheckpoint,
  ensureBackend,
  type CheckpointOptions,
  type EpochRecord,
  type JsonRecord,
} from '@mixtura/tensor'
import { createAutoencoder } from '../autoencoder/autoencoder.js'
import { trainAutoencoder } from '../autoencoder/trainAutoencoder.js'
import { prepareSamples, type DeepSamples } from '../samples/prepareSamples.js'
import type { ClusterHead } from './clusterHead.js'
import { DeepClustering } from './deepClustering.js'
import { completeClusteringOptions, type DeepClusteringOptions, type DeepClusteringProgress } from './deepClusteringOptions.js'
import { mixtureHead } from './mixtureHead.js'
import { meanShares } from './meanShares.js'
import { mixtureOfAssignment } from './mixtureOfAssignment.js'
import { partitionRows } from './partitionRows.js'
import { encode, refine } from './refine.js'
import { labelsOf } from './responsibilitiesOf.js'
import { studentHead } from './studentHead.js'

export interface DeepClusteringFit {
  readonly model: DeepClustering
  /** [N] the cluster of each row. */
  readonly labels: Int32Array
  /** [N] the clusters before refinement. */
  readonly partition: Int32Array
  /** Whether rounds ended because labels settled. */
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
 *      their mixture, and its codes are divided anew.
 *
 * The backend in use computes; `useBackend('tensorflow')` is the one for sets of the size of MNIST on processors.
 *
 * @param samples [N, D]: a table, or one image per row with `shape`.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for samples that cannot be clustered.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {CheckpointMismatchError} if the store holds a run of other options or data of another size.
 * @throws {NonFiniteTrainingError} if training diverges; the last checkpoint stays.
 */
export async function fitDeepClustering(samples: DeepSamples, options: DeepClusteringOptions): Promise<DeepClusteringFit> {
  const { matrix, shape, scale } = prepareSamples(samples, options)
  const complete = completeClusteringOptions(options, matrix, shape)
  await ensureBackend()
  const { components, network, code, covarianceType, augmentation, pretraining, batchSize, seed, ...later } = complete
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
  try {
    const trained = await trainAutoencoder(autoencoder, {
      matrix, scale, shape, augmentation, batchSize, seed, ...pretraining, ...abort, ...stored('autoencoder'),
      settings: ofCodes,
      onEpoch: report('pretraining', pretraining.epochs),
    })
    signal?.throwIfAborted()
    const codes = await encode({ autoencoder, matrix, scale, ...abort })
    const partition = await keptPartition(stored(`partition-${later.partition}`).checkpoints, ofPartition, () =>
      partitionRows(codes, complete, { ...abort, onEpoch: epoch => report('partition', later.manifold.epochs)({ epoch, metrics: {} }) }),
    )
    const start = await mixtureOfAssignment(codes, partition, { covarianceType, ...abort })
    const { rounds, epochsPerRound } = later.refinement
    const design = { network, shape, code, scale }
    if (rounds === 0) {
      const labels = labelsOf(partition)
      const model = new DeepClustering(design, autoencoder, start)
      return { model, labels, partition: labels, converged: true, pretraining: trained.history, refinement: [] }
    }
    head =
      later.head === 'mixture'
        ? mixtureHead(start, { covarianceType, ...abort, partition: (rows, before) => partitionRows(rows, complete, { before, ...abort }) })
        : studentHead(start, { covarianceType })
    const { run, labels } = await refine({
      autoencoder, head, matrix, scale, shape, ...abort, ...stored(`refinement-${later.partition}-${later.head}`),
      options: complete,
      partition: later.head === 'mixture' ? meanShares(partition, await start.responsibilities(codes)) : partition,
      settings: ofRefinement,
      onEpoch: report('refinement', rounds * epochsPerRound),
    })
    signal?.throwIfAborted()
    const refinedCodes = await encode({ autoencoder, matrix, scale, ...abort })
    return {
      model: new DeepClustering(design, autoencoder, await head.mixture(refinedCodes)),
      labels,
      partition: labelsOf(partition),
      converged: run.end === 'converged',
      pretraining: trained.history,
      refinement: run.history,
    }
  } catch (error) {
    autoencoder.dispose()
    throw error
  } finally {
    head?.dispose()
  }
}

/** The partition in the store; if there is none, the one that is found is written there. */
async function keptPartition(checkpoints: CheckpointOptions | undefined, settings: JsonRecord, find: () => Promise<Matrix>): Promise<Matrix> {
  const { store, name = '' } = checkpoints ?? {}
  const saved = await store?.read(name)
  if (saved) {
    const { values, arrays } = decodeCheckpoint(saved)
    const [expected, actual] = [JSON.stringify(settings), JSON.stringify(values.settings)]
    if (expected !== actual) throw new CheckpointMismatchError('settings', expected, actual)
    const [rows, columns] = arrays.responsibilities.shape
    return { data: Float64Array.from(arrays.responsibilities.data), rows, columns }
  }
  const found = await find()
  const data = Float32Array.from(found.data)
  const { rows, columns } = found
  await store?.write(name, encodeCheckpoint({ values: { settings }, arrays: { responsibilities: { shape: [rows, columns], data } } }))
  // As a resumed run reads it: rounded.
  return { data: Float64Array.from(data), rows, columns }
}

/** Options as a checkpoint keeps them. */
function plain(settings: object): JsonRecord {
  return JSON.parse(JSON.stringify(settings)) as JsonRecord
}
