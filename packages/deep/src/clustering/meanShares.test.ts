import { expect, it } from 'vitest'
import { meanShares } from './meanShares.js'

it('is half of each', () => {
  const shares = (...data: number[]) => ({ data: Float64Array.from(data), rows: 1, columns: 3 })
  expect(Array.from(meanShares(shares(1, 0, 0), shares(0.5, 0.25, 0.25)).data)).toEqual([0.75, 0.125, 0.125])
})
