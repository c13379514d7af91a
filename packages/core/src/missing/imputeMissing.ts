import { conditionalCoefficients, type Matrix, type Samples, toMatrix } from '@mixtura/numerics'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import { requireModel, type GaussianMixture } from '../mixture/gaussianMixture.js'
import { groupByPattern } from '../statistics/missingPatterns.js'

/**
 * The samples with each missing cell (NaN) replaced by its expectation given the observed cells of the row,
 * Σ_k r_nk (μ_k + Σ_mo Σ_oo⁻¹ (x_o - μ_o)). Imputed cells vary less than the true values; for fits, pass
 * `missing: 'marginalize'` instead.
 *
 * @param samples [N, D], data units; not modified.
 * @returns [N, D]
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is infinite.
 * @see Little & Rubin, Statistical Analysis with Missing Data (2002), sec. 11.2.
 */
export async function imputeMissing(model: GaussianMixture, samples: Samples): Promise<Matrix> {
  requireModel('model', model)
  const data = toMatrix(samples)
  const { rows, columns } = data
  const responsibilities = await model.responsibilities(data, { missing: 'marginalize' })
  const { layout } = covarianceStructure(model.covarianceType)
  const imputed = Float64Array.from(data.data)
  for (const pattern of groupByPattern(data)) {
    const { observed } = pattern
    const missing = Array.from({ length: columns }, (_, i) => i).filter(i => !observed.includes(i))
    for (const row of pattern.rows) for (const column of missing) imputed[row * columns + column] = 0
    for (let k = 0; k < model.components; k++) {
      const mean = model.componentMean(k)
      // Without correlations, the expectation of a missing cell is the mean.
      const coefficients = layout.scatter === 'diagonal'
        ? undefined
        : conditionalCoefficients(expandCovariance(layout, model.covariances, { component: k, columns }), columns, observed).coefficients
      for (const row of pattern.rows) {
        const responsibility = responsibilities.data[row * model.components + k]
        for (const column of missing) {
          let expected = mean[column]
          if (coefficients) observed.forEach((given, i) => {
            expected += coefficients[column * observed.length + i] * (data.data[row * columns + given] - mean[given])
          })
          imputed[row * columns + column] += responsibility * expected
        }
      }
    }
  }
  return { data: imputed, rows, columns }
}
