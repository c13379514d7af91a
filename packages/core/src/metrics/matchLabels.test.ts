import { expect, it } from 'vitest'
import { matchLabels } from './matchLabels.js'

it('maximises the number of samples instead of taking the largest cell first', () => {
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

it('leaves out clusters if there are more clusters than classes', () => {
  expect([...matchLabels(['a', 'a', 'a', 'b'], [7, 7, 8, 9])]).toEqual([
    [7, 'a'],
    [9, 'b'],
  ])
})

it('leaves out classes if there are more classes than clusters', () => {
  expect([...matchLabels(['a', 'b', 'b'], [7, 7, 7])]).toEqual([[7, 'b']])
})

it('matches the remaining pairs even without a common sample', () => {
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
