import { createRandom } from '@mixtura/numerics'
import { followPhases } from '@mixtura/tensor'
import { expect, it } from 'vitest'
import { nearestNeighbours } from './neighbourTree.js'

const unheard = followPhases<'neighbours'>({})

it('finds the neighbours on a line', async () => {
  const { rows, distances } = (await nearestNeighbours({ data: Float64Array.of(0, 1, 3, 7), rows: 4, columns: 1 }, 2, unheard))!
  expect(Array.from(rows)).toEqual([1, 2, 0, 2, 1, 0, 2, 1])
  expect(Array.from(distances)).toEqual([1, 3, 1, 2, 2, 3, 4, 6])
})

it('agrees with all distances', async () => {
  const random = createRandom(3)
  const [rows, columns, perRow] = [400, 4, 7]
  const data = Float64Array.from({ length: rows * columns }, () => random.normal())
  const found = (await nearestNeighbours({ data, rows, columns }, perRow, unheard))!
  for (let row = 0; row < rows; row++) {
    const squares = Array.from({ length: rows }, (_, other) => {
      let square = 0
      for (let c = 0; c < columns; c++) square += (data[row * columns + c] - data[other * columns + c]) ** 2
      return { other, square }
    })
    const expected = squares.filter(({ other }) => other !== row).sort((a, b) => a.square - b.square).slice(0, perRow)
    expect(Array.from(found.rows.subarray(row * perRow, (row + 1) * perRow))).toEqual(expected.map(({ other }) => other))
  }
})

it('takes equal rows', async () => {
  const { distances } = (await nearestNeighbours({ data: new Float64Array(60).fill(2), rows: 30, columns: 2 }, 3, unheard))!
  expect(Array.from(distances)).toEqual(Array.from(distances, () => 0))
})
