import { matrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { groupMoments, type WeightBlocks } from './groupMoments.js'

/** Gives the rows one by one, as blocks. */
const blocksOf = (cells: readonly (readonly number[])[], weights: readonly (readonly number[])[]): WeightBlocks => async visit => {
  cells.forEach((row, at) => visit(matrix(Float64Array.from(row), 1, row.length), weights[at]!))
}

describe('groupMoments', () => {
  it('has the usual moments where each row belongs to one group', async () => {
    const moments = await groupMoments(blocksOf([[1], [3], [10], [14], [12]], [[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]]), 2, 1)
    expect([...moments.sizes]).toEqual([2, 3])
    expect([...moments.means]).toEqual([2, 12])
    expect([...moments.restMeans]).toEqual([12, 2])
    expect(moments.standardDeviations[0]).toBe(1)
    expect(moments.standardDeviations[1]).toBeCloseTo(Math.sqrt(8 / 3), 14)
    // s / √n with the divisor n - 1: √2 / √2, and 2 / √3.
    expect(moments.standardErrors[0]).toBeCloseTo(1, 14)
    expect(moments.standardErrors[1]).toBeCloseTo(2 / Math.sqrt(3), 14)
    const pooled = Math.sqrt((1 + 8 / 3) / 2)
    expect([...moments.differences].map(value => value * pooled)).toEqual([expect.closeTo(-10, 12), expect.closeTo(10, 12)])
  })

  it('counts rows by their weights', async () => {
    const { sizes, means, standardErrors, restMeans } = await groupMoments(blocksOf([[0], [4], [8]], [[1], [0.5], [0.25]]), 1, 1)
    expect([sizes[0], means[0], restMeans[0]]).toEqual([1.75, 4 / 1.75, 8 / 1.25])
    const mean = 4 / 1.75
    const effective = 1.75 ** 2 / (1 + 0.25 + 0.0625)
    const square = mean ** 2 + 0.25 * (4 - mean) ** 2 + 0.0625 * (8 - mean) ** 2
    expect(standardErrors[0]).toBeCloseTo(Math.sqrt((effective / (effective - 1)) * square) / 1.75, 14)
  })

  it('leaves missing cells out, column by column', async () => {
    const { sizes, means } = await groupMoments(blocksOf([[1, Number.NaN], [3, 5]], [[1], [1]]), 1, 2)
    expect([sizes[0], ...means]).toEqual([2, 2, 5])
  })

  it('does not cancel far from zero', async () => {
    const { standardDeviations, differences } = await groupMoments(blocksOf([[1e9], [1e9 + 2], [1e9 + 4], [1e9 + 6]], [[1, 0], [1, 0], [0, 1], [0, 1]]), 2, 1)
    expect([...standardDeviations, ...differences]).toEqual([1, 1, -4, 4])
  })

  it('has no rest of a single group, and nothing of an empty one', async () => {
    const single = await groupMoments(blocksOf([[1], [2]], [[1], [1]]), 1, 1)
    expect([single.restMeans[0], single.differences[0]]).toEqual([Number.NaN, Number.NaN])
    const empty = await groupMoments(blocksOf([[1], [2]], [[1, 0], [1, 0]]), 2, 1)
    expect([empty.sizes[1], empty.means[1], empty.standardErrors[1]]).toEqual([0, Number.NaN, Number.NaN])
  })
})
