/** ln N(x; μ, Σ), nats, for exact float64 inputs: everything except the final logarithm is computed in whole numbers. */
export function exactLogDensity(
  x: readonly number[],
  { mean, covariance }: { readonly mean: readonly number[]; readonly covariance: readonly (readonly number[])[] },
): number {
  const size = x.length
  const centred = x.map((value, i) => toWhole(value) - toWhole(mean[i]))
  const whole = covariance.map(row => row.map(toWhole))
  const determinant = determinantOf(whole)
  // |A c; cᵀ 0| = -cᵀ adj(A) c
  const bordered = determinantOf([...whole.map((row, i) => [...row, centred[i]]), [...centred, 0n]])
  const squaredDistance = ratio(-bordered, determinant << scaleBits)
  const logDeterminant = logOf(determinant) - size * Number(scaleBits) * Math.LN2
  return -0.5 * (size * Math.log(2 * Math.PI) + logDeterminant + squaredDistance)
}

/** Every input times 2^200 is a whole number if it is above 2^-140. */
const scaleBits = 200n

function toWhole(value: number): bigint {
  const whole = value * 2 ** Number(scaleBits)
  if (!Number.isInteger(whole)) throw new RangeError(`${value} needs more than ${scaleBits} binary places`)
  return BigInt(whole)
}

/** Fraction-free elimination (Bareiss 1968): every division is exact. */
function determinantOf(matrix: readonly (readonly bigint[])[]): bigint {
  const rows = matrix.map(row => [...row])
  const size = rows.length
  let previous = 1n
  for (let k = 0; k < size - 1; k++) {
    if (rows[k][k] === 0n) throw new RangeError('a leading minor is zero')
    for (let i = k + 1; i < size; i++) {
      for (let j = k + 1; j < size; j++) {
        rows[i][j] = (rows[i][j] * rows[k][k] - rows[i][k] * rows[k][j]) / previous
      }
    }
    previous = rows[k][k]
  }
  return rows[size - 1][size - 1]
}

/** Quotient to at least 60 binary digits. */
function ratio(numerator: bigint, denominator: bigint): number {
  const places = 400n
  const whole = (numerator << places) / denominator
  const excess = BigInt(Math.max(0, whole.toString(2).length - 64))
  return Number(whole >> excess) * 2 ** Number(excess - places)
}

function logOf(value: bigint): number {
  const excess = BigInt(Math.max(0, value.toString(2).length - 64))
  return Math.log(Number(value >> excess)) + Number(excess) * Math.LN2
}
