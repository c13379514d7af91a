import { splat } from './lanes'

/**
 * A group is eight samples, transposed: [columns, 8]. The squared distance to a component grows term by term. A component
 * is given up as soon as its log-density cannot exceed, for any of the eight samples, the maximum so far minus `reach`.
 */
export const groupRows: i32 = 8

const half: usize = memory.data<f64>([0.5])

/** The constant is read from memory, as in exp.ts. */
// @ts-ignore: decorator
@inline
function constantHalf(): v128 {
  return v128.load64_splat(half)
}

/**
 * Whether a component whose squared distances so far are s is out of reach of all eight samples. If so, its upper bounds
 * raise `bounds`.
 */
// @ts-ignore: decorator
@inline
export function isOutOfReach(
  normalizer: v128, s0: v128, s1: v128, s2: v128, s3: v128, maxima: usize, bounds: usize, reach: v128,
): bool {
  const half = constantHalf()
  const l0 = f64x2.sub(normalizer, f64x2.mul(half, s0))
  const l1 = f64x2.sub(normalizer, f64x2.mul(half, s1))
  const l2 = f64x2.sub(normalizer, f64x2.mul(half, s2))
  const l3 = f64x2.sub(normalizer, f64x2.mul(half, s3))
  return isBelow(l0, l1, l2, l3, maxima, bounds, reach)
}

/** Stores the log-densities and raises the maxima, unless the component is out of reach of all eight samples. */
// @ts-ignore: decorator
@inline
export function storeInReach(
  out: usize, normalizer: v128, s0: v128, s1: v128, s2: v128, s3: v128, maxima: usize, bounds: usize, reach: f64,
): bool {
  const half = constantHalf()
  const l0 = f64x2.sub(normalizer, f64x2.mul(half, s0))
  const l1 = f64x2.sub(normalizer, f64x2.mul(half, s1))
  const l2 = f64x2.sub(normalizer, f64x2.mul(half, s2))
  const l3 = f64x2.sub(normalizer, f64x2.mul(half, s3))
  if (reach < Infinity && isBelow(l0, l1, l2, l3, maxima, bounds, f64x2.splat(reach))) return false
  v128.store(out, l0)
  v128.store(out, l1, 16)
  v128.store(out, l2, 32)
  v128.store(out, l3, 48)
  raise(maxima, l0)
  raise(maxima + 16, l1)
  raise(maxima + 32, l2)
  raise(maxima + 48, l3)
  return true
}

/** Whether all eight are more than `reach` below the maxima. If so, they raise `bounds`. */
// @ts-ignore: decorator
@inline
function isBelow(l0: v128, l1: v128, l2: v128, l3: v128, maxima: usize, bounds: usize, reach: v128): bool {
  const near0 = f64x2.ge(f64x2.add(l0, reach), v128.load(maxima))
  const near1 = f64x2.ge(f64x2.add(l1, reach), v128.load(maxima, 16))
  const near2 = f64x2.ge(f64x2.add(l2, reach), v128.load(maxima, 32))
  const near3 = f64x2.ge(f64x2.add(l3, reach), v128.load(maxima, 48))
  if (v128.any_true(v128.or(v128.or(near0, near1), v128.or(near2, near3)))) return false
  raise(bounds, l0)
  raise(bounds + 16, l1)
  raise(bounds + 32, l2)
  raise(bounds + 48, l3)
  return true
}

/** Replaces two values by larger ones. */
// @ts-ignore: decorator
@inline
export function raise(at: usize, value: v128): void {
  v128.store(at, f64x2.pmax(v128.load(at), value))
}

/** centred[i] = x[i] - mean[i] for one column of a group. */
// @ts-ignore: decorator
@inline
export function centreColumn(x: usize, mean: usize, centred: usize): void {
  const shift = splat(mean)
  v128.store(centred, f64x2.sub(v128.load(x), shift))
  v128.store(centred, f64x2.sub(v128.load(x, 16), shift), 16)
  v128.store(centred, f64x2.sub(v128.load(x, 32), shift), 32)
  v128.store(centred, f64x2.sub(v128.load(x, 48), shift), 48)
}

/** The same for all columns. */
export function centreGroup(x: usize, mean: usize, centred: usize, columns: i32): void {
  for (let end = centred + ((<usize>columns) << 6); centred < end; centred += 64, x += 64, mean += 8) centreColumn(x, mean, centred)
}

/** Sets the values of all samples of the groups. */
// @ts-ignore: decorator
@inline
export function fillLanes(values: usize, groups: i32, value: f64): void {
  const both = f64x2.splat(value)
  const end = values + ((<usize>groups) << 6)
  for (; values < end; values += 16) v128.store(values, both)
}
