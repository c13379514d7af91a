import type { Random } from '@mixtura/numerics'

/**
 * A draw from Gamma(shape, scale 1), shape > 0.
 *
 * @see Marsaglia & Tsang, A simple method for generating gamma variables (2000), sec. 6 for shapes below 1.
 */
export function gammaVariate(shape: number, random: Random): number {
  if (shape < 1) return gammaVariate(shape + 1, random) * (1 - random.uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}
