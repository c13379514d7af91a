import { covarianceTypes, type ComponentRange, type NamedCovarianceType, type Regularization, type StartMethod } from '@mixtura/core'
import { regularization } from '@mixtura/core/validation'
import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, isRecord, nonNegative, optional, record, seed, text, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { followReaders, modelReaders, trainingReaders, type CheckpointStore, type FollowOptions } from '@mixtura/tensor'
import type { Neighbours } from './pottsField.js'

/**
 * Phases of a fit:
 *
 *   'mixture'          EM on the pixels; epochs are E-steps of core's search, with the metric `meanLogLikelihood`, nats per pixel
 *   'neighbourhoods'   the same on the means of neighbourhoods, which give the field another start
 *   'field'            rounds with the Markov random field, with the metrics `change`, the share of the pixels that changed their
 *                      segment, and `meanLogLikelihood`, given the neighbours
 *
 * If `smoothness` or `rounds` is 0, there is only the first phase. Images of a few pixels have no 'neighbourhoods'.
 *
 * The views are pictures of the first images in the mean colours of their segments.
 */
export type SegmentationPhase = 'mixture' | 'neighbourhoods' | 'field'

/** Options of `fitImageSegmentation`. */
export interface ImageSegmentationOptions extends FollowOptions<SegmentationPhase> {
  /** [height, width, channels] of every image. */
  readonly shape: readonly number[]
  /**
   * K, the number of segments; or a range, from which BIC chooses. BIC treats pixels as independent rows, but neighbouring pixels are
   * not independent, so it tends to choose too many.
   */
  readonly components: number | ComponentRange
  /** Covariance structure of the colours of a segment; 'full' by default. */
  readonly covarianceType?: NamedCovarianceType
  /**
   * Weight of a pixel's row and column as two further features; 0 by default, which leaves them out. At 1 they vary along the longer
   * side as much as the colours do. The weight matters to structures that compare columns, such as 'spherical'; the likelihood of
   * 'full' and 'diag' does not depend on the units of a column.
   */
  readonly position?: number
  /**
   * β, the strength of the field, from 0: what a neighbour adds to the log-odds of its segment. 1 by default. 0 leaves the
   * field out: each pixel is then judged by its own features alone.
   */
  readonly smoothness?: number
  /** Whether pixels that touch at a corner are neighbours (8, the default) or not (4). */
  readonly neighbours?: Neighbours
  /**
   * Maximum number of pixels that the mixture is fitted to; 100,000 by default. If there are more, this many are drawn. The rounds with
   * the field use whole images, drawn so that they have at most this many pixels together, and at least one image.
   */
  readonly pixels?: number
  /** Maximum number of rounds with the field; 100 by default. 0 keeps the mixture of the single pixels. */
  readonly rounds?: number
  /** As in fitGaussianMixture of core. */
  readonly initialize?: StartMethod
  /** As in fitGaussianMixture of core. */
  readonly starts?: number
  /** As in fitGaussianMixture of core; nats per pixel. */
  readonly tolerance?: number
  /** As in fitGaussianMixture of core. */
  readonly maxIterations?: number
  /** As in fitGaussianMixture of core. */
  readonly regularization?: Regularization
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /**
   * Store that the fit is written to after every E-step of the mixtures. The fit resumes from a checkpoint that is already there.
   * Rounds with the field are computed again, which gives the same bits.
   */
  readonly checkpoints?: { readonly store: CheckpointStore; /** 'segmentation' by default. */ readonly name?: string }
}

/** Defaults of `fitImageSegmentation` beside those of `fitGaussianMixture`. */
export const segmentationDefaults = Object.freeze({
  position: 0,
  smoothness: 1,
  neighbours: 8,
  pixels: 100_000,
  rounds: 100,
} as const satisfies Partial<ImageSegmentationOptions>)

const imageShape: Reader<readonly number[]> = (name, value) => {
  const shape = Array.isArray(value) && value.length === 3 ? modelReaders.sizes(name, value) : undefined
  if (shape) return shape
  throw new InvalidOptionError(name, '[height, width, channels] of the images', value, `Pass for example ${name}: [28, 28, 1].`)
}

const components: Reader<number | ComponentRange> = (name, value) => {
  if (!isRecord(value)) return count(1)(name, value)
  const range = record<ComponentRange>({ minimum: count(1), maximum: count(1) })(name, value)
  if (range.minimum <= range.maximum) return range
  throw new InvalidOptionError(`${name}.maximum`, `at least the minimum, ${range.minimum}`, range.maximum, `Pass for example ${name}: { minimum: 2, maximum: 6 }.`)
}

const neighbours: Reader<Neighbours> = (name, value) => {
  if (value === 4 || value === 8) return value
  throw new InvalidOptionError(name, '4 or 8', value, `Pass for example ${name}: 8.`)
}

/** Readers of every option. */
export const segmentationReaders: OptionReaders<ImageSegmentationOptions> = {
  shape: imageShape,
  components,
  covarianceType: optional(choice(covarianceTypes)),
  position: optional(nonNegative(1)),
  smoothness: optional(nonNegative(1)),
  neighbours: optional(neighbours),
  pixels: optional(count(1)),
  rounds: optional(count(0)),
  initialize: optional(choice(['k-means++', 'k-means', 'random', 'hierarchical'])),
  starts: optional(count(1)),
  tolerance: optional(nonNegative(1e-7)),
  maxIterations: optional(count(0)),
  regularization: optional(regularization),
  seed: optional(seed),
  ...followReaders,
  checkpoints: optional(record<NonNullable<ImageSegmentationOptions['checkpoints']>>({ store: trainingReaders.checkpointStore, name: optional(text('segmentation')) })),
}
