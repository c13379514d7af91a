/**
 * A group is eight samples, transposed: [columns, 8]. Distances to one component grow term by term; once the
 * log-density that is left falls below `reach` nats under the best of each sample so far, the component is given up.
 */
export const groupRows: i32 = 8

const half: usize = memory.data<f64>([0.5])

/** Read from memory, as in exp.ts. */
// @ts-ignore: decorator
@inline
function constantHalf(): v128 {
  return v128.load64_splat(half)
}

/**
 * Whether the component, whose distances so far are s, is out of reach of all eight samples. What its log-densities then
 * cannot exceed goes to the rest.
 */
// @ts-ignore: decorator
@inline
export function isOutOfReach(
  normalizer: v128, s0: v128, s1: v128, s2: v128, s3: v128, best: usize, rest: usize, reach: v128,
): bool {
  const half = constantHalf()
  const bound0 = f64x2.sub(normalizer, f64x2.mul(half, s0))
  const bound1 = f64x2.sub(normalizer, f64x2.mul(half, s1))
  const bound2 = f64x2.sub(normalizer, f64x2.mul(half, s2))
  const bound3 = f64x2.sub(normalizer, f64x2.mul(half, s3))
  const near0 = f64x2.ge(f64x2.add(bound0, reach), v128.load(best))
  const near1 = f64x2.ge(f64x2.add(bound1, reach), v128.load(best, 16))
  const near2 = f64x2.ge(f64x2.add(bound2, reach), v128.load(best, 32))
  const near3 = f64x2.ge(f64x2.add(bound3, reach), v128.load(best, 48))
  if (v128.any_true(v128.or(v128.or(near0, near1), v128.or(near2, near3)))) return false
  raise(rest, bound0)
  raise(rest + 16, bound1)
  raise(rest + 32, bound2)
  raise(rest + 48, bound3)
  return true
}

/** Log-densities from the whole distances, unless all eight are out of reach after all; the best of each sample follow. */
// @ts-ignore: decorator
@inline
export function storeInReach(
  out: usize, normalizer: v128, s0: v128, s1: v128, s2: v128, s3: v128, best: usize, rest: usize, reach: f64,
): bool {
  const half = constantHalf()
  const far = f64x2.splat(reach)
  const l0 = f64x2.sub(normalizer, f64x2.mul(half, s0))
  const l1 = f64x2.sub(normalizer, f64x2.mul(half, s1))
  const l2 = f64x2.sub(normalizer, f64x2.mul(half, s2))
  const l3 = f64x2.sub(normalizer, f64x2.mul(half, s3))
  const best0 = v128.load(best), best1 = v128.load(best, 16), best2 = v128.load(best, 32), best3 = v128.load(best, 48)
  const near0 = f64x2.ge(f64x2.add(l0, far), best0), near1 = f64x2.ge(f64x2.add(l1, far), best1)
  const near2 = f64x2.ge(f64x2.add(l2, far), best2), near3 = f64x2.ge(f64x2.add(l3, far), best3)
  if (reach < Infinity && !v128.any_true(v128.or(v128.or(near0, near1), v128.or(near2, near3)))) {
    raise(rest, l0)
    raise(rest + 16, l1)
    raise(rest + 32, l2)
    raise(rest + 48, l3)
    return false
  }
  v128.store(out, l0)
  v128.store(out, l1, 16)
  v128.store(out, l2, 32)
  v128.store(out, l3, 48)
  v128.store(best, f64x2.pmax(best0, l0))
  v128.store(best, f64x2.pmax(best1, l1), 16)
  v128.store(best, f64x2.pmax(best2, l2), 32)
  v128.store(best, f64x2.pmax(best3, l3), 48)
  return true
}

// @ts-ignore: decorator
@inline
export function raise(at: usize, value: v128): void {
  v128.store(at, f64x2.pmax(v128.load(at), value))
}
