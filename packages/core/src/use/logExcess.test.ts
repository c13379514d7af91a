import { expect, it } from 'vitest'
import { logExcess } from './logExcess.js'

it('is 1 - ln 2 at 1, and 0 at 0', () => {
  expect(logExcess(1)).toBeCloseTo(1 - Math.LN2, 15)
  expect(logExcess(0)).toBe(0)
})

it('keeps all digits where the subtraction would lose them: t²/2 - t³/3 + t⁴/4', () => {
  for (const t of [1e-3, -1e-3, 1e-5, -1e-8, 1e-150]) {
    const expected = t * t * (0.5 - t * (1 / 3 - t * (0.25 - t * (0.2 - t / 6))))
    expect(logExcess(t) / expected).toBeCloseTo(1, 14)
  }
})

it.each([0.25, -0.25])('is continuous at the end of the series (%s)', t => {
  expect(logExcess(t * (1 - 1e-15)) / logExcess(t * (1 + 1e-15))).toBeCloseTo(1, 13)
})
