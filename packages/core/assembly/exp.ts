/**
 * e^x of two lanes, for x <= 0; below -708 the result is 0.
 *
 * x = n ln 2 + r with |r| <= ln 2 / 2, then a Taylor polynomial of degree 13 in r
 * (truncation 4e-18) by Estrin's scheme and an exact scaling by 2^n.
 * At most 2 ULP from the correctly rounded value on [-708, 0] (measured by a test).
 *
 * @see Cody & Waite, Software Manual for the Elementary Functions (1980), ch. 6.
 */
// @ts-ignore: decorator
@inline
export function expNonPositive(x: v128): v128 {
  const clamped = f64x2.max(x, f64x2.splat(-708.0))
  const n = f64x2.nearest(f64x2.mul(clamped, f64x2.splat(1.4426950408889634)))
  // ln 2 in two parts: the first has 21 trailing zero bits, so n * high is exact.
  let r = f64x2.sub(clamped, f64x2.mul(n, f64x2.splat(0.6931471803691238)))
  r = f64x2.sub(r, f64x2.mul(n, f64x2.splat(1.9082149292705877e-10)))
  const r2 = f64x2.mul(r, r)
  const r4 = f64x2.mul(r2, r2)
  const r8 = f64x2.mul(r4, r4)
  const p01 = f64x2.add(f64x2.splat(1.0), r)
  const p23 = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, f64x2.splat(1.0 / 6.0)))
  const p45 = f64x2.add(f64x2.splat(1.0 / 24.0), f64x2.mul(r, f64x2.splat(1.0 / 120.0)))
  const p67 = f64x2.add(f64x2.splat(1.0 / 720.0), f64x2.mul(r, f64x2.splat(1.0 / 5040.0)))
  const p89 = f64x2.add(f64x2.splat(1.0 / 40320.0), f64x2.mul(r, f64x2.splat(1.0 / 362880.0)))
  const pAB = f64x2.add(f64x2.splat(1.0 / 3628800.0), f64x2.mul(r, f64x2.splat(1.0 / 39916800.0)))
  const pCD = f64x2.add(f64x2.splat(1.0 / 479001600.0), f64x2.mul(r, f64x2.splat(1.0 / 6227020800.0)))
  const p4567 = f64x2.mul(r4, f64x2.add(p45, f64x2.mul(r2, p67)))
  const p89AB = f64x2.add(p89, f64x2.mul(r2, pAB))
  const tail = f64x2.mul(r8, f64x2.add(p89AB, f64x2.mul(r4, pCD)))
  const p = f64x2.add(p01, f64x2.add(f64x2.mul(r2, p23), f64x2.add(p4567, tail)))
  const exponent = i64x2.shl(
    i64x2.add(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n)), i64x2.splat(1023)),
    52,
  )
  const result = f64x2.mul(p, exponent)
  return v128.and(result, f64x2.ge(x, f64x2.splat(-708.0)))
}
