import { fitGaussianMixture, selectGaussianMixture, type FitOptions, type GaussianMixtureFit, type MixtureParameters, type SelectionRow } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { PhaseFollower, TrainingView } from '@mixtura/tensor'
import type { ImageSegmentationOptions } from './segmentationOptions.js'

/** The mixture of the single pixels. */
export interface PixelMixture {
  readonly fit: GaussianMixtureFit
  /** If a range of components was asked for: every number that was tried, the best first. */
  readonly candidates?: readonly SelectionRow[]
}

type SearchProgress = Parameters<NonNullable<FitOptions['onProgress']>>[0]

type MixtureOptions = Pick<
  ImageSegmentationOptions,
  'components' | 'covarianceType' | 'initialize' | 'starts' | 'seed' | 'tolerance' | 'maxIterations' | 'regularization' | 'signal' | 'checkpoints'
>

interface MixtureFollow {
  readonly phase: 'mixture' | 'neighbourhoods'
  readonly follow: PhaseFollower<'mixture' | 'neighbourhoods'>
  readonly view: (parameters: MixtureParameters) => Promise<TrainingView>
}

/**
 * Fits a mixture to pixels by core. If `components` is a range, core tries every number in it, and the smallest BIC decides.
 *
 * With a checkpoint store, core's checkpoint is written after every iteration under the name NAME-PHASE, and a fit that finds one there
 * resumes from it. The checkpoint of a finished fit stays: resumed from it, the fit returns at once.
 *
 * @param pixels [P, F] row-major, the features of P pixels.
 * @param follow hears of each iteration as an epoch of `phase`; if it answers 'stop', the best mixture so far is returned.
 */
export async function fitPixelMixture(
  pixels: Matrix,
  { components, covarianceType, checkpoints, ...search }: MixtureOptions,
  { phase, follow, view }: MixtureFollow,
): Promise<PixelMixture> {
  const { store } = checkpoints ?? {}
  const name = `${checkpoints?.name ?? 'segmentation'}-${phase}`
  let epoch = 0
  const onProgress = async (progress: SearchProgress): Promise<void | 'stop'> => {
    if (progress.phase === 'draw') return follow.isStopped() ? 'stop' : undefined
    // After 'stop' core still evaluates the model that it keeps. A later fit must not resume from there.
    if (!follow.isStopped()) await store?.write(name, progress.checkpoint())
    const { meanLogLikelihood, parameters } = progress
    return follow.report({ phase, epoch: ++epoch, metrics: { meanLogLikelihood }, view: () => view(parameters) })
  }
  const resume = await store?.read(name)
  const options = { ...search, onProgress, ...(resume && { resume }) }
  if (typeof components === 'number') {
    return { fit: await fitGaussianMixture(pixels, { components, ...(covarianceType && { covarianceType }), ...options }) }
  }
  const { best, table } = await selectGaussianMixture(pixels, {
    components,
    ...(covarianceType && { covarianceTypes: [covarianceType] }),
    ...options,
    onCandidate: async ({ checkpoint }) => {
      if (follow.isStopped()) return 'stop'
      await store?.write(name, checkpoint())
      return undefined
    },
  })
  return { fit: best, candidates: table }
}
