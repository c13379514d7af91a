import { expect } from 'vitest'

/** Asserts |actual - expected| <= relative · max(|expected|, floor) for every number. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, floor = 0 }: { readonly relative: number; readonly floor?: number },
): void {
  expect(actual.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs(actual[i] - expected[i])
    if (off <= relative * Math.max(Math.abs(expected[i]), floor)) continue
    expect.fail(`number ${i} is ${actual[i]}, not ${expected[i]}: off by ${off}`)
  }
}
