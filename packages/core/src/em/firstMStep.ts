import type { CovarianceType, ProjectedIterate } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import { projectedIterate, scatterRequest } from '../statistics/projections.js'
import type { StatisticsRequest } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { mStep } from './mStep.js'
import type { MixtureParameters } from '../model/parameters.js'

/** Rounds that turn directions of chance into those in which rows vary most; EM goes on from there. */
const rounds = 4

/**
 * The mixture that an M-step makes of given responsibilities, with no mixture before it. Where the structure takes projected
 * scatters, their directions are found by some rounds over the same responsibilities.
 *
 * @param accumulate statistics of the responsibilities as requested, which do not depend on covariances.
 */
export async function firstMStep(
  accumulate: (request: Pick<StatisticsRequest, 'scatter' | 'directions'>) => SufficientStatistics | Promise<SufficientStatistics>,
  { covarianceType, columns, regularization }: {
    readonly covarianceType: CovarianceType
    readonly columns: number
    /** As in the M-step. */
    readonly regularization: Float64Array
  },
): Promise<MixtureParameters> {
  const { layout, projected } = covarianceStructure(covarianceType)
  if (!projected?.applies(columns)) return mStep(await accumulate({ scatter: layout.scatter }), { covarianceType, regularization })
  const moments = mStep(await accumulate({ scatter: 'diagonal' }), { covarianceType: 'diag', regularization })
  let parameters: MixtureParameters = { ...moments, covarianceType, covariances: projected.begin(moments.covariances, moments) }
  let before: ProjectedIterate | undefined
  for (let round = 0; round < rounds; round++) {
    const seen = await accumulate(scatterRequest(parameters, before))
    before = projectedIterate(parameters, seen)
    parameters = mStep(seen, { covarianceType, regularization, previous: parameters })
  }
  return parameters
}
