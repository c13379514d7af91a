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
 * Fits a mixture to pixels by core. Core's own checkpoint of every E-step is written to the store under the name of the phase, and the
 * fit resumes from the one that is there; after the last E-step there is nothing left to do.
 *
 * @param pixels [P, F]
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
    // After 'stop' core still evaluates what it keeps; a fit that goes on must not resume from there.
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
