import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure, loadSteps } from '../covariance/structures.js'
import { hasCollapsed } from '../em/collapse.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { mStep } from '../em/mStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import { regularizationMatrix, type Regularization } from '../em/regularization.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { ClassRows } from './classRows.js'
import { SingularClassError } from './singularClassError.js'

/** One Gaussian per class, with a common covariance structure. */
export interface Edda {
  /** [C] */
  readonly mixtures: readonly GaussianMixture[]
  /** Number of parameters of means and covariances, without priors. */
  readonly parameterCount: number
}

/**
 * The most likely Gaussians of given classes: one M-step from hard assignments, without iterations.
 *
 * @throws {SingularClassError} if the rows of a class alone have a singular covariance, unless regularisation is absolute.
 *   Relative regularisation would give such a class a volume that depends only on the other classes.
 * @throws {InvalidOptionError} unless there are fewer factors than columns.
 * @throws {ConstantColumnError} {DependentColumnsError} for a constant column, or linearly dependent columns.
 * @see Bensmail & Celeux, Regularized Gaussian discriminant analysis through eigenvalue decomposition (1996).
 */
export async function fitEdda(
  rows: ClassRows,
  { covarianceType, regularization, signal }: {
    readonly covarianceType: CovarianceType
    readonly regularization: Regularization
    readonly signal?: AbortSignal | undefined
  },
): Promise<Edda> {
  const { samples, codes, classes, counts } = rows
  requireFewFactors(covarianceType, samples.columns)
  await loadSteps(covarianceType)
  const { layout, parameterCount } = covarianceStructure(covarianceType)
  const statistics = statisticsOfLabels({ samples }, codes, { components: classes.length, scatter: layout.scatter })
  const addition = await regularizationMatrix(await samplesSource(samples), {
    regularization, covarianceType, drawn: { samples }, signal,
  })
  const parameters = mStep(statistics, { covarianceType, regularization: addition })
  const mixtures = classes.map((_, c) => gaussianOf(parameters, c))
  const singular = 'absolute' in regularization ? -1 : mixtures.findIndex(mixture => hasCollapsed(mixture, addition))
  if (singular >= 0) throw new SingularClassError(classes[singular], counts[singular], samples.columns, covarianceType)
  return {
    mixtures,
    parameterCount: classes.length * samples.columns + parameterCount(classes.length, samples.columns),
  }
}

/** One component as a mixture; diagonal structures stay diagonal, factors stay factors. */
function gaussianOf({ covarianceType, columns, means, covariances }: MixtureParameters, component: number): GaussianMixture {
  const { layout } = covarianceStructure(covarianceType)
  const weights = [1]
  const mean = means.slice(component * columns, (component + 1) * columns)
  if (typeof covarianceType === 'object') {
    const size = columns * (covarianceType.factors + 1)
    const factorModel = covariances.slice(component * size, (component + 1) * size)
    return GaussianMixture.fromParameters({ covarianceType, weights, means: [mean], covariances: factorModel })
  }
  const diagonal = layout.scatter === 'diagonal'
  return GaussianMixture.fromParameters({
    covarianceType: diagonal ? 'diag' : 'full',
    weights,
    means: [mean],
    covariances: diagonal
      ? layout.variances(covariances, component, columns)
      : expandCovariance(layout, covariances, { component, columns }),
  })
}
