import { describe, expect, it } from 'vitest'
import { spread } from './spread.js'

describe('spread', () => {
  it('leaves alone what has room', () => {
    expect(spread([10, 30, 42], 12, [0, 100])).toEqual([10, 30, 42])
    expect(spread([], 12, [0, 100])).toEqual([])
  })

  it('pushes apart evenly around the middle', () => {
    expect(spread([50, 50], 12, [0, 100])).toEqual([44, 56])
    expect(spread([20, 50, 51, 52], 12, [0, 100])).toEqual([20, 39, 51, 63])
  })

  it('stays within its range, in order', () => {
    expect(spread([98, 99, 99, 100], 12, [0, 100])).toEqual([64, 76, 88, 100])
    expect(spread([1, 2, 90], 12, [8, 100])).toEqual([8, 20, 90])
  })
})
