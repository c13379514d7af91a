/** a b + c: rounded once if the host multiplies and adds in one instruction (relaxed SIMD), otherwise twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c)
  else return f64x2.add(f64x2.mul(a, b), c)
}

/** The value at `at` in both lanes. */
// @ts-ignore: decorator
@inline
export function splat(at: usize): v128 {
  return v128.load64_splat(at)
}

/** Sum of the two lanes. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)
}

/** Adds to the value at `at`. */
// @ts-ignore: decorator
@inline
export function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value)
}
