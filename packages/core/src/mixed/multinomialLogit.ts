import { choleskyInPlace, logSumExp, type Matrix, solveLowerInPlace } from '@mixtura/numerics'

/** Logits beyond this count as infinite. */
const largestLogit = 40
const maxHalvings = 30

/** [N, K] ln π_nk of the multinomial logit ln π_nk / π_n0 = β_kᵀ z_n. @param coefficients [K, C], those of class 0 are 0. */
export function logMemberships(design: Matrix, coefficients: Float64Array): Float64Array {
  const { data, rows, columns } = design
  const components = coefficients.length / columns
  const logs = new Float64Array(rows * components)
  for (let row = 0; row < rows; row++) {
    const own = logs.subarray(row * components, (row + 1) * components)
    for (let k = 1; k < components; k++) {
      let logit = 0
      for (let c = 0; c < columns; c++) logit += coefficients[k * columns + c] * data[row * columns + c]
      own[k] = Math.max(-largestLogit, Math.min(largestLogit, logit))
    }
    const total = logSumExp(own)
    for (let k = 0; k < components; k++) own[k] -= total
  }
  return logs
}

/**
 * One Newton step of the coefficients towards the maximum of Σ_nk r_nk ln π_nk, halved until that rises.
 *
 * @param responsibilities [N, K] r_nk times the weight of the row.
 * @see McCullagh & Nelder, Generalized Linear Models (1989), sec. 5.2.
 */
export function stepMemberships(design: Matrix, coefficients: Float64Array, responsibilities: Float64Array): Float64Array {
  const { data, rows, columns } = design
  const components = coefficients.length / columns
  const size = (components - 1) * columns
  if (size === 0) return coefficients
  const objective = (at: Float64Array): number => logMemberships(design, at).reduce((sum, log, i) => (responsibilities[i] > 0 ? sum + responsibilities[i] * log : sum), 0)
  const gradient = new Float64Array(size)
  const information = new Float64Array(size * size)
  const shares = logMemberships(design, coefficients).map(Math.exp)
  for (let row = 0; row < rows; row++) {
    let total = 0
    for (let k = 0; k < components; k++) total += responsibilities[row * components + k]
    if (total === 0) continue
    for (let k = 1; k < components; k++) {
      const share = shares[row * components + k]
      const rest = responsibilities[row * components + k] - total * share
      for (let c = 0; c < columns; c++) {
        const i = (k - 1) * columns + c
        const z = data[row * columns + c]
        gradient[i] += rest * z
        for (let l = 1; l <= k; l++) {
          const curvature = total * share * (Number(l === k) - shares[row * components + l]) * z
          for (let d = 0; d < (l === k ? c + 1 : columns); d++) information[i * size + (l - 1) * columns + d] += curvature * data[row * columns + d]
        }
      }
    }
  }
  for (let i = 0; i < size; i++) information[i * size + i] *= 1 + 1e-10
  if (choleskyInPlace(information, size)) return coefficients
  solveLowerInPlace(information, { offset: 0, size, count: size }, gradient)
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) gradient[i] -= information[j * size + i] * gradient[j]
    gradient[i] /= information[i * size + i]
  }
  const before = objective(coefficients)
  for (let halving = 0, share = 1; halving < maxHalvings; halving++, share /= 2) {
    const tried = coefficients.map((value, at) => (at < columns ? value : value + share * gradient[at - columns]))
    if (objective(tried) >= before) return tried
  }
  return coefficients
}
