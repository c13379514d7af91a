import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { InvalidOptionError, MixturaError } from '../errors.js'
import { toMatrix, type Samples } from '../matrix/matrix.js'
import {
  fitGaussianMixture,
  type FitOptions,
  type FitProgress,
  type GaussianMixtureFit,
} from '../mixture/fitGaussianMixture.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import { requireChoice, requireCount } from '../validation/options.js'

/** All with the usual sign: smaller is better. `icl` uses hard assignments. */
export type SelectionCriterion = 'bic' | 'aic' | 'icl'

const criteria: readonly SelectionCriterion[] = ['bic', 'aic', 'icl']

export interface SelectionProgress extends FitProgress {
  /** 0-based. */
  readonly candidate: number
  readonly candidates: number
  readonly components: number
  readonly covarianceType: CovarianceType
}

export interface SelectionOptions
  extends Omit<
    FitOptions,
    'components' | 'covarianceType' | 'initialize' | 'labelPriors' | 'noiseCovariances' | 'frozen' | 'onIteration'
  > {
  /** Every number of components between the two, both included. */
  readonly components: { readonly minimum: number; readonly maximum: number }
  /** ['full'] by default. */
  readonly covarianceTypes?: readonly CovarianceType[]
  /** 'bic' by default. */
  readonly criterion?: SelectionCriterion
  readonly initialize?: Extract<FitOptions['initialize'], string>
  /** As in fitGaussianMixture; 'stop' ends the whole selection with what has been fitted. */
  readonly onIteration?: (progress: SelectionProgress) => void | 'stop' | Promise<void | 'stop'>
}

/** One row of the table. */
export interface SelectionRow {
  readonly components: number
  readonly covarianceType: CovarianceType
  /** Null if this shape could not be fitted, and so are the numbers. */
  readonly fit: GaussianMixtureFit | null
  readonly parameterCount: number | null
  /** Nats per sample. */
  readonly meanLogLikelihood: number | null
  readonly bic: number | null
  readonly aic: number | null
  readonly icl: number | null
  readonly converged: boolean
  /** As of the fit: its criteria do not compare, so it stands behind those that did not collapse. */
  readonly collapsed: boolean
  readonly error: MixturaError | null
}

export interface Selection {
  readonly best: GaussianMixtureFit
  /** Every candidate that ran, best first; those that collapsed stand behind, those that failed last. */
  readonly table: readonly SelectionRow[]
  /** True if onIteration ended it before the last candidate. */
  readonly stopped: boolean
}

const turnMilliseconds = 30

/**
 * Fits every combination of component count and covariance type and ranks them by an information
 * criterion. A shape that cannot be fitted becomes a row with its error; the others go on.
 *
 * @param samples [N, D], finite.
 * @throws the first candidate's error if none could be fitted.
 * @see Fraley & Raftery, Model-based clustering, discriminant analysis, and density estimation (2002).
 */
export async function selectGaussianMixture(samples: Samples, options: SelectionOptions): Promise<Selection> {
  const { components, covarianceTypes = ['full'], criterion = 'bic', onIteration, ...fitOptions } = options
  requireRange(components)
  requireChoice('criterion', criterion, criteria)
  if (covarianceTypes.length === 0) {
    throw new InvalidOptionError('covarianceTypes', 'at least one covariance type', '[]', "Pass for example ['full', 'diag'].")
  }
  const shapes = covarianceTypes.flatMap(covarianceType =>
    Array.from({ length: components.maximum - components.minimum + 1 }, (_, i) => ({
      covarianceType,
      components: components.minimum + i,
    })),
  )
  const data = toMatrix(samples)
  const { sampleWeights, missing = 'error' } = options
  const totalWeight = sampleWeights?.reduce((sum, weight) => sum + weight, 0) ?? data.rows
  const table: SelectionRow[] = []
  let stopped = false
  const yieldIfDue = createYielder(turnMilliseconds)
  for (const [candidate, shape] of shapes.entries()) {
    await yieldIfDue()
    try {
      const fit = await fitGaussianMixture(data, {
        ...fitOptions,
        ...shape,
        ...(onIteration && {
          onIteration: (progress: FitProgress) =>
            onIteration({ ...progress, ...shape, candidate, candidates: shapes.length }),
        }),
      })
      stopped = fit.stopped
      const { model, converged, collapsed } = fit
      const meanLogLikelihood = fit.logLikelihoods.at(-1)!
      const deviance = -2 * meanLogLikelihood * totalWeight
      const { parameterCount } = model
      table.push({
        ...shape,
        fit,
        parameterCount,
        meanLogLikelihood,
        bic: deviance + parameterCount * Math.log(totalWeight),
        aic: deviance + 2 * parameterCount,
        icl: await model.icl(data, { assignment: 'hard', missing, ...(sampleWeights && { sampleWeights }) }),
        converged,
        collapsed,
        error: null,
      })
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      table.push({ ...shape, ...unfitted, error })
    }
    if (stopped) break
  }
  table.sort((a, b) => standing(a) - standing(b) || (a[criterion] ?? 0) - (b[criterion] ?? 0))
  const best = table[0]!.fit
  if (!best) throw table[0]!.error!
  return { best, table, stopped }
}

const unfitted = {
  fit: null, parameterCount: null, meanLogLikelihood: null, bic: null, aic: null, icl: null, converged: false,
  collapsed: false,
} as const

function standing({ fit, collapsed }: SelectionRow): number {
  if (!fit) return 2
  return collapsed ? 1 : 0
}

function requireRange({ minimum, maximum }: SelectionOptions['components']): void {
  requireCount('components.minimum', minimum, 1)
  requireCount('components.maximum', maximum, 1)
  if (maximum >= minimum) return
  throw new InvalidOptionError(
    'components.maximum',
    `at least components.minimum (${minimum})`,
    maximum,
    'Swap the two.',
  )
}
