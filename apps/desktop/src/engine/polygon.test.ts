import { describe, expect, it } from 'vitest'
import { isInside } from './polygon.js'

const square = [[0, 0], [4, 0], [4, 4], [0, 4]] as const

describe('isInside', () => {
  it('tells the inside of a square, whichever way around', () => {
    for (const corners of [square, [...square].reverse()]) {
      expect([[2, 2], [0.01, 3.99]].map(([x, y]) => isInside(corners, x!, y!))).toEqual([true, true])
      expect([[5, 2], [-1, 2], [2, 5], [2, -1], [4.01, 4]].map(([x, y]) => isInside(corners, x!, y!))).toEqual([false, false, false, false, false])
    }
  })

  it('tells the bay of a polygon from its arms', () => {
    const horseshoe = [[0, 0], [6, 0], [6, 6], [4, 6], [4, 2], [2, 2], [2, 6], [0, 6]] as const
    expect([[1, 5], [5, 5], [3, 1], [3, 5]].map(([x, y]) => isInside(horseshoe, x!, y!))).toEqual([true, true, true, false])
  })

  it('keeps what a line goes around twice', () => {
    const pentagram = Array.from({ length: 5 }, (_, k): [number, number] => [Math.sin(0.8 * Math.PI * k), Math.cos(0.8 * Math.PI * k)])
    expect(isInside(pentagram, 0, 0)).toBe(true)
    expect(isInside(pentagram, 0, -0.6)).toBe(false)
  })

  it('leaves out points without a place', () => {
    expect(isInside(square, Number.NaN, 2) || isInside(square, 2, Number.NaN)).toBe(false)
  })
})
