import { expect } from 'vitest'

/**
 * Asserts for every number that |actual - expected| <= relative · max(|expected|, floor).
 *
 * @param floor magnitude below which the tolerance is absolute; 0 by default.
 */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, floor = 0 }: { readonly relative: number; readonly floor?: number },
): void {
  expect(actual.length).toBe(expected.length)
  let worst = 0
  let at = -1
  for (let i = 0; i < expected.length; i++) {
    const deviation = actual[i] === expected[i] ? 0 : Math.abs(actual[i] - expected[i])
    const share = deviation === 0 ? 0 : deviation / Math.max(Math.abs(expected[i]), floor)
    if (share <= worst) continue // NaN is not skipped and becomes the worst
    worst = share
    at = i
    if (Number.isNaN(share)) break
  }
  if (worst <= relative) return
  expect.fail(`number ${at} is ${actual[at]}, not ${expected[at]}: off by ${worst} of it, more than ${relative}`)
}
