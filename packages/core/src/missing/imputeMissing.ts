import { createRandom, type Matrix, type Random, type Samples, solveLowerInPlace, toMatrix } from '@mixtura/numerics'
import { choice, optional, type OptionReaders, readOptions, seed as seedReader } from '@mixtura/numerics/validation'
import { covarianceStructure } from '../covariance/structures.js'
import { requireModel, type GaussianMixture } from '../mixture/gaussianMixture.js'
import { drawComponent } from '../mixture/sampleMixture.js'
import { factorComponent, otherColumns } from '../mixture/selectColumns.js'
import { groupByPattern, type MissingPattern } from '../statistics/missingPatterns.js'

/** Options of `imputeMissing`. */
export interface ImputeOptions {
  /**
   * 'mean' by default: the expectation given the observed cells of the row. 'draw': one draw from the distribution given them, so that
   * filled cells vary as much as true ones. Draws with different seeds differ too little from one another for a multiple imputation,
   * because they share the parameters: fit a bootstrap sample of the rows for each.
   */
  readonly method?: 'mean' | 'draw'
  /** Whole number from 0; 0 by default. The cells that are drawn for a row depend on the seed, the row's number and the row alone. */
  readonly seed?: number
}

export const imputeReaders: OptionReaders<ImputeOptions> = { method: optional(choice(['mean', 'draw'])), seed: optional(seedReader) }

/**
 * The samples with each missing cell (NaN) filled. With r_nk = p(k given x_o) and the observed cells x_o of the row, the mean is
 *
 *   Σ_k r_nk (μ_k + Σ_mo Σ_oo⁻¹ (x_o - μ_o)),
 *
 * and a draw takes component k with probability r_nk, and the missing cells from N(μ_k + Σ_mo Σ_oo⁻¹ (x_o - μ_o), Σ_mm - Σ_mo Σ_oo⁻¹ Σ_om).
 * Means vary less than the true values; for fits, pass `missing: 'marginalize'` instead.
 *
 * @param samples [N, D], data units; not modified.
 * @returns [N, D]
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is infinite.
 * @throws {InvalidOptionError} for an unknown method, or a seed out of range.
 * @see Little & Rubin, Statistical Analysis with Missing Data (2002), sec. 4.3 and 11.2.
 */
export async function imputeMissing(model: GaussianMixture, samples: Samples, options: ImputeOptions = {}): Promise<Matrix> {
  requireModel('model', model)
  const { method = 'mean', seed = 0 } = readOptions('imputeMissing', options, imputeReaders)
  const data = toMatrix(samples)
  const { data: responsibilities } = await model.responsibilities(data, { missing: 'marginalize' })
  return fillMissing(model, data, { responsibilities, method, random: createRandom(seed) })
}

/**
 * The samples with each missing cell filled, as `imputeMissing` describes.
 *
 * @param options.responsibilities [N, K]
 */
export function fillMissing(
  model: GaussianMixture,
  data: Matrix,
  { responsibilities, method, random }: {
    readonly responsibilities: Matrix['data']
    readonly method: 'mean' | 'draw'
    readonly random: Random
  },
): Matrix {
  const { rows, columns } = data
  const imputed = Float64Array.from(data.data)
  for (const pattern of groupByPattern(data)) {
    const missing = otherColumns(columns, pattern.observed)
    if (missing.length === 0) continue
    const shares = Array.from(pattern.rows, row => responsibilities.subarray(row * model.components, (row + 1) * model.components))
    const generators = method === 'draw' ? Array.from(pattern.rows, row => random.fork(row)) : undefined
    const drawn = generators?.map((generator, at) => drawComponent(shares[at], generator))
    for (const row of pattern.rows) for (const column of missing) imputed[row * columns + column] = 0
    for (let k = 0; k < model.components; k++) {
      const conditional = createConditional(model, k, { pattern, missing })
      pattern.rows.forEach((row, at) => {
        const share = drawn ? Number(drawn[at] === k) : shares[at][k]
        if (share === 0) return
        const cells = conditional(at, generators && (() => generators[at].normal()))
        missing.forEach((column, i) => (imputed[row * columns + column] += share * cells[i]))
      })
    }
  }
  return { data: imputed, rows, columns }
}

/** [M] the missing cells of the row at this place of the pattern: their mean, or a draw if standard normal numbers are given. */
type Conditional = (at: number, normal: (() => number) | undefined) => Float64Array

/**
 * The missing cells given the observed ones within one component. With the columns ordered as [observed, missing],
 *
 *   Σ_k = L Lᵀ,  L = [ L_oo  0 ; L_mo  L_mm ],  x_m = μ_m + L_mo L_oo⁻¹ (x_o - μ_o) + L_mm ε.
 */
function createConditional(
  model: GaussianMixture,
  component: number,
  { pattern: { observed, samples }, missing }: { readonly pattern: MissingPattern; readonly missing: readonly number[] },
): Conditional {
  const mean = model.componentMean(component)
  if (covarianceStructure(model.covarianceType).layout.scatter === 'diagonal') {
    const deviations = model.componentVariances(component).map(Math.sqrt)
    return (_at, normal) => Float64Array.from(missing, column => mean[column] + (normal ? deviations[column] * normal() : 0))
  }
  const known = observed.length
  const size = known + missing.length
  const factor = factorComponent(model, component, [...observed, ...missing])
  // First the whitened observed cells, then ε.
  const whitened = new Float64Array(size)
  return (at, normal) => {
    for (let i = 0; i < known; i++) whitened[i] = samples.data[at * known + i] - mean[observed[i]]
    solveLowerInPlace(factor, { offset: 0, size, count: known }, whitened)
    for (let i = known; i < size; i++) whitened[i] = normal ? normal() : 0
    return Float64Array.from(missing, (column, i) => {
      const row = known + i
      let value = mean[column]
      for (let j = 0; j <= row; j++) value += factor[row * size + j] * whitened[j]
      return value
    })
  }
}
