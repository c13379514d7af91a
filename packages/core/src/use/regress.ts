import { createYielder, type Matrix, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { readOptions, requireIndices } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { createConditioning, type Conditioning } from '../mixture/conditioning.js'
import { FarSampleError } from '../errors.js'
import { otherColumns } from '../mixture/selectColumns.js'
import { requireMixture } from '../model/requireMixture.js'

/** Options of `regress`. */
export interface RegressOptions {
  /** Columns of the mixture that are known, 0-based, distinct. */
  readonly predictors: readonly number[]
  /** Columns to predict; by default all others, ascending. */
  readonly responses?: readonly number[]
}

/** Predicted moments of R responses for each of N rows. */
export interface RegressionPrediction {
  /** [N, R] E[y given x], data units. */
  readonly means: Matrix
  /** [N, R, R] row-major, Cov[y given x], data units squared. */
  readonly covariances: Float64Array
}

/** Rows between two looks at the clock, which takes longer than a row. */
const rowsPerTimeCheck = 256

/**
 * Gaussian mixture regression: mean and covariance of the responses y given the predictors x,
 *
 *   E[y given x] = Σ_k r_k m_k,   Cov[y given x] = Σ_k r_k (C_k + (m_k - m)(m_k - m)ᵀ)
 *
 * with r_k = p(k given x), and m_k, C_k the mean and covariance of y given x within component k (the law of total
 * covariance). A single component gives linear regression. Each component is factored once; a row then costs
 * O(K (P² + P R + R²)).
 *
 * @param samples [N, P] the predictors, in the order of `predictors`.
 * @throws {ShapeError} unless `samples` has P columns, all columns exist, and none is both predictor and response.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {FarSampleError} if a row is so far away that no weight can be computed.
 * @see Sung, Gaussian mixture regression and classification (2004).
 */
export async function regress(
  model: MixtureParameters,
  samples: Samples,
  options: RegressOptions,
): Promise<RegressionPrediction> {
  requireMixture('model', model)
  const { predictors, responses } = readOptions<RegressOptions>('regress', options, {
    predictors: (_name, value) => value as readonly number[],
    responses: (_name, value) => value as readonly number[] | undefined,
  })
  requireIndices('predictors', predictors, { kind: 'column', count: model.columns })
  const wanted = responses === undefined ? otherColumns(model.columns, predictors) : responses
  requireIndices('responses', wanted, { kind: 'column', count: model.columns })
  requireDisjoint(predictors, wanted)
  const data = acceptPredictors(samples, predictors)
  const conditioning = createConditioning(model, predictors, wanted)
  const size = wanted.length
  const means = new Float64Array(data.rows * size)
  const covariances = new Float64Array(data.rows * size * size)
  const yieldIfDue = createYielder()
  for (let row = 0; row < data.rows; row++) {
    if (!Number.isFinite(conditioning.moveTo(data.data, row * data.columns))) throw new FarSampleError('samples', row)
    addMoments(
      conditioning,
      means.subarray(row * size, (row + 1) * size),
      covariances.subarray(row * size * size, (row + 1) * size * size),
    )
    if (row % rowsPerTimeCheck > 0) continue
    const pause = yieldIfDue()
    if (pause) await pause
  }
  return { means: { data: means, rows: data.rows, columns: size }, covariances }
}

/** Writes the mean [R] and the covariance [R, R]; both arrays must be zero. */
function addMoments(conditioning: Conditioning, mean: Float64Array, covariance: Float64Array): void {
  const { weights, means, covariances } = conditioning
  const size = mean.length
  for (let k = 0; k < weights.length; k++) {
    for (let r = 0; r < size; r++) mean[r] += weights[k] * means[k * size + r]
  }
  for (let k = 0; k < weights.length; k++) {
    if (weights[k] === 0) continue
    for (let r = 0; r < size; r++) {
      const deviation = means[k * size + r] - mean[r]
      for (let s = 0; s < size; s++) {
        const within = covariances[(k * size + r) * size + s]
        covariance[r * size + s] += weights[k] * (within + deviation * (means[k * size + s] - mean[s]))
      }
    }
  }
}

function requireDisjoint(predictors: readonly number[], responses: readonly number[]): void {
  const shared = responses.find(column => predictors.includes(column))
  if (shared === undefined) return
  throw new ShapeError(
    'responses',
    'columns that are not among predictors',
    `[${responses.join(', ')}] with ${shared} in both`,
    'Leave responses out to predict all columns that are not predictors.',
  )
}

function acceptPredictors(samples: Samples, predictors: readonly number[]): Matrix {
  const data = toMatrix(samples)
  if (data.columns !== predictors.length) {
    throw new ShapeError(
      'samples',
      `[N, ${predictors.length}], one column per predictor`,
      `[${data.rows}, ${data.columns}]`,
      'Pass the predictors alone, in the order of the option predictors.',
    )
  }
  requireFinite(data, samples)
  return data
}
