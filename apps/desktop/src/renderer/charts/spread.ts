/**
 * Positions of labels as close as possible to the wanted ones: the y that minimise Σ (y[i] - wanted[i])² subject to
 * y[i + 1] - y[i] ≥ gap, moved into [low, high]. With v[i] = y[i] - i gap this is isotonic regression, which is solved
 * by pooling adjacent violators.
 *
 * @param wanted [n] ascending, px. @param range [low, high] with room for (n - 1) gaps.
 * @see Barlow et al., Statistical Inference under Order Restrictions (1972), section 1.2.
 */
export function spread(wanted: readonly number[], gap: number, [low, high]: readonly [number, number]): number[] {
  const pools: { sum: number; size: number }[] = []
  wanted.forEach((y, i) => {
    let pool = { sum: y - i * gap, size: 1 }
    for (let above = pools.at(-1); above && above.sum / above.size > pool.sum / pool.size; above = pools.at(-1)) {
      pools.pop()
      pool = { sum: above.sum + pool.sum, size: above.size + pool.size }
    }
    pools.push(pool)
  })
  const highest = high - (wanted.length - 1) * gap
  return pools
    .flatMap(({ sum, size }) => new Array<number>(size).fill(Math.max(low, Math.min(highest, sum / size))))
    .map((v, i) => v + i * gap)
}
