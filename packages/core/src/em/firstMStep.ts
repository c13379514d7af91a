import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import type { CovarianceType, ProjectedIterate } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import { projectedIterate, scatterRequest } from '../statistics/projections.js'
import type { StatisticsRequest } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from '../model/parameters.js'

/** Rounds that turn random directions towards those of largest variance; EM then improves them further. */
const rounds = 2

/**
 * The M-step from given responsibilities, without an earlier mixture. If the structure takes projected scatters, a few
 * rounds over the same responsibilities find their directions.
 *
 * @param accumulate gives the requested statistics of the responsibilities, which do not depend on covariances.
 */
export async function firstMStep(
  accumulate: (request: Pick<StatisticsRequest, 'scatter' | 'directions'>) => SufficientStatistics | Promise<SufficientStatistics>,
  { covarianceType, columns, regularization, steps }: {
    readonly covarianceType: CovarianceType
    readonly columns: number
    /** As in `mStep`. */
    readonly regularization: Float64Array
    /** Kernels of the structure, if it has some. */
    readonly steps?: AnalyserSteps | undefined
  },
): Promise<MixtureParameters> {
  const { layout, projected } = covarianceStructure(covarianceType)
  if (!projected?.applies(columns)) return mStep(await accumulate({ scatter: layout.scatter }), { covarianceType, regularization })
  const moments = mStep(await accumulate({ scatter: 'diagonal' }), { covarianceType: 'diag', regularization })
  let parameters: MixtureParameters = { ...moments, covarianceType, covariances: projected.begin(moments.covariances, moments) }
  let before: ProjectedIterate | undefined
  for (let round = 0; round < rounds; round++) {
    const seen = await accumulate(scatterRequest(parameters, before, steps))
    before = projectedIterate(parameters, seen)
    parameters = mStep(seen, { covarianceType, regularization, previous: parameters, steps })
  }
  return parameters
}
