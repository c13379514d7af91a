import { expect, it } from 'vitest'
import { rangeOf, ticksOf } from './axes.js'

it.each<[from: number, to: number, labels: readonly string[]]>([
  [0, 10, ['0', '2', '4', '6', '8', '10']],
  [-0.3, 0.42, ['-0.2', '0', '0.2', '0.4']],
  [1990, 2012, ['1990', '1995', '2000', '2005', '2010']],
  [-1.429030001, -1.429029999, ['-1.42903']],
])('has round ticks from %d to %d', (from, to, labels) => {
  expect(ticksOf({ from, to }).map(({ label }) => label)).toEqual(labels)
})

it('has whole numbers where something is counted', () => {
  expect(ticksOf({ from: -0.05, to: 1.05 }, true).map(({ value }) => value)).toEqual([0, 1])
})

it('has a range for values that do not vary, or are none', () => {
  expect(rangeOf([5, 5])).toEqual([4.75, 5.25])
  expect(rangeOf([NaN])).toEqual([0, 1])
  expect(rangeOf([0, 10, Infinity])).toEqual([-0.5, 10.5])
})
