import { GaussianMixture, gaussianFitDefaults, type GaussianMixtureFit, type SelectionRow } from '@mixtura/core'
import { createRandom, drawRowNumbers, forkSeed, type Matrix } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import { followPhases, type EpochRecord, type FeedMatrix, type TrainingEnd, type TrainingView } from '@mixtura/tensor'
import { followedMixture, unlessUnfit, type FollowedMixture } from '../mixtures/followedMixture.js'
import { prepareSamples, type DeepSamples } from '../samples/prepareSamples.js'
import { likeliestStart, plainField, type FieldStart, type FieldState } from './fieldStart.js'
import { fitField } from './fitField.js'
import { ImageSegmentation } from './imageSegmentation.js'
import { localMeans } from './localMeans.js'
import { pixelCount, pixelFeatures, pixelsOf, positionScaleOf } from './pixelFeatures.js'
import { segmentationDefaults, segmentationReaders, type ImageSegmentationOptions, type SegmentationPhase } from './segmentationOptions.js'

/** Result of `fitImageSegmentation`. */
export interface ImageSegmentationFit {
  readonly model: ImageSegmentation
  /** Fit of the mixture to single pixels, before the field. */
  readonly mixtureFit: GaussianMixtureFit
  /** If a range of components was asked for: every number that was tried, the best first. */
  readonly candidates?: readonly SelectionRow[]
  /** Number of pixels that the mixture was fitted to: all, or as many as were drawn. */
  readonly pixels: number
  /** Number of whole images that the rounds with the field used: all, or as many as were drawn; 0 without such rounds. */
  readonly fieldImages: number
  /** Start of the rounds, the more likely of two: segments of single pixels or of means of neighbourhoods. Undefined without rounds. */
  readonly fieldStart: FieldStart['name'] | undefined
  /** Rounds with the field, with `change` and `meanLogLikelihood` as in progress. */
  readonly history: readonly EpochRecord[]
  /** True if the field left a segment too few pixels for its covariance, so that the rounds ended: use fewer components or less smoothness. */
  readonly starved: boolean
  /** 'converged' if the mixture and the field did, 'stopped' if `onProgress` answered 'stop'. */
  readonly end: TrainingEnd
}

/**
 * Divides images into segments of similar colour:
 *
 *   1. Fit a Gaussian mixture to the colours of pixels, and their positions if asked for.
 *   2. Fit another one to the means of neighbourhoods, and start from the more likely of the two (`likeliestStart`).
 *   3. Continue with a Markov random field, under which neighbours prefer the same segment (`fitField`).
 *
 * `model.segment` divides the images themselves and others of the same size. Colours keep their units, bytes or floats; the fit does
 * not depend on them.
 *
 * 'stop' from `onProgress` before the rounds leaves them out. The external field is then the logarithms of the weights.
 *
 * @param images [N, height · width · channels], pixel after pixel, channels last.
 * @throws {ShapeError} {NonFiniteValuesError} for images that cannot be used.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {TooFewRowsError} for fewer pixels than components.
 * @throws {ConstantColumnError} {DependentColumnsError} for channels that are constant or equal to another channel.
 * @throws {CheckpointMismatchError} {InvalidCheckpointError} if the checkpoint in the store is not of this fit.
 * @throws the reason of `signal`, when it aborts.
 */
export async function fitImageSegmentation(images: DeepSamples, given: ImageSegmentationOptions): Promise<ImageSegmentationFit> {
  const options = readOptions<ImageSegmentationOptions>('fitImageSegmentation', given, segmentationReaders)
  const { shape, position, smoothness, neighbours, pixels: limit, rounds, onProgress, covarianceType: structure, checkpoints, ...mixtureOptions } = { ...segmentationDefaults, ...options }
  const { matrix } = prepareSamples(images, { shape, scale: 'none', components: 1 })
  const { signal, seed = gaussianFitDefaults.seed, regularization } = mixtureOptions
  const covarianceType = structure ?? gaussianFitDefaults.covarianceType
  signal?.throwIfAborted()
  const follow = followPhases<SegmentationPhase>({ signal, onProgress })
  const perImage = pixelCount(shape)
  const drawn = drawRowNumbers(matrix.rows * perImage, limit, createRandom(forkSeed(seed, 'pixels')))
  const space = { shape, positionScale: positionScaleOf(position, pixelFeatures(matrix, { shape, positionScale: 0 }, drawn), shape) }
  const modelOf = ({ mixture, field }: FieldState): ImageSegmentation => new ImageSegmentation({ space, mixture, field })
  const view = (state: FieldState): Promise<TrainingView> => pictures(modelOf(state), matrix)
  const fitMixture = (pixels: Matrix, phase: 'mixture' | 'neighbourhoods', components: ImageSegmentationOptions['components']): Promise<FollowedMixture> =>
    followedMixture(pixels, {
      ...mixtureOptions,
      components,
      ...(structure && { covarianceTypes: [structure] }),
      ...(checkpoints && { checkpoints: { store: checkpoints.store, name: `${checkpoints.name ?? 'segmentation'}-${phase}` } }),
    }, {
      phase, follow, view: parameters => view(plainField(new GaussianMixture(parameters), { smoothness, neighbours })),
    })

  const { fit: mixtureFit, candidates } = await fitMixture(pixelFeatures(matrix, space, drawn), 'mixture', options.components)
  const plain = plainField(mixtureFit.model, { smoothness, neighbours })
  const outcome = { mixtureFit, ...(candidates && { candidates }), pixels: drawn.length }
  const unsmoothed = (end: TrainingEnd): ImageSegmentationFit => ({ ...outcome, model: modelOf(plain), fieldImages: 0, fieldStart: undefined, history: [], starved: false, end })
  if (follow.isStopped()) return unsmoothed('stopped')
  if (smoothness === 0 || rounds === 0) return unsmoothed(mixtureFit.converged ? 'converged' : 'finished')

  const fieldImages = drawRowNumbers(matrix.rows, Math.max(1, Math.floor(limit / perImage)), createRandom(forkSeed(seed, 'images')))
  const features = pixelFeatures(matrix, space, pixelsOf(fieldImages, perImage))
  const means = localMeans(features, shape)
  const ofMeans = await unlessUnfit(() => fitMixture(means, 'neighbourhoods', mixtureFit.model.components))
  if (follow.isStopped()) return unsmoothed('stopped')
  const assignment = { covarianceType, regularization }
  const start = await likeliestStart(features, plain, { ...assignment, ...follow.abort, shape, local: ofMeans && { mixture: ofMeans.fit.model, means } })
  const { history, starved, converged, ...state } = await fitField(features, start, { ...assignment, shape, rounds, follow, view })
  const end = follow.isStopped() ? 'stopped' : mixtureFit.converged && converged ? 'converged' : 'finished'
  return { ...outcome, model: modelOf(state), fieldImages: fieldImages.length, fieldStart: start.name, history, starved, end }
}

/** Maximum number of pixels in the pictures of a view; it has one image at least. */
const maxShownPixels = 20_000

/** The first images in the colours of their segments. */
async function pictures(model: ImageSegmentation, { data, rows, columns }: FeedMatrix): Promise<TrainingView> {
  const shown = Math.min(rows, Math.max(1, Math.floor(maxShownPixels / pixelCount(model.shape))))
  return { kind: 'samples', samples: await model.recolour({ data: data.subarray(0, shown * columns), rows: shown, columns }) }
}
