import { expect, it } from 'vitest'
import { RecentlyUsed } from './recentlyUsed.js'

it('removes the entry that was not used for longest', () => {
  const evicted: number[] = []
  const squares = new RecentlyUsed<number, number>(2, value => evicted.push(value))
  const square = (root: number): number => squares.get(root, () => root ** 2)
  expect([square(1), square(2), square(1), square(3)]).toEqual([1, 4, 1, 9])
  expect(evicted).toEqual([4])
  expect(squares.get(1, () => -1)).toBe(1)
  expect(squares.get(2, () => -1)).toBe(-1)
  expect(evicted).toEqual([4, 9])
})

it('removes an entry by its key, by its value or if it has not changed', () => {
  const words = new RecentlyUsed<string, string>(4)
  for (const word of ['one', 'two', 'three', 'four']) words.set(word, word.toUpperCase())
  expect([words.remove('one'), words.remove('one')]).toEqual(['ONE', undefined])
  words.removeIf('two', 'OTHER')
  words.removeIf('three', 'THREE')
  words.removeWhere(word => word === 'FOUR')
  expect(['two', 'three', 'four'].map(word => words.get(word, () => 'new'))).toEqual(['TWO', 'new', 'new'])
})
