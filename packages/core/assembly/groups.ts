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

/** Whether the component may still matter to one of the eight samples, whose distances so far are s. */
// @ts-ignore: decorator
@inline
export function inReach(normalizer: v128, s0: v128, s1: v128, s2: v128, s3: v128, best: usize, reach: v128): bool {
  const half = constantHalf()
  const near0 = f64x2.ge(f64x2.add(f64x2.sub(normalizer, f64x2.mul(half, s0)), reach), v128.load(best))
  const near1 = f64x2.ge(f64x2.add(f64x2.sub(normalizer, f64x2.mul(half, s1)), reach), v128.load(best, 16))
  const near2 = f64x2.ge(f64x2.add(f64x2.sub(normalizer, f64x2.mul(half, s2)), reach), v128.load(best, 32))
  const near3 = f64x2.ge(f64x2.add(f64x2.sub(normalizer, f64x2.mul(half, s3)), reach), v128.load(best, 48))
  return v128.any_true(v128.or(v128.or(near0, near1), v128.or(near2, near3)))
}

/** Log-densities from the whole distances; the best of each sample follows. */
// @ts-ignore: decorator
@inline
export function storeLogDensities(
  out: usize, normalizer: v128, s0: v128, s1: v128, s2: v128, s3: v128, best: usize,
): void {
  const half = constantHalf()
  storeWithBest(out, f64x2.sub(normalizer, f64x2.mul(half, s0)), best)
  storeWithBest(out + 16, f64x2.sub(normalizer, f64x2.mul(half, s1)), best + 16)
  storeWithBest(out + 32, f64x2.sub(normalizer, f64x2.mul(half, s2)), best + 32)
  storeWithBest(out + 48, f64x2.sub(normalizer, f64x2.mul(half, s3)), best + 48)
}

// @ts-ignore: decorator
@inline
function storeWithBest(out: usize, logDensity: v128, best: usize): void {
  v128.store(out, logDensity)
  v128.store(best, f64x2.pmax(v128.load(best), logDensity))
}

/** The component is out of reach of all eight samples. */
// @ts-ignore: decorator
@inline
export function storeOutOfReach(out: usize): void {
  const none = f64x2.splat(-Infinity)
  v128.store(out, none)
  v128.store(out, none, 16)
  v128.store(out, none, 32)
  v128.store(out, none, 48)
}
