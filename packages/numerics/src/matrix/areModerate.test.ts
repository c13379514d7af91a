import { expect, it } from 'vitest'
import { areModerate } from './areModerate.js'

it.each([0, -0, 1, -1e144, 5e-324, 2 ** 480 * (1 - 2 ** -53)])('accepts %d', value => {
  expect(areModerate(Float64Array.of(1, value))).toBe(true)
  expect(areModerate(Float64Array.of(value, -value))).toBe(true)
})

it.each([NaN, Infinity, -Infinity, 2 ** 480, -(2 ** 480), 1.7e308])('refuses %d, at any place', value => {
  for (let at = 0; at < 3; at++) expect(areModerate(Float64Array.of(1, 1, 1).fill(value, at, at + 1))).toBe(false)
})

it('reads a part of a larger array', () => {
  expect(areModerate(Float64Array.of(NaN, 1, 2, NaN).subarray(1, 3))).toBe(true)
  expect(areModerate(new Float64Array(0))).toBe(true)
})
