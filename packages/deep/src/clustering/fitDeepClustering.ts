import type { Matrix } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import {
  CheckpointMismatchError,
  decodeCheckpoint,
  encodeCheckpoint,
  ensureBackend,
  followPhases,
  requireArrays,
  type CheckpointOptions,
  type EpochRecord,
  type JsonRecord,
  type TrainingEnd,
  type TrainingRun,
} from '@mixtura/tensor'
import { createAutoencoder } from '../autoencoder/autoencoder.js'
import { trainAutoencoder } from '../autoencoder/trainAutoencoder.js'
import { codesView } from '../models/codesView.js'
import { labelsOf } from '../models/labelsOf.js'
import { assignArrays, readArrays } from '../models/networkArrays.js'
import { prepareSamples, type DeepSamples } from '../samples/prepareSamples.js'
import type { ClusterHead } from './clusterHead.js'
import { DeepClustering } from './deepClustering.js'
import { clusteringReaders, completeClusteringOptions, type ClusteringPhase, type DeepClusteringOptions } from './deepClusteringOptions.js'
import { judgePartitions, type ClusteringJudgement } from './judgePartitions.js'
import { mixtureHead } from './mixtureHead.js'
import { meanShares } from './meanShares.js'
import { mixtureOfAssignment } from '../mixtures/mixtureOfAssignment.js'
import { partitionRows } from './partitionRows.js'
import { fitPlainMixture, type PlainMixture } from './plainMixture.js'
import { encode, refine, type RefinedClusters } from './refine.js'
import { savedShares } from './savedPartition.js'
import { studentHead } from './studentHead.js'

/** Result of `fitDeepClustering`. */
export interface DeepClusteringFit {
  /** The model that `judgement.kept` names. */
  readonly model: DeepClustering
  /** [N] cluster of each row in the partition that is kept. */
  readonly labels: Int32Array
  /** [N] cluster of each row before refinement, whether or not that partition is kept. */
  readonly partition: Int32Array
  /** Which partition is kept and why, with all candidates. */
  readonly judgement: ClusteringJudgement
  /** 'converged' if refinement ended because few enough labels changed, 'stopped' if `onProgress` answered 'stop'. */
  readonly end: TrainingEnd
  /** Epochs of autoencoder training. */
  readonly pretraining: readonly EpochRecord[]
  /** Epochs of refinement. The last epoch of each round has `labelChange` and `smallestCluster`. */
  readonly refinement: readonly EpochRecord[]
}

/**
 * Clusters rows by the codes of an autoencoder:
 *
 *   1. Train an autoencoder on augmented rows.
 *   2. Divide the codes into K clusters.
 *   3. Refine in rounds: compute targets from the clusters, train the network towards them on augmented rows through the
 *      densities of their mixture, and divide the new codes again.
 *   4. Keep one of these partitions, or that of a mixture of the columns themselves (`judgePartitions`).
 *
 * 'stop' from `onProgress` leaves out all further training. The codes are then divided and judged as they are. If the codes are
 * being divided at the end of a round, this division is completed first, so that the fit can continue from its checkpoint to the
 * same bits. A stage that this call has not begun is not read from its checkpoint either.
 *
 * The fit runs on the backend in use. Call `useBackend('tensorflow')` for data sets of the size of MNIST on a CPU.
 *
 * @param samples [N, D] table, or one image per row with `shape`.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for samples that cannot be clustered.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {CheckpointMismatchError} if the store holds a fit with other options or data of another size.
 * @throws {NonFiniteTrainingError} if training diverges; the last checkpoint stays.
 * @throws the reason of `signal`, when it aborts.
 */
export async function fitDeepClustering(samples: DeepSamples, given: DeepClusteringOptions): Promise<DeepClusteringFit> {
  const options = readOptions<DeepClusteringOptions>('fitDeepClustering', given, clusteringReaders)
  const { matrix, shape, scale } = prepareSamples(samples, options)
  const complete = completeClusteringOptions(options, matrix, shape)
  await ensureBackend()
  const { components, network, code, covarianceType, augmentation, pretraining, batchSize, seed, keep, ...later } = complete
  const { signal, checkpoints, onProgress } = options
  const follow = followPhases<ClusteringPhase>({ signal, onProgress })
  const { abort } = follow
  const stored = (stage: string): { checkpoints?: CheckpointOptions } =>
    checkpoints ? { checkpoints: { ...checkpoints, name: `${checkpoints.name ?? 'clustering'}-${stage}` } } : {}
  // A stage's checkpoint depends on the settings of its stage and those before: a new refinement reuses the same autoencoder.
  const autoencoderSettings = plain({ rows: matrix.rows, shape, scale, network, code, augmentation, pretraining, batchSize, seed })
  const partitionSettings = plain({ ...autoencoderSettings, components, covarianceType, partition: later.partition, manifold: later.manifold })
  const refinementSettings = plain({ ...partitionSettings, ...later })

  const autoencoder = createAutoencoder(network, { shape, code, seed })
  const view = codesView(matrix, rows => encode({ autoencoder, matrix: rows, scale, ...abort }))
  let head: ClusterHead | undefined
  let plainMixture: PlainMixture | undefined
  try {
    signal?.throwIfAborted()
    plainMixture = await fitPlainMixture({ matrix, scale, shape, components, covarianceType, seed, follow })
    const trained = follow.isStopped() ? untrained : await trainAutoencoder(autoencoder, {
      matrix, scale, shape, augmentation, batchSize, seed, ...pretraining, follow, view, ...stored('autoencoder'),
      settings: autoencoderSettings,
    })
    const codes = await encode({ autoencoder, matrix, scale, ...abort })
    const partition = await keptPartition(
      follow.isStopped() ? undefined : stored(`partition-${later.partition}`).checkpoints,
      { settings: partitionSettings, rows: matrix.rows, columns: components, isComplete: () => !follow.isStopped() },
      () => partitionRows(codes, complete, { follow }),
    )
    const start = await mixtureOfAssignment(codes, partition, { covarianceType, ...abort })
    const { rounds } = later.refinement
    const beforeRefinement = await readArrays(autoencoder.parameters)
    let refined: RefinedClusters | undefined
    if (rounds > 0 && !follow.isStopped()) {
      head =
        later.head === 'mixture'
          ? mixtureHead(start, { covarianceType, ...abort, partition: (rows, before) => partitionRows(rows, complete, { before, follow: follow.toCompletion() }) })
          : studentHead(start, { covarianceType })
      refined = await refine({
        autoencoder, head, matrix, scale, shape, follow, view, ...stored(`refinement-${later.partition}-${later.head}`),
        options: complete,
        partition: later.head === 'mixture' ? meanShares(partition, await start.responsibilities(codes)) : partition,
        settings: refinementSettings,
      })
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
    await follow.report({ phase: 'judgement', epoch: 1, epochs: 1, metrics: Object.fromEntries(candidates.map(({ name, agreement }) => [name, agreement])) })
    signal?.throwIfAborted()
    const outcome: Omit<DeepClusteringFit, 'model'> = {
      labels: labels[kept]!,
      partition: labels.partition,
      judgement,
      end: follow.isStopped() ? 'stopped' : (refined?.run.end ?? 'finished'),
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

/** Training that was left out. */
const untrained: Pick<TrainingRun, 'history'> = { history: [] }

/** Reads the partition from the store. If there is none, computes it and, once it is complete, writes it there. */
async function keptPartition(
  checkpoints: CheckpointOptions | undefined,
  { settings, rows, columns, isComplete }: { readonly settings: JsonRecord; readonly rows: number; readonly columns: number; readonly isComplete: () => boolean },
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
  if (isComplete()) await store?.write(name, encodeCheckpoint({ values: { settings }, arrays: { responsibilities: { shape: [rows, columns], data } } }))
  // Rounded to float32, as a resumed fit reads it.
  return { data: Float64Array.from(data), rows, columns }
}

/** Converts settings to the JSON that a checkpoint stores. */
function plain(settings: object): JsonRecord {
  return JSON.parse(JSON.stringify(settings)) as JsonRecord
}
