import { GaussianMixture } from '@mixtura/core'
import { createRandom, MixturaError } from '@mixtura/numerics'
import { denseNetwork, memoryCheckpointStore, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { proveDoor } from '../../numerics/src/testing/proveDoor.js'
import type { ExampleCall } from '../../numerics/src/testing/walkDoor.js'
import { anomalyNetworks } from './anomalies/anomalyNetworks.js'
import { columnsEncoder } from './anomalies/columnsEncoder.js'
import { networksEncoder } from './anomalies/networksEncoder.js'
import { createAutoencoder } from './autoencoder/autoencoder.js'
import { completeGanSettings } from './gan/ganSettings.js'
import { shapesOfSettings } from './gan/savedGanSettings.js'
import * as door from './index.js'
import { acceptedPlaces } from './testing/acceptedPlaces.js'
import type { VaeModelSettings } from './vae/vaeModelSettings.js'
import { variationalNetworks } from './vae/variationalNetworks.js'

await useBackend({ among: ['wasm'] })

/*
 * Trainings are aborted before their first step, since only the reading of arguments is tested. Networks are as small as possible.
 */
const aborted = AbortSignal.abort()
const rows = Array.from({ length: 8 }, (_, i) => [i, (i * 3) % 7, i % 3, 1 + (i % 2)])
const dense = { kind: 'dense', widths: [3], activation: 'tanh' } as const
const convolutional = { kind: 'convolutional', filters: [1], window: 1, widths: [2], activation: 'relu' } as const
const scale = { offset: [1, 2, 3, 4], factor: [1, 1, 0.5, 2] }
const plane = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.5, 0.5], means: [[0, 1], [3, 4]], covariances: [[1, 1], [2, 2]] })
const space = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.5, 0.5], means: [[0, 1, 0], [3, 4, 1]], covariances: [[1, 1, 1], [2, 2, 1]] })

/** The smallest untrained models of each kind, made from functions that the walk does not reach. */
const clusteringParts = () => [{ network: dense, shape: [4], code: 2, scale }, createAutoencoder(dense, { shape: [4], code: 2, seed: 1 }), plane] as const
const vaeParts = () => {
  const settings: VaeModelSettings = { network: dense, shape: [4], latent: 2, likelihood: 'gaussian', outputVariance: 'columns', varianceFloor: 1e-3, scale }
  return { networks: variationalNetworks({ ...settings, design: dense, initialLogVariance: 0, seed: 1 }), prior: plane, settings }
}
const detectorParts = () => {
  const design = { shape: [4], network: dense, code: 1, components: 2, estimationWidths: [3], dropout: 0.5 }
  const encoder = networksEncoder({ design, networks: anomalyNetworks(design, 1), scale })
  return { encoder, mixture: space, regularization: [1e-3, 1e-3, 1e-3], energies: Float32Array.of(1, 2, 3), isHeldOut: false }
}
const ganSettings = completeGanSettings(
  { latent: { components: 2, dimensions: 2 }, generator: dense, discriminator: dense, encoder: {} },
  { rows: 8, shape: [4], isUnitRange: false },
)
const ganArrays = Object.fromEntries(
  Object.entries(shapesOfSettings(ganSettings)).map(([name, shape]) => [name, { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5) }]),
)
const clustering = new door.DeepClustering(...clusteringParts())
const vae = new door.GaussianMixtureVae(vaeParts())
const detector = new door.DeepAnomalyDetector(detectorParts())
const ofTable = new door.DeepAnomalyDetector({ encoder: columnsEncoder({ inputs: 4, columns: [0, 1, 2] }), mixture: space, energies: Float32Array.of(1, 2, 3), isHeldOut: true })
const gan = await door.GaussianMixtureGan.fromArrays(ganSettings, scale, ganArrays)

const segmentationParts = () => ({ space: { shape: [2, 2, 1], positionScale: 1 }, mixture: space, field: { smoothness: 1, neighbours: 8, externalField: Float64Array.of(0, 0) } }) as const
const segmentation = new door.ImageSegmentation(segmentationParts())

const convolution = { filters: 1, window: [1, 1], components: 1, sharing: 'layer', strides: [1, 1], padding: 'same', dilation: 1, activation: 'relu', useBias: true, seed: 1, name: 'filters', inputShape: [2, 2, 1] } as const
const layer = door.gaussianMixtureConv2d({ ...convolution, inputShape: [2, 2, 1] })
layer.build([null, 2, 2, 1])
const features = tf.tensor2d([[1, 2], [3, 4]])
const labels = tf.tensor1d([0, 1], 'int32')
const loss = door.gaussianMixtureLoss({ classes: 2, columns: 2 })
const learnable = door.learnableMixture({ components: 2, columns: 2 }, createRandom(1))
const network = denseNetwork({ inputs: 2, widths: [2] })
const lastLayer = door.lastLayerFromMixture(plane)

type Call = NonNullable<ExampleCall['call']>
const bound = <Owner extends object>(owner: Owner, name: keyof Owner): Call => (owner[name] as Call).bind(owner)
const isRecord = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Object]'

/** Gives fits without a signal an aborted one. A fit that is rejected because of it has read all other arguments. */
const notTraining = (fit: (...values: never[]) => Promise<unknown>): Call => async (samples: never, options: never) => {
  const given = options === undefined || isRecord(options) ? { ...(options as object | undefined), signal: aborted } : options
  try {
    return await fit(samples, given as never)
  } catch (error) {
    if (error === aborted.reason) return undefined
    throw error
  }
}
const run = {
  seed: 1, signal: aborted, onProgress: () => undefined,
  checkpoints: { store: memoryCheckpointStore(), name: 'run', everySteps: 1, everyEpochs: 1, resume: false },
} as const
const ofRun = { open: { '1.checkpoints.store': 'a store' }, skipped: { '1.signal': 'of the walk: without it every call would train' } }
const ofGenerator = (at: number) => ({
  open: { [`${at}`]: 'a generator' },
  skipped: Object.fromEntries(['uniform', 'normal', 'integer', 'fork'].map(name => [`${at}.${name}`, 'of the generator'])),
})
const generator = { ...createRandom(1) }
const codes = { data: Float64Array.of(1, 2, 3, 4), rows: 2, columns: 2 }
const matrixAt = (place: string) => ({ open: { [place]: 'a matrix may have more fields' } })
/** The fields of fit results are checked as a whole. Values inside them are not made by hand, so they are not checked. */
const inside = (...places: readonly string[]) => Object.fromEntries(places.map(place => [place, 'not made by hand']))

const examples: Readonly<Record<string, ExampleCall>> = {
  fitDeepClustering: {
    call: notTraining(door.fitDeepClustering),
    values: [rows, {
      shape: [4], scale: { offset: 1, factor: [1, 2, 1, 1] }, components: 2, code: 1, network: dense, augmentation: { rotation: 0, shift: 0, noise: 0.1 },
      covarianceType: 'diag', partition: 'mixture', manifold: { neighbours: 2, dimensions: 1, epochs: 1 }, head: 'mixture', targets: 'soft',
      pretraining: { epochs: 1, learningRate: 0.1 },
      refinement: { rounds: 1, epochsPerRound: 1, learningRate: 0.1, clusteringWeight: 1, reconstructionWeight: 1 },
      keep: 'last', tolerance: 0.1, batchSize: 4, seed: 1, signal: aborted, checkpoints: { store: memoryCheckpointStore(), name: 'run' }, onProgress: () => undefined,
    }],
    ...ofRun,
  },
  'fitDeepClustering of images': {
    call: notTraining(door.fitDeepClustering),
    values: [rows, { shape: [2, 2, 1], components: 2, code: 1, network: convolutional, augmentation: false, signal: aborted }],
    ...ofRun,
  },
  fitGaussianMixtureVae: {
    call: notTraining(door.fitGaussianMixtureVae),
    values: [rows, {
      ...run, shape: [2, 2, 1], scale: 'standardize', components: 2, prior: 'mixture', covarianceType: 'diag', latent: 1, network: dense, likelihood: 'gaussian',
      outputVariance: 'shared', elbo: 'monte-carlo', beta: 1, warmUpEpochs: 1, freeBits: 1, pretraining: { kind: 'autoencoder', epochs: 1, learningRate: 0.1 },
      partition: 'mixture', manifold: { neighbours: 2, dimensions: 1, epochs: 1 }, priorStarts: 1, refitPrior: false, initialLogVariance: -1, varianceFloor: 0.1,
      weightPseudoCount: 1, reviveBelow: 0.1, learningRate: 0.1, priorLearningRate: 0.1, clipNorm: 1, epochs: 1, batchSize: 4,
      augmentation: { rotation: 1, shift: 1 }, validation: rows, patience: 1,
    }],
    ...ofRun,
  },
  fitGaussianMixtureGan: {
    call: notTraining(door.fitGaussianMixtureGan),
    values: [rows, {
      ...run, shape: [4], scale: { offset: 1, factor: [1, 2, 1, 1] },
      latent: { components: 2, dimensions: 1, weights: [0.5, 0.5], spread: 1, deviation: 1, learnable: true, deviationPenalty: 1, oneHot: true },
      generator: dense, discriminator: dense, head: { kind: 'mixture', dimensions: 1, deviation: 1 }, packing: 1,
      encoder: { design: dense, componentWeight: 1, codeWeight: 1 }, objective: 'minimax', outputActivation: 'linear', steps: 1, batchSize: 4,
      learningRate: 0.1, learningRateDecay: 'none', beta1: 0.5, instanceNoise: 0.1, averaging: 0.5, onStep: () => undefined,
    }],
    ...ofRun,
  },
  fitDeepAnomalyDetector: {
    call: notTraining(door.fitDeepAnomalyDetector),
    values: [rows, {
      ...run, method: 'dagmm', shape: [4], scale: { offset: 1, factor: [1, 2, 1, 1] }, network: dense, code: 1, components: 2, estimationWidths: [3], dropout: 0.5,
      energyWeight: 1, singularityWeight: 1, regularization: { relative: 0.1 }, epochs: 1, batchSize: 4, learningRate: 0.1, clipNorm: 1,
    }],
    ...ofRun,
  },
  fitImageSegmentation: {
    call: notTraining(door.fitImageSegmentation),
    values: [rows, {
      seed: 1, signal: aborted, onProgress: () => undefined, checkpoints: { store: memoryCheckpointStore(), name: 'run' },
      shape: [2, 2, 1], components: 2, covarianceType: 'diag', position: 1, smoothness: 1, neighbours: 8, pixels: 32, rounds: 1,
      initialize: 'k-means', starts: 1, tolerance: 0.1, maxIterations: 1, regularization: { relative: 0.1 },
    }],
    ...ofRun,
  },
  'fitImageSegmentation of a range': {
    call: notTraining(door.fitImageSegmentation),
    values: [rows, { shape: [2, 2, 1], components: { minimum: 1, maximum: 2 }, signal: aborted }],
    ...ofRun,
  },
  'new ImageSegmentation': {
    call: (parts: never) => new door.ImageSegmentation(parts),
    values: () => [segmentationParts()], open: { '0': 'parts' }, skipped: inside('0.space', '0.mixture', '0.field'),
  },
  'ImageSegmentation.load': { call: bound(door.ImageSegmentation, 'load'), values: [await segmentation.save()] },
  'ImageSegmentation#save': { call: bound(segmentation, 'save'), values: [] },
  'ImageSegmentation#segment': { call: bound(segmentation, 'segment'), values: [rows, { responsibilities: true, signal: new AbortController().signal }] },
  'ImageSegmentation#recolour': { call: bound(segmentation, 'recolour'), values: [rows] },
  'new DeepAnomalyDetector': {
    call: (parts: never) => new door.DeepAnomalyDetector(parts),
    values: () => [detectorParts()], open: { '0': 'parts' },
    skipped: inside('0.encoder', '0.mixture', '0.regularization', '0.energies', '0.isHeldOut'),
  },
  'DeepAnomalyDetector.load': { call: bound(door.DeepAnomalyDetector, 'load'), values: [await detector.save()] },
  'DeepAnomalyDetector#save': { call: bound(detector, 'save'), values: [] },
  'DeepAnomalyDetector#features': { call: bound(detector, 'features'), values: [rows] },
  'DeepAnomalyDetector#energies': { call: bound(detector, 'energies'), values: [rows] },
  'DeepAnomalyDetector#threshold': { call: bound(detector, 'threshold'), values: [0.5] },
  'DeepAnomalyDetector#predict': { call: bound(detector, 'predict'), values: [rows, { share: 0.5 }] },
  'DeepAnomalyDetector#predict by a rate': { call: bound(detector, 'predict'), values: [rows, { falseAlarmRate: 0.5 }] },
  'DeepAnomalyDetector#alarm': { call: bound(detector, 'alarm'), values: [{ falseAlarmRate: 0.5, confidence: 0.9 }] },
  'DeepAnomalyDetector#explain': { call: bound(ofTable, 'explain'), values: [rows] },
  'DeepAnomalyDetector#dispose': { call: () => new door.DeepAnomalyDetector(detectorParts()).dispose(), values: [] },
  'new GaussianMixtureVae': {
    call: (parts: never) => new door.GaussianMixtureVae(parts),
    values: () => [vaeParts()], open: { '0': 'parts' }, skipped: inside('0.networks', '0.settings', '0.prior'),
  },
  'GaussianMixtureVae.load': { call: bound(door.GaussianMixtureVae, 'load'), values: [await vae.save()] },
  'GaussianMixtureVae#save': { call: bound(vae, 'save'), values: [] },
  'GaussianMixtureVae#encode': { call: bound(vae, 'encode'), values: [rows] },
  'GaussianMixtureVae#posterior': { call: bound(vae, 'posterior'), values: [rows] },
  'GaussianMixtureVae#responsibilities': { call: bound(vae, 'responsibilities'), values: [rows] },
  'GaussianMixtureVae#predict': { call: bound(vae, 'predict'), values: [rows] },
  'GaussianMixtureVae#reconstruct': { call: bound(vae, 'reconstruct'), values: [rows] },
  'GaussianMixtureVae#decode': { call: bound(vae, 'decode'), values: [codes], ...matrixAt('0') },
  'GaussianMixtureVae#sample': { call: bound(vae, 'sample'), values: [2, { seed: 1, component: 1, output: 'draw' }] },
  'GaussianMixtureVae#elbo': { call: bound(vae, 'elbo'), values: [rows, { draws: 1, seed: 1 }] },
  'GaussianMixtureVae#importanceWeightedLogLikelihood': { call: bound(vae, 'importanceWeightedLogLikelihood'), values: [rows, { draws: 2, seed: 1 }] },
  'GaussianMixtureVae#dispose': { call: () => new door.GaussianMixtureVae(vaeParts()).dispose(), values: [] },
  'new GaussianMixtureGan': {
    call: (...parts: never[]) => Reflect.construct(door.GaussianMixtureGan, parts) as unknown,
    values: [ganSettings, scale, ganArrays], open: { '0': 'settings' , '2': 'arrays' }, skipped: inside(...Object.keys(ganSettings).map(name => `0.${name}`), '1', '2'),
  },
  'GaussianMixtureGan.fromArrays': {
    call: bound(door.GaussianMixtureGan, 'fromArrays'),
    values: [ganSettings, scale, ganArrays], open: { '0': 'settings', '1': 'a scale' },
    skipped: inside(...Object.keys(ganSettings).map(name => `0.${name}`), ...Object.keys(ganArrays).map(name => `2.${name}`)),
  },
  'GaussianMixtureGan.load': { call: bound(door.GaussianMixtureGan, 'load'), values: [await gan.save()] },
  'GaussianMixtureGan#save': { call: bound(gan, 'save'), values: [] },
  'GaussianMixtureGan#sample': { call: bound(gan, 'sample'), values: [2, { seed: 1, component: 1 }] },
  'GaussianMixtureGan#encode': { call: bound(gan, 'encode'), values: [rows] },
  'GaussianMixtureGan#responsibilities': { call: bound(gan, 'responsibilities'), values: [rows] },
  'GaussianMixtureGan#predict': { call: bound(gan, 'predict'), values: [rows] },
  'GaussianMixtureGan#dispose': { call: async () => (await door.GaussianMixtureGan.fromArrays(ganSettings, scale, ganArrays)).dispose(), values: [] },
  'new DeepClustering': {
    call: (...parts: never[]) => Reflect.construct(door.DeepClustering, parts) as unknown,
    values: clusteringParts, open: { '0': 'a design', '1': 'an autoencoder' },
    skipped: inside('0.network', '0.shape', '0.code', '0.scale', '1.encoder', '1.decoder', '1.inputShape', '1.parameters', '1.dispose'),
  },
  'DeepClustering.load': { call: bound(door.DeepClustering, 'load'), values: [await clustering.save()] },
  'DeepClustering#save': { call: bound(clustering, 'save'), values: [] },
  'DeepClustering#encode': { call: bound(clustering, 'encode'), values: [rows] },
  'DeepClustering#responsibilities': { call: bound(clustering, 'responsibilities'), values: [rows] },
  'DeepClustering#predict': { call: bound(clustering, 'predict'), values: [rows] },
  'DeepClustering#logDensity': { call: bound(clustering, 'logDensity'), values: [rows] },
  'DeepClustering#decode': { call: bound(clustering, 'decode'), values: [codes], ...matrixAt('0') },
  'DeepClustering#reconstruct': { call: bound(clustering, 'reconstruct'), values: [rows] },
  'DeepClustering#sample': { call: bound(clustering, 'sample'), values: [2, { seed: 1, component: 1 }] },
  'DeepClustering#dispose': { call: () => new door.DeepClustering(...clusteringParts()).dispose(), values: [] },
  gaussianMixtureConv2d: { values: [convolution] },
  'new GaussianMixtureConv2d': { call: (options: never) => new door.GaussianMixtureConv2d(options), values: [{ ...convolution, trainable: true, dtype: 'float32', batchInputShape: [null, 2, 2, 1], customObjects: {} }], open: { '0.customObjects': 'classes by name' } },
  'GaussianMixtureConv2d#build': { call: (shape: never) => door.gaussianMixtureConv2d(convolution).build(shape), values: [[null, 2, 2, 1]] },
  'GaussianMixtureConv2d#call': { call: bound(layer, 'call'), values: [tf.ones([1, 2, 2, 1])] },
  'GaussianMixtureConv2d#filters': { call: bound(layer, 'filters'), values: [] },
  'GaussianMixtureConv2d#computeOutputShape': { call: bound(layer, 'computeOutputShape'), values: [[null, 2, 2, 1]] },
  'GaussianMixtureConv2d#getConfig': { call: bound(layer, 'getConfig'), values: [] },
  gaussianMixtureLoss: {
    values: [{ classes: 2, columns: 2, covarianceType: 'diag', margin: 0.1, likelihoodWeight: 0.1, priors: [0.5, 0.5], minimumVariance: 0.1, seed: 1, name: 'loss' }],
  },
  'gaussianMixtureLoss, objective': { call: loss.objective as Call, values: [features, labels, { margin: 0.5 }] },
  'gaussianMixtureLoss, logJoint': { call: loss.logJoint as Call, values: [features] },
  mixtureNegativeLogLikelihood: { values: [features, { logJoint: (values: tf.Tensor) => loss.logJoint(values) }], open: { '1': 'a mixture on the device' }, skipped: { '1.logJoint': 'of the caller' } },
  learnableMixture: { values: [{ components: 2, columns: 2, covarianceType: 'full', varianceFloor: 0.1, name: 'mixture' }, generator], ...ofGenerator(1) },
  learnableMixtureFrom: { values: [plane, { varianceFloor: 0.1, name: 'mixture' }, generator], ...ofGenerator(2) },
  'learnableMixture, squaredDistances': { call: learnable.squaredDistances as Call, values: [features] },
  'learnableMixture, logJoint': { call: learnable.logJoint as Call, values: [features] },
  'learnableMixture, logDensity': { call: learnable.logDensity as Call, values: [features] },
  'learnableMixture, assign': { call: learnable.assign as Call, values: [plane] },
  embedManifold: { values: [codes, { neighbours: 1, dimensions: 1, epochs: 1, seed: 1, signal: new AbortController().signal, onProgress: () => undefined }], ...matrixAt('0') },
  lastLayerFromMixture: { values: [plane, { features: 'quadratic' }] },
  setLastLayer: {
    values: [{ ...network }, { ...lastLayer }], open: { '0': 'a network', '1': 'a last layer', '1.kernel': 'an array', '1.bias': 'an array' },
    skipped: inside(...Object.keys(network).map(name => `0.${name}`), '1.isExact'),
  },
  mixtureAugmentation: { values: [rows, rows.map((_, i) => (i < 4 ? 'a' : 'b')), { rowsPerClass: 1, classifier: { method: 'EDDA', covarianceTypes: ['EII'] }, seed: 1 }] },
  quadraticFeatures: { values: [features] },
  ringMixture: { values: [{ modes: 2, radius: 1, deviation: 0.1 }] },
  gridMixture: { values: [{ side: 2, distance: 1, deviation: 0.1 }] },
  modeCoverage: { values: [codes, plane], ...matrixAt('0') },
  countsKlDivergence: { values: [[1, 2], [0.5, 0.5]] },
  plainGanPreset: { values: [{ dimensions: 2 }] },
  deliGanPreset: { values: [{ components: 2, dimensions: 2 }] },
  packGanPreset: { values: [{ packing: 2, dimensions: 2 }] },
  mdGanPreset: { values: [{ dimensions: 2 }] },
  clusterGanPreset: { values: [{ components: 2, dimensions: 2 }] },
}

/** Frees models, including those within the result of a fit. Layers of the library are freed only with their model. */
function dispose(result: unknown): void {
  const made = (result ?? {}) as { readonly model?: unknown; readonly detector?: unknown }
  const owner = made.model ?? made.detector ?? made
  if (owner instanceof layers.layers.Layer) return
  if (typeof owner === 'object' && owner !== null && 'dispose' in owner && typeof owner.dispose === 'function') (owner.dispose as () => void)()
}

proveDoor(door, { examples, acceptedPlaces, errorBase: MixturaError, dispose })

it.each<[string, () => unknown, string]>([
  ['a misspelt option', () => door.fitDeepClustering(rows, { component: 2 } as never), "option component must be an option that fitDeepClustering reads, but it is 'unknown'. Did you mean components?"],
  ['a network by its name', () => door.fitGaussianMixtureVae(rows, { components: 2, network: 'dense' as never }), "option network must be the design of a network, but it is 'dense'. Pass for example network: { kind: 'dense', widths: [128, 64] }."],
  ['a number as text', () => door.fitGaussianMixtureGan(rows, { latent: { components: '3' as never } }), "option latent.components must be a whole number of at least 1, but it is '3'. Pass for example latent.components: 2."],
  ['an array for a tensor', () => door.quadraticFeatures([[1, 2]] as never), 'rows must be a tensor, but it is an array of 1 entry. Pass for example tf.tensor2d(rows).'],
  ['a share for options', () => detector.predict(rows, 0.1 as never), 'options of predict must be an object, but it is 0.1. Pass an object with any of share, falseAlarmRate.'],
])('answers %s by one sentence', async (_name, call, message) => {
  expect(await messageOf(call)).toBe(message)
})
