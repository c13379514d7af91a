import { expect, it } from 'vitest'
import { panned, withEqualUnits, zoomed } from './viewport.js'

const whole = { x: [0, 10], y: [-5, 5] } as const

it('zooms around a place that stays where it is', () => {
  expect(zoomed(whole, whole, 0.5, { x: 2, y: 0 })).toEqual({ x: [1, 6], y: [-2.5, 2.5] })
  const there = zoomed(whole, whole, 0.25, { x: 3, y: 4 })
  const back = zoomed(there, whole, 4, { x: 3, y: 4 })
  expect([...back.x, ...back.y].map(value => Math.round(1e9 * value) / 1e9)).toEqual([0, 10, -5, 5])
})

it('shows at most four times the whole, and at least a hundred-thousandth of it', () => {
  expect(zoomed(whole, whole, 1000, { x: 5, y: 0 })).toEqual({ x: [-15, 25], y: [-20, 20] })
  const close = zoomed(whole, whole, 1e-9, { x: 5, y: 0 })
  expect(close.x[1] - close.x[0]).toBeCloseTo(1e-4, 12)
})

it('moves until only an edge of the whole is left', () => {
  expect(panned(whole, whole, { x: 0.1, y: -0.2 })).toEqual({ x: [1, 11], y: [-7, 3] })
  expect(panned(whole, whole, { x: 7, y: -7 })).toEqual({ x: [10, 20], y: [-15, -5] })
})

it('gives a unit the same length on both axes, and shows no less', () => {
  expect(withEqualUnits({ x: [0, 10], y: [0, 1] }, { width: 200, height: 100 })).toEqual({ x: [0, 10], y: [-2, 3] })
  expect(withEqualUnits({ x: [0, 1], y: [0, 10] }, { width: 200, height: 100 })).toEqual({ x: [-9.5, 10.5], y: [0, 10] })
})
