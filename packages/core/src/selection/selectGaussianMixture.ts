import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { InvalidOptionError, MixturaError } from '../errors.js'
import { toMatrix, type Samples } from '../matrix/matrix.js'
import {
  fitGaussianMixture,
  type FitOptions,
  type FitProgress,
  type GaussianMixtureFit,
} from '../mixture/fitGaussianMixture.js'
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
  extends Omit<FitOptions, 'components' | 'covarianceType' | 'initialize' | 'onIteration'> {
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
  readonly error: MixturaError | null
}

export interface Selection {
  readonly best: GaussianMixtureFit
  /**
   * Every candidate that ran, best first; those whose components collapsed stand behind, since their likelihood
   * measures the regularisation, and those that failed stand last.
   */
  readonly table: readonly SelectionRow[]
  /** True if onIteration ended it before the last candidate. */
  readonly stopped: boolean
}

/**
 * Fits every combination of component count and covariance type and ranks them by an information
 * criterion. A shape that collapses becomes a row with its error; the others go on.
 *
 * @param samples [N, D], finite.
 * @throws the first candidate's error if none could be fitted.
 * @see Fraley & Raftery, Model-based clustering, discriminant analysis, and density estimation (2002).
 */
export async function selectGaussianMixture(samples: Samples, options: SelectionOptions): Promise<Selection> {
  const { components, covarianceTypes = ['full'], criterion = 'bic', onIteration, ...fitOptions } = options
  requireRange(components)
  requireChoice('criterion', criterion, criteria)
  const shapes = covarianceTypes.flatMap(covarianceType =>
    Array.from({ length: components.maximum - components.minimum + 1 }, (_, i) => ({
      covarianceType,
      components: components.minimum + i,
    })),
  )
  const data = toMatrix(samples)
  const table: SelectionRow[] = []
  let stopped = false
  for (const [candidate, shape] of shapes.entries()) {
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
      const { model, converged } = fit
      const meanLogLikelihood = fit.logLikelihoods.at(-1)!
      const deviance = -2 * meanLogLikelihood * data.rows
      const { parameterCount } = model
      table.push({
        ...shape,
        fit,
        parameterCount,
        meanLogLikelihood,
        bic: deviance + parameterCount * Math.log(data.rows),
        aic: deviance + 2 * parameterCount,
        icl: await model.icl(data, { assignment: 'hard' }),
        converged,
        error: null,
      })
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      table.push({ ...shape, ...unfitted, error })
    }
    if (stopped) break
  }
  table.sort((a, b) => rank(a) - rank(b) || (a[criterion] ?? 0) - (b[criterion] ?? 0))
  const best = table[0]!.fit
  if (!best) throw table[0]!.error!
  return { best, table, stopped }
}

/** Fits whose components all have volume first, then those with collapsed ones, then failures. */
function rank({ fit }: SelectionRow): number {
  if (!fit) return 2
  return fit.collapsed.length > 0 ? 1 : 0
}

const unfitted = {
  fit: null, parameterCount: null, meanLogLikelihood: null, bic: null, aic: null, icl: null, converged: false,
} as const

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
