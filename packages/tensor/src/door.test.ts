import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GaussianMixture } from '@mixtura/core'
import { createRandom, MixturaError, type Random } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import * as layers from '@tensorflow/tfjs-layers'
import { afterAll, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { proveDoor } from '../../numerics/src/testing/proveDoor.js'
import type { ExampleCall } from '../../numerics/src/testing/walkDoor.js'
import * as door from './index.js'
import { acceptedPlaces } from './testing/acceptedPlaces.js'

await door.useBackend({ among: ['wasm'] })
door.installSecondOrderGradients()

const folder = mkdtempSync(join(tmpdir(), 'mixtura-tensor-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Call = NonNullable<ExampleCall['call']>

const images = Float32Array.from({ length: 8 }, (_, i) => i)
const rows = { data: Float32Array.from({ length: 12 }, (_, i) => i % 5), rows: 6, columns: 2 }
const square = tf.tensor2d([[1, 2], [3, 4]])
const variable = tf.variable(square, true, 'x')
const network = door.denseNetwork({ inputs: 2, widths: [2], name: 'net' })
const optimizer = door.adam({ x: variable })
const store = door.memoryCheckpointStore()
const files = door.folderCheckpointStore(folder)
const bytes = Uint8Array.of(1, 2)
await store.write('run', bytes)
const checkpoint = { values: { step: 1 }, arrays: { p: { shape: [1], data: Float32Array.of(1) } } }
const modelFile = { settings: { components: 2 }, arrays: checkpoint.arrays }
const saved = new door.SavedSettings({ whole: 2, wholes: [2], number: 1.5, numbers: [1, 2], kind: 'full', inner: {}, history: [] })
const mixture = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[2, 1]], covariances: [[[1, 0.5], [0.5, 1]]] })
const onDevice = door.mixtureOnDevice(mixture)
const source = await door.tensorStatisticsSource({ data: Float64Array.from(rows.data), rows: 6, columns: 2 })
const feed = door.batchesOf(rows, { batchSize: 3, shape: [2] })
const state = await optimizer.saveState()
const generator: Readonly<Record<keyof Random, unknown>> = { ...createRandom(1) }

/** Only the wasm backend, because others may not be installed. */
const amongWasm = (given: unknown): unknown =>
  given === undefined || (Object.prototype.toString.call(given) === '[object Object]' && (given as door.BackendPreference).among === undefined)
    ? { ...(given as object | undefined), among: ['wasm'] }
    : given
const parts = { open: { '0': 'a record by name' } }
const matrixPlaces = { open: { '0': 'a matrix may have more fields' } }
const ofGenerator = (at: number) => ({ [`${at}.uniform`]: 'of the generator', [`${at}.normal`]: 'of the generator', [`${at}.integer`]: 'of the generator', [`${at}.fork`]: 'of the generator' })
const stack = () => [layers.layers.dense({ name: 'dense1', units: 2, inputShape: [2] })]
const convolutions = { height: 2, width: 2, channels: 1, filters: [1], window: 1, widths: [1], activation: 'relu', outputActivation: 'linear', seed: 1, name: 'net' } as const
const plan = {
  program: { parameters: { x: variable }, parts: { optimizer: { saveState: () => optimizer.saveState(), restoreState: () => undefined } } },
  batches: () => [square.clone()], step: () => ({ loss: 1 }), epochs: 1, steps: 1, seed: 1, settings: {}, signal: new AbortController().signal, evaluate: () => ({}),
  onStep: () => undefined, onEpoch: () => undefined, stopEarly: { metric: 'loss', patience: 1, minimumGain: 0, better: 'lower' }, isSettled: () => false,
  checkpoints: { store: door.memoryCheckpointStore(), name: 'run', everySteps: 1, everyEpochs: 1, resume: false }, readMetricsEvery: 1,
} as const
const bound = (name: Exclude<keyof door.SavedSettings, 'names' | 'json'>): Call => (saved[name] as Call).bind(saved)

const examples: Readonly<Record<string, ExampleCall>> = {
  listBackends: { values: [{ softwareGpu: false, threads: 1, wasmFolder: '/wasm/' }] },
  backendReport: { values: [{ softwareGpu: false, threads: 1, wasmFolder: '/wasm/' }] },
  ensureBackend: { values: [] },
  currentBackend: { values: [] },
  useBackend: { call: (given: never) => door.useBackend(amongWasm(given) as never), values: [{ among: ['wasm'], fastest: false, softwareGpu: false, threads: 1, wasmFolder: '/wasm/' }], skipped: { '0.threads': 'threads of a backend that runs cannot change' } },
  requireTensor: { values: ['rows', square], skipped: { '0': 'only named' } },
  requireRandom: { values: [generator], open: { '0': 'a generator' }, skipped: ofGenerator(0) },
  requireSavedArrays: { values: ['arrays', { ...checkpoint.arrays }], open: { '1': 'arrays by name', '1.p': 'an array' }, skipped: { '0': 'only named' } },
  logSoftmax: { values: [square] },
  softmaxCrossEntropy: { values: [square, square] },
  areSecondOrderGradientsInstalled: { values: [] },
  installSecondOrderGradients: { values: [] },
  stopGradient: { values: [square] },
  verifySecondOrderGradients: { values: [1e-3] },
  augmentImages: { values: [images, { height: 2, width: 2, channels: 1, rotation: 3, shift: 1 }, generator], open: { '2': 'a generator' }, skipped: ofGenerator(2) },
  moveImage: { values: [images, { angle: 0.1, right: 1, down: 1 }, { height: 4, width: 2, channels: 1, out: new Float32Array(8) }] },
  memoryCheckpointStore: { values: [] },
  'memoryCheckpointStore, write': { call: store.write, values: ['run', bytes] },
  'memoryCheckpointStore, read': { call: store.read, values: ['run'] },
  'memoryCheckpointStore, remove': { call: store.remove, values: ['other'] },
  folderCheckpointStore: { values: [folder] },
  'folderCheckpointStore, write': { call: files.write, values: ['run', bytes] },
  'folderCheckpointStore, read': { call: files.read, values: ['run'] },
  'folderCheckpointStore, remove': { call: files.remove, values: ['other'] },
  encodeCheckpoint: { values: [checkpoint], open: { '0': 'a checkpoint', '0.values': 'any settings', '0.arrays.p': 'an array' } },
  decodeCheckpoint: { values: [door.encodeCheckpoint(checkpoint)] },
  writeModelFile: { values: ['clusters', 1, modelFile], open: { '2': 'a model file', '2.settings': 'any settings', '2.arrays.p': 'an array' } },
  readModelFile: { values: ['clusters', 1, door.writeModelFile('clusters', 1, modelFile), 'function'] },
  requireModelArrays: { values: [{ p: [1] }, checkpoint.arrays, 'class'], open: { '1.p': 'an array' } },
  requireModelField: { values: ['kind', { expected: 'a', actual: 'a', loader: 'class' }], skipped: { '1.expected': 'compared with the other', '1.actual': 'compared with the other' } },
  requireArrays: { values: [{ p: [1] }, checkpoint.arrays, 'parameters'], open: { '1.p': 'an array' } },
  'new SavedSettings': { call: (record: never, loader: never, path: never) => new door.SavedSettings(record, loader, path), values: [{ a: 1 }, 'class', 'inner.'], open: { '0': 'any settings' }, skipped: { '0.a': 'of the file' } },
  'SavedSettings#has': { call: bound('has'), values: ['whole'] },
  'SavedSettings#value': { call: bound('value'), values: ['whole'] },
  'SavedSettings#settings': { call: bound('settings'), values: ['inner', 'an object'] },
  'SavedSettings#whole': { call: bound('whole'), values: ['whole', { from: 0, to: 5 }] },
  'SavedSettings#wholes': { call: bound('wholes'), values: ['wholes', { from: 0, to: 5 }] },
  'SavedSettings#number': { call: bound('number'), values: ['number', { from: 0, to: 5 }] },
  'SavedSettings#numbers': { call: bound('numbers'), values: ['numbers', 2] },
  'SavedSettings#oneOf': { call: bound('oneOf'), values: ['kind', ['diag', 'full', 'tied']] },
  'SavedSettings#history': { call: bound('history'), values: ['history'] },
  batchesOf: { values: [rows, { batchSize: 3, shape: [2], shuffle: true, dropLast: false, scale: { offset: [0, 1], factor: 2 }, transform: (values: Float32Array) => values, resident: false }], ...matrixPlaces },
  'batchesOf, batches': { call: async (epoch: never, random: never) => { for await (const batch of feed.batches(epoch, random)) tf.dispose({ ...batch }) }, values: [1, createRandom(1)], open: { '1': 'a generator' }, skipped: { '0': 'not read', ...ofGenerator(1) } },
  copyAsFloat32: { values: [rows, [0, 1], { scale: { offset: 1, factor: [1, 2] }, out: new Float32Array(4) }], ...matrixPlaces },
  standardScale: { values: [rows], ...matrixPlaces },
  varyingColumns: { values: [rows], ...matrixPlaces },
  activate: { values: [square, 'relu'] },
  convolutionalEncoder: { values: [convolutions] },
  convolutionalDecoder: { values: [convolutions] },
  denseNetwork: { values: [{ inputs: 2, widths: [2], activation: 'relu', outputActivation: 'linear', seed: 1, name: 'net' }] },
  mirrorOf: { values: [{ inputs: 2, widths: [2], activation: 'relu', outputActivation: 'linear', seed: 1, name: 'net' }, 'sigmoid'] },
  glorotUniform: { values: [[2, 3], generator], open: { '1': 'a generator' }, skipped: ofGenerator(1) },
  createNetwork: { values: () => ['net', stack(), generator], open: { '2': 'a generator' }, skipped: ofGenerator(2) },
  'createNetwork, apply': { call: network.apply, values: [square, { training: false }] },
  saveParameters: { values: [{ x: variable }], ...parts },
  loadParameters: { values: [{ x: variable }, await door.saveParameters({ x: variable })], ...parts },
  adam: { values: [{ x: variable }, { learningRate: 0.1, beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0, clipNorm: 1 }] },
  'adam, minimize': { call: optimizer.minimize as Call, values: [() => ({ loss: tf.sum(tf.square(variable)) })] },
  'adam, apply': { call: optimizer.apply, values: [{ x: square }] },
  'adam, restoreState': { call: optimizer.restoreState, values: [state], open: { '0': 'a state', '0.values': 'of a file', '0.arrays.mean:x': 'an array', '0.arrays.square:x': 'an array' } },
  sgd: { values: [{ x: variable }, { learningRate: 0.1, momentum: 0.5, clipNorm: 1 }] },
  clipGradients: { values: [{ x: square }, 1] },
  cosineDecay: { values: [{ rate: 0.1, steps: 10, minimum: 0 }] },
  stepDecay: { values: [{ rate: 0.1, factor: 0.5, every: 10 }] },
  warmUp: { values: [10, 0.1] },
  rateAt: { values: [0.1, 1] },
  mixtureOnDevice: { values: [{ ...mixture }], open: { '0': 'a mixture has more fields than its parameters' } },
  'mixtureOnDevice, logJoint': { call: onDevice.logJoint, values: [square] },
  tensorStatisticsSource: { values: [{ data: Float64Array.from(rows.data), rows: 6, columns: 2 }, { groupRows: 2, blockSize: 8 }], ...matrixPlaces },
  'tensorStatisticsSource, accumulate': { call: source.accumulate as Call, values: [mixture, { scatter: 'full', signal: new AbortController().signal }] },
  'tensorStatisticsSource, draw': { call: source.draw as Call, values: [2, createRandom(1)], open: { '1': 'a generator' }, skipped: ofGenerator(1) },
  followPhases: { values: [{ signal: new AbortController().signal, onProgress: () => undefined }] },
  runTraining: { values: [plan], open: { '0.program': 'a program', '0.program.parts.optimizer': 'a part', '0.settings': 'any settings', '0.checkpoints.store': 'a store' }, skipped: { '0.program.parts.optimizer.saveState': 'of the part' } },
}

proveDoor(door, { examples, acceptedPlaces, errorBase: MixturaError })

it.each<[string, () => unknown, string]>([
  ['an array for a tensor', () => door.logSoftmax([1, 2] as never), 'logits must be a tensor, but it is an array of 2 entries. Pass for example tf.tensor2d(rows).'],
  ['a tensor for a variable', () => door.adam({ x: square } as never), 'parameters.x must be one of variables, but it is an object. Pass for example network.parameters.'],
  ['a misspelt option', () => door.runTraining({ ...plan, epoch: 3 } as never), "option epoch must be an option that runTraining reads, but it is 'unknown'. Did you mean epochs?"],
  ['a checkpoint without a name', () => store.read(undefined as never), "checkpoint name 'undefined' must be 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or a digit. Pass for example 'digits-autoencoder'."],
  ['a row that is not there', () => door.copyAsFloat32(rows, [7], { out: new Float32Array(2) }), 'rows must be whole numbers from 0 to 5, but it is 7 at place 0. Pass for example [0, 1].'],
])('answers %s by one sentence', async (_name, call, message) => {
  expect(await messageOf(call)).toBe(message)
})
