import { expect, it } from 'vitest'
import type { Moment } from '../../../contract/path.js'
import { pathLines } from './pathLines.js'

const moment = (start: number, step: number, value: number | null): Moment => ({ phase: 'fit', step, places: [{ name: 'start', at: start, of: 2 }], value, ellipses: [] })

it('has one line for each run, over the steps of all', () => {
  const { lines, points } = pathLines([moment(1, 0, -3), moment(1, 1, -2), moment(2, 0, -3), moment(2, 1, -1)], { width: 300, height: 112 })
  expect(points.map(({ x }) => x)).toEqual([0, 100, 200, 300])
  expect(points.map(({ y }) => y)).toEqual([106, 56, 106, 6])
  expect(lines).toEqual(['0.0,106.0 100.0,56.0', '200.0,106.0 300.0,6.0'])
})

it('draws what lies far below at the bottom, and a single step in the middle', () => {
  const values = [-1000, ...Array.from({ length: 19 }, (_, i) => -20 + i)]
  const { points } = pathLines(values.map((value, step) => moment(1, step, value)), { width: 100, height: 112 })
  expect([points[0]!.y, points[1]!.y, points.at(-1)!.y]).toEqual([106, 106, 6])
  expect(pathLines([moment(1, 0, null)], { width: 100, height: 112 }).points).toEqual([{ x: 50, y: 106 }])
})
