import {
  ConstantColumnError,
  DegenerateCovarianceError,
  DependentColumnsError,
  EmptyComponentError,
  fitGaussianMixture,
  selectGaussianMixture,
  TooFewRowsError,
  type ComponentCounts,
  type FitOptions,
  type GaussianMixtureFit,
  type MixtureParameters,
  type NamedCovarianceType,
  type SelectionOptions,
  type SelectionRow,
} from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { CheckpointOptions, PhaseFollower, TrainingView } from '@mixtura/tensor'

/** A mixture by core, and the candidates that it was chosen from. */
export interface FollowedMixture {
  readonly fit: GaussianMixtureFit
  /** If there was a choice: every candidate, the best first. */
  readonly candidates?: readonly SelectionRow[]
}

type SearchProgress = Parameters<NonNullable<FitOptions['onProgress']>>[0]

/** Options of core. With several numbers of components or several structures, a criterion chooses, BIC by default. */
export interface FollowedMixtureOptions
  extends Pick<SelectionOptions<ComponentCounts>, 'criterion' | 'initialize' | 'starts' | 'seed' | 'tolerance' | 'maxIterations' | 'regularization' | 'signal'> {
  readonly components: number | ComponentCounts
  readonly covarianceTypes?: readonly NamedCovarianceType[]
  readonly checkpoints?: CheckpointOptions & { readonly name: string }
}

interface MixtureFollow<Phase extends string> {
  readonly phase: Phase
  readonly follow: Pick<PhaseFollower<Phase>, 'isStopped' | 'report'>
  readonly view?: (parameters: MixtureParameters) => Promise<TrainingView>
}

/**
 * Fits a mixture by core as a phase of a fit.
 *
 * With a checkpoint store, core's checkpoint is written after iterations, which count as steps and as epochs: after each one, or, if only
 * `everySeconds` is given, after the first that ends so long after the last write. A fit that finds one there resumes from it. The checkpoint
 * of a finished fit stays: resumed from it, the fit returns at once.
 *
 * @param rows [N, D] row-major.
 * @param follow hears of each iteration as an epoch of `phase`; if it answers 'stop', the best mixture so far is returned.
 */
export async function followedMixture<Phase extends string>(
  rows: Matrix,
  { components, covarianceTypes, criterion, checkpoints, ...search }: FollowedMixtureOptions,
  { phase, follow, view }: MixtureFollow<Phase>,
): Promise<FollowedMixture> {
  const { store, name = '', resume: resumes = true, everySteps = Infinity, everySeconds = Infinity, everyEpochs = everySeconds === Infinity ? 1 : Infinity } = checkpoints ?? {}
  let epoch = 0
  let writtenAt = performance.now()
  const isWriteDue = (): boolean => (epoch + 1) % Math.min(everySteps, everyEpochs) === 0 || performance.now() - writtenAt >= 1000 * everySeconds
  const onProgress = async (progress: SearchProgress): Promise<void | 'stop'> => {
    if (progress.phase === 'draw') return follow.isStopped() ? 'stop' : undefined
    // After 'stop' core still evaluates the model that it keeps. A later fit must not resume from there.
    if (store && !follow.isStopped() && isWriteDue()) {
      await store.write(name, progress.checkpoint())
      writtenAt = performance.now()
    }
    const { meanLogLikelihood, parameters } = progress
    return follow.report({ phase, epoch: ++epoch, metrics: { meanLogLikelihood }, ...(view && { view: () => view(parameters) }) })
  }
  const resume = resumes ? await store?.read(name) : undefined
  const options = { ...search, onProgress, ...(resume && { resume }) }
  if (typeof components === 'number' && (covarianceTypes?.length ?? 1) === 1) {
    return { fit: await fitGaussianMixture(rows, { components, ...(covarianceTypes && { covarianceType: covarianceTypes[0]! }), ...options }) }
  }
  const { best, table } = await selectGaussianMixture(rows, {
    components: typeof components === 'number' ? [components] : components,
    ...(covarianceTypes && { covarianceTypes }),
    ...(criterion && { criterion }),
    ...options,
    onCandidate: async ({ checkpoint }) => {
      if (follow.isStopped()) return 'stop'
      await store?.write(name, checkpoint())
      return undefined
    },
  })
  return { fit: best, candidates: table }
}

/** The fit, or undefined if core refuses the rows: they are constant, depend on each other, or are too few for the components. */
export async function unlessUnfit<Fit>(fit: () => Promise<Fit>): Promise<Fit | undefined> {
  try {
    return await fit()
  } catch (error) {
    if (unfit.some(kind => error instanceof kind)) return undefined
    throw error
  }
}

const unfit = [ConstantColumnError, DependentColumnsError, DegenerateCovarianceError, EmptyComponentError, TooFewRowsError]
