import { describe, expect, it } from 'vitest'
import { hasConverged, isBeaten } from './convergence.js'

/** Geometric sequence towards `limit`; gap · rateⁱ remains after i steps. */
const geometric = (limit: number, gap: number, rate: number, steps: number): number[] =>
  Array.from({ length: steps + 1 }, (_, i) => limit - gap * rate ** i)

describe('hasConverged', () => {
  it('is false before two gains are known', () => {
    expect(hasConverged([-1], 1)).toBe(false)
    expect(hasConverged([-1.01, -1], 1)).toBe(false)
  })

  it('is true after a step that gains nothing, or loses less than the tolerance', () => {
    expect(hasConverged([-1, -1], 1e-7)).toBe(true)
    expect(hasConverged([-1, -1 - 1e-8], 1e-7)).toBe(true)
  })

  it('depends on the remaining gain, not on the last gain', () => {
    // Rate 0.99: a gain of g leaves 99 g to be gained.
    const slow = geometric(-4, 1e-5, 0.99, 40)
    const gain = slow[40] - slow[39]
    const remaining = -4 - slow[40]
    expect(gain).toBeLessThan(1e-7)
    expect(remaining).toBeGreaterThan(6e-6)
    expect(hasConverged(slow, 1e-7)).toBe(false)
    expect(hasConverged(slow, 2 * remaining)).toBe(true)
    expect(hasConverged(slow, remaining / 2)).toBe(false)
  })

  it('stops as soon as less than the tolerance remains', () => {
    const tolerance = 1e-6
    const all = geometric(-2, 1, 0.5, 60)
    const stop = all.findIndex((_, i) => hasConverged(all.slice(0, i + 1), tolerance))
    expect(-2 - all[stop]).toBeLessThan(tolerance)
    expect(-2 - all[stop - 2]).toBeGreaterThan(tolerance)
  })

  it('is true one step early if gains shrink fast, with a safety factor of ten', () => {
    // Gains 1e-2 and 1e-5: a rate of 1e-3 leaves 1e-8.
    const fast = [-1, -1 + 1e-2, -1 + 1e-2 + 1e-5]
    expect([hasConverged(fast, 2e-7), hasConverged(fast, 5e-8)]).toEqual([true, false])
    // Gains 1e-2 and 2e-3 leave 5e-4. That is less than the tolerance, but the gains do not shrink fast enough to rely on it.
    expect(hasConverged([-1, -1 + 1e-2, -1 + 1.2e-2], 1.9e-3)).toBe(false)
    // The loss of 1e-3 after the first gain exceeds the tolerance.
    expect(hasConverged([-1, -1 + 1e-2, -1 + 9e-3], 1e-4)).toBe(false)
  })

  it('is false while gains grow', () => {
    expect(hasConverged([-1, -1 + 1e-9, -1 + 3e-9], 1e-7)).toBe(false)
  })

  it('is true after a loss within the tolerance and false after a larger one', () => {
    expect(hasConverged([-1, -0.5, -0.5 - 1e-8], 1e-7)).toBe(true)
    expect(hasConverged([-1, -0.5, -0.5 - 1e-6], 1e-7)).toBe(false)
  })

  it('is true after a change by rounding errors for every tolerance except 0, which never stops', () => {
    expect(hasConverged([-2000, -1000, -1000 + 1e-12], 1e-300)).toBe(true)
    expect(hasConverged([-2000, -1000, -1000], 1e-300)).toBe(true)
    expect(hasConverged([-2000, -1000, -1000], 0)).toBe(false)
  })
})

describe('isBeaten', () => {
  /** Gains that begin with `gain` and halve; the limit is start + 2 gain. */
  const halving = (start: number, gain: number, steps: number): number[] =>
    Array.from({ length: steps + 1 }, (_, step) => start + 2 * gain * (1 - 0.5 ** step))

  it('is true of a run that cannot reach the best, and of one that converges to the same optimum', () => {
    const run = halving(-2, 1e-4, 4) // ends at -1.9998, with 1.25e-5 to go
    expect(isBeaten(run, -1.99)).toBe(true)
    expect(isBeaten(run, -1.9998)).toBe(true)
    expect(isBeaten(run, -1.99979)).toBe(false) // the limit is about halfway to the best: neither case
    expect(isBeaten(run, -1.9999)).toBe(false) // the run is above that already
  })

  it('uses the remaining gain that is passed', () => {
    expect(isBeaten([-2], -1.99, 1e-5)).toBe(true)
    expect(isBeaten([-2], -1.99999, 5e-5)).toBe(false)
    expect(isBeaten([-2], -1.99)).toBe(false)
  })

  it('is false while gains are large or grow', () => {
    expect(isBeaten(halving(-2, 0.1, 4), -1)).toBe(false)
    expect(isBeaten([-2, -1.99999, -1.99997], -1)).toBe(false)
    expect(isBeaten([-2, -1.99999], -1)).toBe(false)
  })
})
