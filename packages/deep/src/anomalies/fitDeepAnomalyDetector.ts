import type { Regularization } from '@mixtura/core'
import { readOptions } from '@mixtura/numerics/validation'
import { adam, batchesOf, ensureBackend, followPhases, rateAt, runTraining, type JsonRecord, type TrainingRun } from '@mixtura/tensor'
import { encodingToJson, prepareSamples, type DeepSamples, type PreparedSamples } from '../samples/prepareSamples.js'
import { anomalyNetworks, type AnomalyNetworkDesign, type AnomalyNetworks } from './anomalyNetworks.js'
import { anomalyReaders, completeAnomalySettings, type AnomalyPhase, type CompleteAnomalySettings, type DeepAnomalyOptions } from './anomalyOptions.js'
import { anomalyStep, smallestVariance } from './anomalyStep.js'
import { DeepAnomalyDetector, energiesOf } from './deepAnomalyDetector.js'
import { featureStatistics } from './featureStatistics.js'
import { forEachOutput } from './forEachOutput.js'

/** `history` has `loss`, `reconstructionLoss`, `meanEnergy` (nats) and `singularity`, each the mean over the steps of an epoch. */
export interface DeepAnomalyFit extends TrainingRun {
  readonly detector: DeepAnomalyDetector
}

/**
 * Fits a DAGMM anomaly detector: an autoencoder, and a network that assigns codes and reconstruction errors to the components
 * of a Gaussian mixture. Both are trained together, so that rows are reconstructed well and their features are likely. A row
 * is anomalous if its features are unlikely.
 *
 * In training the mixture is computed from each batch. After training it is computed from all rows, in float64, by running
 * sums that keep no rows in memory.
 *
 * @param samples [N, D] mostly normal rows, or images [N, height · width · channels].
 * @throws {InvalidOptionError} for options out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for samples that cannot be used.
 * @throws {CheckpointMismatchError} {InvalidCheckpointError} if the checkpoint in the store is not of this fit.
 * @throws {NonFiniteTrainingError} if training diverges; the last checkpoint stays.
 * @throws the reason of `signal`, when it aborts.
 * @see Zong, Song, Min, Cheng, Lumezanu, Cho & Chen, Deep autoencoding Gaussian mixture model for unsupervised anomaly
 *   detection (2018).
 */
export async function fitDeepAnomalyDetector(samples: DeepSamples, given?: DeepAnomalyOptions): Promise<DeepAnomalyFit> {
  const options = readOptions<DeepAnomalyOptions>('fitDeepAnomalyDetector', given, anomalyReaders)
  const settings = completeAnomalySettings(options)
  const prepared = prepareSamples(samples, { ...options, components: settings.components })
  await ensureBackend()
  const { network, code, components, estimationWidths, dropout } = settings
  const design: AnomalyNetworkDesign = { shape: prepared.shape, network, code, components, estimationWidths, dropout }
  const networks = anomalyNetworks(design, options.seed ?? 0)
  try {
    options.signal?.throwIfAborted()
    const run = settings.epochs === 0 ? untrained : await train(networks, prepared, { ...options, ...settings })
    return { ...run, detector: await detectorOf(networks, { design, ...prepared, regularization: settings.regularization, signal: options.signal }) }
  } catch (error) {
    networks.dispose()
    throw error
  }
}

const untrained: TrainingRun = { end: 'finished', epochs: 0, steps: 0, history: [], resumedFrom: undefined }

async function train(
  networks: AnomalyNetworks,
  { matrix, scale }: PreparedSamples,
  options: DeepAnomalyOptions & CompleteAnomalySettings,
): Promise<TrainingRun> {
  const { batchSize, learningRate, clipNorm, epochs, seed = 0, signal, onProgress, checkpoints } = options
  const optimizer = adam(networks.parameters, { learningRate, ...(clipNorm === undefined ? {} : { clipNorm }) })
  const feed = batchesOf(matrix, { batchSize, scale, dropLast: matrix.rows >= batchSize })
  try {
    return await runTraining({
      program: { parameters: networks.parameters, parts: { optimizer } },
      batches: feed.batches,
      step: anomalyStep({ networks, optimizer }, options),
      epochs,
      seed,
      settings: settingsOf(options, { scale: encodingToJson(scale), rows: matrix.rows }),
      ...followPhases<AnomalyPhase>({ signal, onProgress }).training('training', epochs),
      ...(checkpoints && { checkpoints }),
    })
  } finally {
    feed.dispose()
    optimizer.dispose()
  }
}

/** Settings that a checkpoint must match. The learning rate is represented by its values at the first and thousandth step. */
function settingsOf(options: CompleteAnomalySettings, data: JsonRecord): JsonRecord {
  const { network, code, components, estimationWidths, dropout, energyWeight, singularityWeight, regularization, batchSize } = options
  return {
    ...data,
    network: { ...network },
    code,
    components,
    estimationWidths,
    dropout,
    energyWeight,
    singularityWeight,
    regularization: { ...regularization },
    batchSize,
    learningRate: [rateAt(options.learningRate, 1), rateAt(options.learningRate, 1000)],
    clipNorm: options.clipNorm ?? null,
  }
}

async function detectorOf(
  networks: AnomalyNetworks,
  { design, matrix, scale, regularization, signal }: PreparedSamples & {
    readonly design: AnomalyNetworkDesign
    readonly regularization: Regularization
    readonly signal: AbortSignal | undefined
  },
): Promise<DeepAnomalyDetector> {
  const { columns } = networks
  const statistics = featureStatistics(design.components, columns)
  const data = new Float64Array(matrix.rows * columns)
  await forEachOutput(networks, { matrix, scale, signal }, (features, shares, from) => {
    statistics.add(features, shares)
    data.set(features, from * columns)
  })
  const added = Array.from(statistics.variances(), variance =>
    ('absolute' in regularization ? regularization.absolute : regularization.relative * variance) + smallestVariance,
  )
  const mixture = statistics.mixture(added)
  const energies = await energiesOf(mixture, { data, rows: matrix.rows, columns })
  return new DeepAnomalyDetector({ design, networks, scale, mixture, regularization: added, energies: energies.sort() })
}
