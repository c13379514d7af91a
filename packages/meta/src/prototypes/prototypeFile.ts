import { type EpochRecord, type JsonRecord, type JsonValue, readModelFile, requireModelField, writeModelFile } from '@mixtura/tensor'
import { withPrefix } from '../learners/namedArrays.js'
import { convolutionalEmbedding, denseEmbedding, type ConvolutionalEmbeddingOptions, type DenseEmbeddingOptions, type Embedding } from './embedding.js'
import type { PrototypeModel } from './prototypeModel.js'
import { createPrototypeStart, type PrototypeStart } from './prototypeStart.js'

const kind = 'prototypes'
const version = 1

/** A prototypical network as bytes: its embedding, Gaussians and history. */
export function savePrototypes({ model, parameters, history }: PrototypeStart): Uint8Array {
  const { embedding, shape, refinementSteps } = model
  return writeModelFile(kind, version, {
    settings: {
      embedding: settingsOf(embedding),
      shape: { ...shape },
      refinementSteps,
      // Numbers of a history are finite, and JSON keeps those exactly.
      history: history as unknown as JsonValue,
    },
    arrays: parameters,
  })
}

/**
 * A prototypical network as savePrototypes wrote it.
 *
 * @param embedding like the one that was saved; needed for one's own, since a file holds no functions.
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they hold something else, or the embedding is another.
 */
export function loadPrototypes(bytes: Uint8Array, embedding?: Embedding): PrototypeStart {
  const { settings, arrays } = readModelFile(kind, version, bytes, 'function')
  const saved = settings.embedding as JsonRecord
  const own = embedding ?? knownEmbedding(saved)
  requireModelField('embedding', { expected: JSON.stringify(saved), actual: own ? JSON.stringify(settingsOf(own)) : 'not given', loader: 'function' })
  const model: PrototypeModel = {
    embedding: { ...own!, parameters: withPrefix('embedding/', arrays) },
    shape: settings.shape as unknown as PrototypeModel['shape'],
    refinementSteps: Number(settings.refinementSteps),
  }
  return createPrototypeStart(model, arrays, settings.history as unknown as readonly EpochRecord[])
}

function settingsOf({ kind: own, settings }: Embedding): JsonRecord {
  return { kind: own, ...settings }
}

function knownEmbedding({ kind: own, ...settings }: JsonRecord): Embedding | undefined {
  if (own === 'dense') return denseEmbedding(settings as unknown as DenseEmbeddingOptions)
  if (own === 'convolutional') return convolutionalEmbedding(settings as unknown as ConvolutionalEmbeddingOptions)
  return undefined
}
