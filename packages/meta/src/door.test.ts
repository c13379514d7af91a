import { createRandom, MixturaError } from '@mixtura/numerics'
import { memoryCheckpointStore, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll } from 'vitest'
import { proveDoor } from '../../numerics/src/testing/proveDoor.js'
import type { ExampleCall } from '../../numerics/src/testing/walkDoor.js'
import * as door from './index.js'
import { acceptedPlaces } from './testing/acceptedPlaces.js'

beforeAll(async () => {
  await useBackend({ among: ['wasm', 'cpu'] })
})

/*
 * Trainings are aborted before their first step, since only the reading of arguments is tested. Networks are as small as possible.
 */
const aborted = AbortSignal.abort()
const rows = Array.from({ length: 12 }, (_, i) => [i, i % 3])
const groups = rows.map((_, i) => ['a', 'b', 'c'][i % 3])
const images = { data: Float32Array.from(rows.flat()), rows: 12, columns: 2 }
const labels = rows.map((_, i) => i % 4)
const mixtures = door.randomMixtures({ components: 2, columns: 1, rows: 6 })
const episodes = door.labelledEpisodes(images, labels, { ways: 2, queries: 1 })
const family = { ...mixtures }
const short = {
  epochs: 1, stepsPerEpoch: 1, metaBatch: 1, validationTasks: 1, seed: 1, signal: aborted, onStep: () => undefined, onProgress: () => undefined,
  stopEarly: { metric: 'validationLoss', patience: 1, minimumGain: 1, better: 'lower' },
  checkpoints: { store: memoryCheckpointStore(), name: 'run', everySteps: 1, everyEpochs: 1, resume: false },
} as const
const inner = { innerStep: 'gradient', innerSteps: 1, innerLearningRate: 0.1, innerClipNorm: 1, metaLearningRate: 0.1 } as const

const learner = await door.mixtureLearner(mixtures, { components: 1, covarianceType: 'diag', pooledTasks: 1 })
const learnerFields = { ...learner }
const parabola = {
  kind: 'parabola', parameters: { p: { shape: [1], data: new Float32Array(1) } }, load: () => ({ x: tf.scalar(1) }), loss: () => tf.scalar(1),
  problemOf: () => undefined, settings: { a: 1 },
}
const embedding = door.denseEmbedding({ inputs: 2, widths: [1] })
const regression = door.regressionLearner({ inputs: 1, widths: [1], activation: 'tanh' })
const task = door.sinusoids({ support: 3, query: 3 }).task(1)
const episode = episodes.task(0).query
const predictor = { predict: async () => ({ data: new Float32Array(episode.labels.length * 2), rows: episode.labels.length, columns: 2 }) }

/** Families, learners and similar objects are checked only by type; their fields and inner values belong to their makers. */
const made = { open: { '0': 'any family may have more fields' }, skipped: { '0.components': 'not read', '0.columns': 'not read', '0.mixture': 'not read' } }
const madeLearner = {
  open: { ...made.open, '1': 'any learner may have more fields', '1.settings': 'of any learner', '1.settings.frame': 'of any learner', '1.parameters': 'of any learner' },
  skipped: { ...made.skipped, '1.settings': 'of any learner', '1.parameters': 'proved where a learner is made', '1.load': 'of the caller', '1.problemOf': 'of the caller', '1.model': 'of the caller', '1.align': 'optional' },
}
const training = { '2.signal': 'of the walk: without it every call would train' }
const isOptions = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object Object]'
/** A training that is rejected because of its signal has read all other arguments. */
const unlessAborted = async (training: unknown): Promise<unknown> => {
  try {
    return await training
  } catch (error) {
    if (error === aborted.reason) return undefined
    throw error
  }
}
const notTraining = (train: (...values: never[]) => unknown) => (family: never, learner: never, options: never) =>
  unlessAborted(train(family, learner, (options === undefined || isOptions(options) ? { ...(options as object | undefined), signal: aborted } : options) as never))

const { signal: _signal, ...whole } = short
const maml = await door.metaTrainMaml(mixtures, learner, { ...whole, order: 'first' })
const prototypes = await door.metaTrainPrototypes(episodes, { ...whole, embedding })
const amortized = await door.trainAmortizedStart(mixtures, { ...whole, components: 2, cells: 4, width: 4, heads: 1, blocks: 2 })

/** The fields of a result are checked. Values inside them are not made by hand, so they are not; some fields are not read. */
function resultOf(result: object): Pick<ExampleCall, 'open' | 'skipped'> {
  return { open: { '0': 'a result' }, skipped: Object.fromEntries(Object.keys(result).map(field => [`0.${field}`, 'the inside of a result is not made by hand'])) }
}

const examples: Readonly<Record<string, ExampleCall>> = {
  sinusoids: { values: [{ support: 3, query: 3, amplitude: [1, 2], phase: [0, 1], inputs: [0, 1] }] },
  randomMixtures: { values: [{ components: 2, columns: 1, spread: 4, standardDeviation: 1, rows: [5, 9] }] },
  movedMixtures: {
    values: [{ covarianceType: 'spherical', weights: [1], means: [[0]], covariances: [1] }, { shift: 1, rotation: 1, scale: [1, 2], rows: 5 }],
    open: { '0': 'a fitted mixture has more fields' },
  },
  groupedTasks: { values: [rows, groups, { supportShare: 0.5, validationShare: 0.5, seed: 1 }] },
  labelledEpisodes: {
    values: [images, labels, { ways: 2, shots: 1, unlabelled: 1, queries: 1, scale: { offset: 1, factor: [1, 2] }, validationClasses: [2, 3] }],
    open: { '0': 'a matrix may have more fields' },
  },
  taskSeed: { values: [createRandom(1), 'training'], open: { '0': 'a generator' }, skipped: { '0.uniform': 'not read', '0.normal': 'not read', '0.fork': 'not read', '0.integer': 'of the caller' } },
  regressionLearner: { values: [{ inputs: 1, widths: [1], activation: 'relu', seed: 1, outputs: 1 }] },
  classificationLearner: { values: [{ inputs: 1, widths: [1], activation: 'relu', seed: 1, classes: 2 }] },
  functionLearner: { values: [parabola], open: { '0.settings': 'of the caller', '0.parameters.p': 'may have more fields' }, skipped: { '0.settings.a': 'of the caller' } },
  episodeAccuracy: { values: [predictor, { ...episode, samples: { ...episode.samples } }], open: { '0': 'a predictor', '1': 'a set', '1.samples': 'a matrix' }, skipped: { '0.predict': 'of the caller', '1.samples.columns': 'of the predictor' } },
  verifyLearner: {
    values: [{ ...regression }, { support: { ...task.support }, query: { ...task.query } }, { innerStep: 'gradient', innerSteps: 1, innerLearningRate: 0.1, directions: 1, tolerance: 1 }],
    open: { '0': 'a learner', '1': 'a task', '1.support': 'a set', '1.query': 'a set', ...Object.fromEntries(['support', 'query'].flatMap(part => ['inputs', 'targets'].map(set => [`1.${part}.${set}`, 'a matrix']))) },
    skipped: { '0.settings': 'of any learner', '0.parameters': 'proved where a learner is made', '0.load': 'of the caller', '0.problemOf': 'of the caller', '0.model': 'not read', '0.align': 'optional', '2.tolerance': 'whether the learner passes is no matter of types' },
  },
  mixtureLearner: { values: [family, { components: 1, covarianceType: 'diag', pooledTasks: 1, seed: 1 }], ...made },
  metaTrainMaml: {
    call: notTraining(door.metaTrainMaml),
    values: [family, learnerFields, { ...short, ...inner, order: 'first', innerRates: 'fixed', metaClipNorm: 1 }],
    ...madeLearner, skipped: { ...madeLearner.skipped, ...training }, open: { ...madeLearner.open, '2.checkpoints.store': 'a store' },
  },
  metaTrainReptile: {
    call: notTraining(door.metaTrainReptile),
    values: [family, learnerFields, { ...short, ...inner }],
    ...madeLearner, skipped: { ...madeLearner.skipped, ...training }, open: { ...madeLearner.open, '2.checkpoints.store': 'a store' },
  },
  metaTrainPrototypes: {
    call: async (...values: never[]) => unlessAborted((door.metaTrainPrototypes as (...all: never[]) => unknown)(...values)),
    values: [{ ...episodes }, { ...short, embedding: { ...embedding }, covarianceType: 'diag', temperature: 1, prototypesPerClass: 1, refinementSteps: 0, learningRate: 0.1, clipNorm: 1 }],
    open: { '0': 'any family may have more fields', '1.embedding': 'an embedding', '1.embedding.settings': 'of any embedding', '1.embedding.parameters.kernel1': 'may have more fields', '1.embedding.parameters.bias1': 'may have more fields', '1.embedding.parameters': 'more than it needs', '1.checkpoints.store': 'a store' },
    skipped: { '1.signal': training['2.signal'], '1.embedding.settings': 'of any embedding', '1.embedding.inputs': 'of the embedding', '1.embedding.outputs': 'of the embedding', '1.embedding.parameters.kernel1.shape': 'of the embedding', '1.embedding.parameters.bias1.shape': 'of the embedding', '1.embedding.apply': 'of the caller' },
  },
  trainAmortizedStart: {
    call: async (...values: never[]) => unlessAborted((door.trainAmortizedStart as (...all: never[]) => unknown)(...values)),
    values: [family, { ...short, components: 2, cells: 4, width: 4, heads: 1, blocks: 2, trainingRows: 6, learningRate: 0.1, clipNorm: 1 }],
    open: { ...made.open, '1.checkpoints.store': 'a store' }, skipped: { ...made.skipped, '1.signal': training['2.signal'] },
  },
  denseEmbedding: { values: [{ inputs: 2, widths: [1], seed: 1 }] },
  convolutionalEmbedding: { values: [{ height: 2, width: 2, channels: 1, filters: [1], window: 1, widths: [1], seed: 1 }] },
  saveMetaLearned: { values: [maml], ...resultOf(maml) },
  loadMetaLearned: { values: [learnerFields, door.saveMetaLearned(maml)], open: { '0': 'a learner' }, skipped: { '0.settings': 'of any learner', '0.parameters': 'of any learner', '0.load': 'of the caller', '0.problemOf': 'of the caller', '0.model': 'of the caller', '0.align': 'optional' } },
  loadMixtureStart: { values: [door.saveMetaLearned(maml)] },
  savePrototypes: { values: [prototypes], ...resultOf(prototypes) },
  loadPrototypes: { values: [door.savePrototypes(prototypes)] },
  saveAmortizedStart: { values: [amortized], ...resultOf(amortized) },
  loadAmortizedStart: { values: [door.saveAmortizedStart(amortized)] },
  'metaTrainMaml, adapt': { call: maml.adapt, values: [{ support: mixtures.task(1).support }, 1], open: { '0': 'a task', '0.support': 'a matrix' } },
  'metaTrainMaml, queryLosses': { call: maml.queryLosses, values: [[mixtures.task(1)], 1], open: { '0[]': 'a task', '0[].support': 'a matrix', '0[].query': 'a matrix' }, skipped: { '0[].seed': 'not read' } },
  'metaTrainPrototypes, embed': { call: prototypes.embed, values: [episode.samples], open: { '0': 'a matrix' } },
  'metaTrainPrototypes, adapt': { call: prototypes.adapt, values: [{ support: episodes.task(1).support }, 0], open: { '0': 'a task', '0.support': 'a set', '0.support.samples': 'a matrix' } },
  'metaTrainPrototypes, accuracies': { call: prototypes.accuracies, values: [[episodes.task(1)], 0],
    open: { '0[]': 'a task', '0[].support': 'a set', '0[].support.samples': 'a matrix', '0[].query': 'a set', '0[].query.samples': 'a matrix' },
    skipped: { '0[].seed': 'only named' },
  },
  'trainAmortizedStart, propose': { call: amortized.propose, values: [mixtures.task(1).support, { components: 2, covarianceType: 'diag', views: 1 }], open: { '0': 'a matrix' } },
  'trainAmortizedStart, proposeMany': { call: amortized.proposeMany, values: [[mixtures.task(1).support], { components: 2, covarianceType: 'diag', views: 1 }], open: { '0[]': 'a matrix' } },
  'trainAmortizedStart, adapt': { call: amortized.adapt, values: [{ support: mixtures.task(1).support }, 1, { components: 2 }], open: { '0': 'a task', '0.support': 'a matrix' } },
}

proveDoor(door, { examples, acceptedPlaces, errorBase: MixturaError })
