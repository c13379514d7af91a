import { expect, it } from 'vitest'
import { matchLabels } from './matchLabels.js'

it('takes the matching with the most samples, not the largest cell first', () => {
  //          cluster 0  1
  // class a          3  2     a -> 0 and b -> 1 keep 3, a -> 1 and b -> 0 keep 4
  // class b          2  0
  const truth = ['a', 'a', 'a', 'a', 'a', 'b', 'b']
  const predicted = [0, 0, 0, 1, 1, 0, 0]
  expect([...matchLabels(truth, predicted)]).toEqual([
    [0, 'b'],
    [1, 'a'],
  ])
})

it('leaves clusters out when there are more of them than classes', () => {
  expect([...matchLabels(['a', 'a', 'a', 'b'], [7, 7, 8, 9])]).toEqual([
    [7, 'a'],
    [9, 'b'],
  ])
})

it('leaves classes out when there are more of them than clusters', () => {
  expect([...matchLabels(['a', 'b', 'b'], [7, 7, 7])]).toEqual([[7, 'b']])
})

it('pairs what is left even without a common sample', () => {
  expect([...matchLabels(['a', 'a', 'a', 'a', 'b'], [0, 0, 0, 1, 0])]).toEqual([
    [0, 'a'],
    [1, 'b'],
  ])
})

it('refuses labellings of different length', () => {
  expect(() => matchLabels([0, 1], [0])).toThrow(
    'predicted must be 2 labels long, like truth, but it is 1 long. Pass one label per sample to both, in the same order.',
  )
})
