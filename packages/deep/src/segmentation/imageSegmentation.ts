import { GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { flag, optional, readOptions, requireObject, signal, type OptionReaders } from '@mixtura/numerics/validation'
import { InvalidModelFileError, readModelFile, requireModelArrays, SavedSettings, writeModelFile, type FeedMatrix, type JsonRecord } from '@mixtura/tensor'
import { labelsOf } from '../models/labelsOf.js'
import { requireGaussianMixture } from '../models/requireGaussianMixture.js'
import { sizeOf } from '../networks/networkDesign.js'
import { savedShape } from '../networks/savedDesign.js'
import { acceptSamples, type DeepSamples } from '../samples/prepareSamples.js'
import { featureCount, pixelCount, pixelFeatures, pixelsOf, type PixelSpace } from './pixelFeatures.js'
import type { Neighbours, PottsField } from './pottsField.js'
import { solveField } from './solveField.js'

const kind = 'mixtura-image-segmentation'
const version = 1

/** Options of `segment`. */
export interface SegmentOptions {
  /** Whether to return the responsibilities too, which take 8 K bytes per pixel. */
  readonly responsibilities?: boolean
  readonly signal?: AbortSignal
}

const segmentReaders: OptionReaders<SegmentOptions> = { responsibilities: optional(flag), signal: optional(signal) }

/** Segments of images. P = height · width. */
export interface SegmentedImages {
  /** [N P] segment of each pixel, image by image, row-major. */
  readonly labels: Int32Array
  /** [N P, K] probability of each segment at each pixel; rows sum to 1. Only if it was asked for. */
  readonly responsibilities?: Matrix
  /** Whether the field converged on every image. If not, more sweeps would change responsibilities at some borders. */
  readonly converged: boolean
}

/** Parts from which a segmentation is made. */
export interface ImageSegmentationParts {
  readonly space: PixelSpace
  readonly mixture: GaussianMixture
  readonly field: PottsField
}

/**
 * Divides images into segments: a Gaussian mixture of the colours of pixels, whose components are the segments, and a Markov random
 * field, under which neighbours prefer the same segment. It uses no device memory.
 *
 * Methods that take images throw {ShapeError} for another size than in the fit and {NonFiniteValuesError} for NaN and infinities.
 */
export class ImageSegmentation {
  /** Mixture of the pixels: the channels in the units of the images, then row and column times `positionScale` if positions count. */
  readonly mixture: GaussianMixture
  /** Prior of the segments. */
  readonly field: PottsField
  /** [height, width, channels] of an image. */
  readonly shape: readonly number[]
  /** Colour units by which a pixel differs from the one beside it; 0 if positions do not count. */
  readonly positionScale: number
  readonly #space: PixelSpace

  constructor(parts: ImageSegmentationParts) {
    requireObject('parts', parts, {
      what: 'the parts of a segmentation',
      fields: { space: 'object', mixture: 'object', field: 'object' },
      remedy: 'Use fitImageSegmentation or ImageSegmentation.load, which make them.',
    })
    requireGaussianMixture('mixture', parts.mixture)
    this.mixture = parts.mixture
    this.field = parts.field
    this.shape = parts.space.shape
    this.positionScale = parts.space.positionScale
    this.#space = parts.space
  }

  /** [K, channels] mean colour of each segment, in the units of the images. */
  get colours(): Matrix {
    const { components: rows, columns: features, means } = this.mixture
    const columns = this.shape[2]
    return { data: Float64Array.from({ length: rows * columns }, (_, at) => means[Math.floor(at / columns) * features + (at % columns)]), rows, columns }
  }

  /**
   * Segments of images, each image by itself: the posterior of the mixture and, unless `smoothness` is 0, its mean field.
   *
   * @throws the reason of `signal`, when it aborts.
   */
  async segment(images: DeepSamples, options?: SegmentOptions): Promise<SegmentedImages> {
    const { responsibilities: isAsked = false, signal } = readOptions<SegmentOptions>('segment', options, segmentReaders)
    const matrix = this.#accept(images)
    const { components } = this.mixture
    const pixels = pixelCount(this.shape)
    const labels = new Int32Array(matrix.rows * pixels)
    const all = isAsked ? new Float64Array(labels.length * components) : undefined
    let converged = true
    for (let image = 0; image < matrix.rows; image++) {
      const features = pixelFeatures(matrix, this.#space, pixelsOf(Uint32Array.of(image), pixels))
      const solved = await solveField(features, { mixture: this.mixture, field: this.field, shape: this.shape, signal })
      labels.set(labelsOf(solved.responsibilities), image * pixels)
      all?.set(solved.responsibilities.data, image * pixels * components)
      converged &&= solved.converged
    }
    return { labels, ...(all && { responsibilities: { data: all, rows: labels.length, columns: components } }), converged }
  }

  /** The images with every pixel in the mean colour of its segment, [N, height · width · channels] in their units. */
  async recolour(images: DeepSamples): Promise<Matrix> {
    const matrix = this.#accept(images)
    const { labels } = await this.segment(matrix)
    const { data: colours, columns: channels } = this.colours
    const data = new Float64Array(labels.length * channels)
    labels.forEach((label, pixel) => data.set(colours.subarray(label * channels, (label + 1) * channels), pixel * channels))
    return { data, rows: matrix.rows, columns: matrix.columns }
  }

  /** Serialises the model to bytes that `load` reads. */
  async save(): Promise<Uint8Array> {
    const { shape, positionScale, mixture } = this
    const { smoothness, neighbours, externalField } = this.field
    const settings = { shape, positionScale, smoothness, neighbours, externalField: Array.from(externalField), mixture: mixture.toJSON() } as unknown as JsonRecord
    return writeModelFile(kind, version, { settings, arrays: {} })
  }

  /**
   * Reads a model that `save` wrote. Its segments are the same to the last bit.
   *
   * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
   * @throws {InvalidModelFileError} if they hold another kind of model or another version, or if settings do not match.
   * @throws {InvalidModelError} if the stored mixture is not a valid mixture.
   */
  static async load(bytes: Uint8Array): Promise<ImageSegmentation> {
    const { settings, arrays } = readModelFile(kind, version, bytes)
    requireModelArrays({}, arrays)
    const saved = new SavedSettings(settings)
    const shape = savedShape(saved, 'shape')
    if (shape.length !== 3) throw new InvalidModelFileError("setting 'shape'", '[height, width, channels]', `[${shape.join(', ')}]`)
    const space = { shape, positionScale: saved.number('positionScale', { from: 0 }) }
    const mixture = GaussianMixture.fromJSON(saved.value('mixture'))
    if (mixture.columns !== featureCount(space)) {
      throw new InvalidModelFileError('mixture', `one of ${featureCount(space)} columns, as a pixel has`, `one of ${mixture.columns}`)
    }
    const field = {
      smoothness: saved.number('smoothness', { from: 0 }),
      neighbours: savedNeighbours(saved),
      externalField: Float64Array.from(saved.numbers('externalField', mixture.components)),
    }
    return new ImageSegmentation({ space, mixture, field })
  }

  #accept(images: DeepSamples): FeedMatrix {
    return acceptSamples(images, sizeOf(this.shape))
  }
}

function savedNeighbours(saved: SavedSettings): Neighbours {
  const neighbours = saved.whole('neighbours')
  if (neighbours === 4 || neighbours === 8) return neighbours
  throw new InvalidModelFileError("setting 'neighbours'", '4 or 8', `${neighbours}`)
}
