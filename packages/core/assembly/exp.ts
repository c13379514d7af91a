import { multiplyAdd } from './lanes'

// Constants are read from memory: that is one load, while the host would build an immediate with three instructions.
const constants: usize = memory.data<f64>([
  // log2 e; and 2^52 + 2^51 + 1023: after adding it, the last bits hold an integer plus the bias, exactly.
  1.4426950408889634, 6755399441056767.0,
  // -ln 2 in two parts. The first has 21 trailing zero bits, so its product with an exponent is exact.
  -0.6931471803691238, -1.9082149292705877e-10,
  // Coefficients from r^2 on of the polynomial of degree 11 through e^r at the Chebyshev nodes of |r| <= ln 2 / 2; error 2e-17.
  0.5000000000000019, 0.1666666666666668, 0.04166666666648795, 0.008333333333319589, 0.0013888888952352863,
  0.00019841269890076403, 2.4801485441561313e-05, 2.755724088722987e-06, 2.763265472252779e-07, 2.5110049204818658e-08,
  1.0,
])

// @ts-ignore: decorator
@inline
function constant(i: usize): v128 {
  return v128.load64_splat(constants + (i << 3))
}

/**
 * e^x of two lanes, for -708 <= x <= 0. Outside this range 2^n is no normal number, and the result is undefined.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, then a polynomial in r by Estrin's scheme and an exact scaling by 2^n.
 * At most 2 ULP from the correctly rounded value on [-708, 0] (measured by a test).
 *
 * @see Cody & Waite, Software Manual for the Elementary Functions (1980), ch. 6.
 */
// @ts-ignore: decorator
@inline
export function expNonPositive(x: v128): v128 {
  const shifted = multiplyAdd(x, constant(0), constant(1))
  const n = f64x2.sub(shifted, constant(1))
  const r = multiplyAdd(n, constant(3), multiplyAdd(n, constant(2), x))
  const r2 = f64x2.mul(r, r)
  const r4 = f64x2.mul(r2, r2)
  const p23 = multiplyAdd(r, constant(5), constant(4))
  const p45 = multiplyAdd(r, constant(7), constant(6))
  const p67 = multiplyAdd(r, constant(9), constant(8))
  const p89 = multiplyAdd(r, constant(11), constant(10))
  const pAB = multiplyAdd(r, constant(13), constant(12))
  const low = multiplyAdd(r2, p45, p23)
  const high = multiplyAdd(r4, pAB, multiplyAdd(r2, p89, p67))
  const p = f64x2.add(constant(14), multiplyAdd(r2, multiplyAdd(r4, high, low), r))
  return f64x2.mul(p, i64x2.shl(shifted, 52))
}
