import { expect, it } from 'vitest'
import { encodeLabels } from './encodeLabels.js'

it('numbers the labels in sorted order, whatever the order of the samples', () => {
  const { codes, distinct, counts } = encodeLabels([10, 'b', 9, 'a', 10, -1, 'B'], 'labels')
  expect(distinct).toEqual([-1, 9, 10, 'B', 'a', 'b'])
  expect([...codes]).toEqual([2, 5, 1, 4, 2, 0, 3])
  expect([...counts]).toEqual([1, 1, 2, 1, 1, 1])
})

it('accepts typed arrays, distinguishes 1 from "1", but not 0 from -0', () => {
  expect(encodeLabels(Int32Array.of(3, 1, 3), 'labels').distinct).toEqual([1, 3])
  expect(encodeLabels([1, '1'], 'labels').distinct).toEqual([1, '1'])
  expect(encodeLabels([0, -0], 'labels').distinct).toHaveLength(1)
})

it.each([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['null', null],
  ['undefined', undefined],
  ['true', true],
])('refuses %s', (shown, value) => {
  expect(() => encodeLabels([0, value as number], 'labels')).toThrow(
    `labels[1] must be a finite number or a string, but it is ${shown}. Leave out the samples without a label.`,
  )
})

it('refuses an empty list', () => {
  expect(() => encodeLabels([], 'labels')).toThrow(
    'labels must be at least one label, but it is empty. Pass one label per sample.',
  )
})
