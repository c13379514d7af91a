import type { Regularization } from '@mixtura/core'
import { adam, batchesOf, ensureBackend, followPhases, rateAt, runTraining, type JsonRecord, type TrainingRun } from '@mixtura/tensor'
import { encodingToJson, prepareSamples, type DeepSamples, type PreparedSamples } from '../samples/prepareSamples.js'
import { anomalyNetworks, type AnomalyNetworkDesign, type AnomalyNetworks } from './anomalyNetworks.js'
import { completeDagmmSettings, type AnomalyPhase, type CompleteDagmmSettings, type DeepAnomalyOptions } from './anomalyOptions.js'
import { anomalyStep, smallestVariance } from './anomalyStep.js'
import { DeepAnomalyDetector, energiesOf } from './deepAnomalyDetector.js'
import { featureStatistics } from './featureStatistics.js'
import { forEachOutput } from './forEachOutput.js'
import { networksEncoder } from './networksEncoder.js'

/** How the networks were trained, and what the mixture of all rows became. */
export interface DagmmFit extends TrainingRun {
  readonly detector: DeepAnomalyDetector
}

/**
 * DAGMM: an autoencoder, and a network that assigns codes and reconstruction errors to the components of a Gaussian mixture. Both are
 * trained together, so that rows are reconstructed well and their features are likely.
 *
 * In training the mixture is computed from each batch. After training it is computed from all rows, in float64, by running sums that
 * keep no rows in memory.
 *
 * @see Zong, Song, Min, Cheng, Lumezanu, Cho & Chen, Deep autoencoding Gaussian mixture model for unsupervised anomaly detection (2018).
 */
export async function fitDagmm(samples: DeepSamples, options: DeepAnomalyOptions): Promise<DagmmFit> {
  const settings = completeDagmmSettings(options)
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
  options: DeepAnomalyOptions & CompleteDagmmSettings,
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
function settingsOf(options: CompleteDagmmSettings, data: JsonRecord): JsonRecord {
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
  return new DeepAnomalyDetector({ encoder: networksEncoder({ design, networks, scale }), mixture, regularization: added, energies: energies.sort(), isHeldOut: false })
}
