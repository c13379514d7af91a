/** Λ = Σ⁻¹ = U Uᵀ with U = (I + A) diag(1 / √v): A strictly upper, v the variance of each column given those before it. */
export interface PrecisionFactor {
  /** A, [Z, Z] row-major. */
  readonly slants: Float64Array
  /** v, [Z] */
  readonly conditionalVariances: Float64Array
}

/**
 * The factor of a covariance Σ = L Lᵀ, as U = L⁻ᵀ: the modified Cholesky decomposition, whose parts are free of each other.
 *
 * @param covariance [Z, Z] row-major, positive definite.
 * @see Pourahmadi, Joint mean-covariance models with applications to longitudinal data (1999).
 */
export function precisionFactor(covariance: Float64Array, columns: number): PrecisionFactor {
  const lower = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = covariance[i * columns + j]
      for (let k = 0; k < j; k++) sum -= lower[i * columns + k] * lower[j * columns + k]
      lower[i * columns + j] = i === j ? Math.sqrt(sum) : sum / lower[j * columns + j]
    }
  }
  // Row j of L⁻¹ is column j of U; over its diagonal entry it is column j of I + A.
  const slants = new Float64Array(columns * columns)
  const conditionalVariances = new Float64Array(columns)
  const inverseRow = new Float64Array(columns)
  for (let j = 0; j < columns; j++) {
    const pivot = lower[j * columns + j]
    conditionalVariances[j] = pivot * pivot
    inverseRow.fill(0)
    inverseRow[j] = 1 / pivot
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0
      for (let k = i + 1; k <= j; k++) sum += inverseRow[k] * lower[k * columns + i]
      inverseRow[i] = -sum / lower[i * columns + i]
      slants[i * columns + j] = inverseRow[i] * pivot
    }
  }
  return { slants, conditionalVariances }
}

/** Λ = (I + A) diag(1 / v) (I + A)ᵀ, [Z, Z] row-major. */
export function precisionOf({ slants, conditionalVariances }: PrecisionFactor): Float64Array {
  const columns = conditionalVariances.length
  const entry = (i: number, j: number): number => (i === j ? 1 : i < j ? slants[i * columns + j] : 0)
  const precision = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < columns; k++) sum += (entry(i, k) * entry(j, k)) / conditionalVariances[k]
      precision[i * columns + j] = precision[j * columns + i] = sum
    }
  }
  return precision
}
