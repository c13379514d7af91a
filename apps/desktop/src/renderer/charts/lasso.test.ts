import { describe, expect, it } from 'vitest'
import { areaOf, boxCorners, extended, isClosable, thinned, type Place } from './lasso.js'

describe('a lasso', () => {
  it('takes a place that the pointer has moved to, and not the tremor of a hand', () => {
    expect(extended([], [5, 5])).toEqual([[5, 5]])
    expect(extended([[5, 5]], [6, 6])).toEqual([[5, 5]])
    expect(extended([[5, 5]], [8, 9])).toEqual([[5, 5], [8, 9]])
  })

  it('has the area of its corners, whichever way around', () => {
    expect(areaOf([[0, 0], [4, 0], [4, 3]])).toBe(6)
    expect(areaOf(boxCorners([1, 1], [-2, 5]))).toBe(12)
  })

  it('closes around some area only', () => {
    expect(isClosable([[0, 0], [30, 30]])).toBe(false)
    expect(isClosable([[0, 0], [30, 30], [60, 60]])).toBe(false)
    expect(isClosable([[0, 0], [30, 0], [30, 30]])).toBe(true)
  })

  it('sends a long path with fewer corners', () => {
    const path = Array.from({ length: 1201 }, (_, at): Place => [at, 0])
    expect(thinned(path)).toHaveLength(401)
    expect(thinned(path.slice(0, 500))).toHaveLength(500)
  })
})
