import { requireObject } from '@mixtura/numerics/validation'
import {
  InvalidModelFileError,
  type JsonRecord,
  type JsonValue,
  readModelFile,
  requireModelArrays,
  requireModelField,
  SavedSettings,
  writeModelFile,
} from '@mixtura/tensor'
import type { NamedArrays } from '../learners/learner.js'
import { shapesOf, withPrefix } from '../learners/namedArrays.js'
import { namedArrays } from '../learners/readLearner.js'
import { prototypeCovarianceTypes } from './classGaussians.js'
import {
  convolutionalEmbedding,
  convolutionalKernels,
  denseEmbedding,
  denseKernels,
  requireEmbedding,
  shapesOfKernels,
  type ConvolutionalEmbeddingOptions,
  type DenseEmbeddingOptions,
  type Embedding,
} from './embedding.js'
import { firstParameters, type PrototypeModel } from './prototypeModel.js'
import { createPrototypeStart, type PrototypeStart } from './prototypeStart.js'

const kind = 'prototypes'
const version = 1

/** Serialises a prototypical network: its embedding, Gaussians and history. */
export function savePrototypes(start: PrototypeStart): Uint8Array {
  requireObject('start', start, { what: 'what metaTrainPrototypes answered', fields: { model: 'object', parameters: 'object', history: 'list' }, remedy: 'Pass it as it is.' })
  namedArrays('start.parameters', start.parameters)
  const { model, parameters, history } = start
  requireEmbedding('start.model.embedding', model.embedding)
  const { embedding, shape, refinementSteps } = model
  return writeModelFile(kind, version, {
    settings: {
      embedding: settingsOf(embedding),
      shape: { ...shape },
      refinementSteps,
      // Numbers of a history are finite, and JSON stores finite numbers exactly.
      history: history as unknown as JsonValue,
    },
    arrays: parameters,
  })
}

/**
 * Reads a prototypical network that savePrototypes wrote.
 *
 * @param embedding like the one that was saved. It is needed for a custom embedding, because a file holds no functions.
 * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
 * @throws {InvalidModelFileError} if they hold something else, the embedding differs, or settings and arrays do not match.
 * @throws {InvalidOptionError} if the settings of the embedding are invalid.
 */
export function loadPrototypes(bytes: Uint8Array, embedding?: Embedding): PrototypeStart {
  if (embedding !== undefined) requireEmbedding('embedding', embedding)
  const { settings, arrays } = readModelFile(kind, version, bytes, 'function')
  const saved = new SavedSettings(settings, 'function')
  const own = embedding ?? knownEmbedding(saved.settings('embedding'), arrays)
  requireModelField('embedding', { expected: JSON.stringify(saved.value('embedding') ?? null), actual: JSON.stringify(settingsOf(own)), loader: 'function' })
  const model: PrototypeModel = {
    embedding: { ...own, parameters: withPrefix('embedding/', arrays) },
    shape: shapeFrom(saved.settings('shape'), own),
    refinementSteps: saved.whole('refinementSteps', { from: 0, to: maxSteps }),
  }
  requireModelArrays(shapesOf(firstParameters(model, 1)), arrays, 'function')
  return createPrototypeStart(model, arrays, saved.history('history'))
}

/** Largest numbers of steps, classes and prototypes that a file may ask for; no training takes as many. */
const maxSteps = 10_000
const maxClasses = 100_000

function settingsOf({ kind: own, settings }: Embedding): JsonRecord {
  return { kind: own, ...settings }
}

function shapeFrom(saved: SavedSettings, { inputs }: Embedding): PrototypeModel['shape'] {
  return {
    columns: saved.whole('columns', { from: inputs, to: inputs }),
    classes: saved.whole('classes', { to: maxClasses }),
    prototypesPerClass: saved.whole('prototypesPerClass', { to: maxClasses }),
    covarianceType: saved.oneOf('covarianceType', prototypeCovarianceTypes),
  }
}

/** Makes an embedding of this package from its settings, after checking the shapes of the arrays. */
function knownEmbedding(saved: SavedSettings, arrays: NamedArrays): Embedding {
  const requireKernels = (kernels: readonly (readonly number[])[]): void =>
    requireModelArrays(shapesOfKernels(kernels), withPrefix('embedding/', arrays), 'function')
  switch (saved.value('kind')) {
    case 'dense':
      requireKernels(denseKernels(denseFrom(saved)))
      return denseEmbedding(denseFrom(saved))
    case 'convolutional':
      requireKernels(convolutionalKernels(convolutionalFrom(saved)))
      return convolutionalEmbedding(convolutionalFrom(saved))
    default:
      throw new InvalidModelFileError('embedding', saved.json, 'not given', 'function')
  }
}

function denseFrom(saved: SavedSettings): DenseEmbeddingOptions {
  return { inputs: saved.whole('inputs'), widths: saved.wholes('widths') }
}

function convolutionalFrom(saved: SavedSettings): ConvolutionalEmbeddingOptions {
  return {
    height: saved.whole('height'),
    width: saved.whole('width'),
    channels: saved.whole('channels'),
    filters: saved.wholes('filters'),
    window: saved.whole('window'),
    widths: saved.wholes('widths'),
  }
}
