import { multiplyAdd } from './lanes'

// Constants are read from memory, as in exp.ts.
const constants: usize = memory.data<f64>([
  // ln 2 in two parts. The first has 21 trailing zero bits, so its product with an exponent is exact.
  0.6931471803691238, 1.9082149292705877e-10,
  // The coefficients of fdlibm's R, odd and even powers.
  0.6666666666666735, 0.2857142874366239, 0.1818357216161805, 0.14798198605116586,
  0.3999999999940942, 0.22222198432149784, 0.15313837699209373,
  1.0, 2.0, 0.5,
  // 2^52 + 2^51: subtracting it leaves the integer that was added to its last bits.
  6755399441055744.0,
])
/** The bits of 1 minus those of √½, and the bias of the exponent. */
const integers: usize = memory.data<i64>([0x3ff0000000000000 - 0x3fe6a09e00000000, 1023])

// @ts-ignore: decorator
@inline
function constant(i: usize): v128 {
  return v128.load64_splat(constants + (i << 3))
}

/**
 * ln x of two lanes, for normal x > 0; -Infinity at 0.
 *
 * x = 2^n m with m in [√½, √2); with f = m - 1 and s = f / (2 + f), ln m = f - f²/2 + s (f²/2 + R(s²)), where R is the
 * minimax polynomial of fdlibm. At most 1 ULP from the correctly rounded value on [1, 2^20] (measured by a test).
 *
 * @see Sun Microsystems, fdlibm e_log.c (1993).
 */
// @ts-ignore: decorator
@inline
export function logPositive(x: v128): v128 {
  const power = i64x2.sub(i64x2.shr_u(i64x2.add(x, v128.load64_splat(integers)), 52), v128.load64_splat(integers + 8))
  const m = i64x2.sub(x, i64x2.shl(power, 52))
  const n = f64x2.sub(i64x2.add(constant(12), power), constant(12))
  const f = f64x2.sub(m, constant(9))
  const s = f64x2.div(f, f64x2.add(constant(10), f))
  const z = f64x2.mul(s, s)
  const w = f64x2.mul(z, z)
  const odd = f64x2.mul(z, multiplyAdd(w, multiplyAdd(w, multiplyAdd(w, constant(5), constant(4)), constant(3)), constant(2)))
  const even = f64x2.mul(w, multiplyAdd(w, multiplyAdd(w, constant(8), constant(7)), constant(6)))
  const halfSquare = f64x2.mul(f64x2.mul(constant(11), f), f)
  const correction = multiplyAdd(s, f64x2.add(halfSquare, f64x2.add(even, odd)), f64x2.mul(n, constant(1)))
  const result = f64x2.sub(f64x2.mul(n, constant(0)), f64x2.sub(f64x2.sub(halfSquare, correction), f))
  return v128.bitselect(f64x2.splat(-Infinity), result, f64x2.eq(x, f64x2.splat(0)))
}
