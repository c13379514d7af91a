import { expect, it } from 'vitest'
import { flattenNumbers } from './flattenNumbers.js'
import { readNumbers } from './readNumbers.js'

it('reads any array of numbers as float64, and a Float64Array as it is', () => {
  const given = Float64Array.of(1, 2)
  expect(readNumbers('weights', given)).toBe(given)
  for (const numbers of [[1, 2], Int8Array.of(1, 2), { length: 2, 0: 1, 1: 2 }]) expect(readNumbers('weights', numbers)).toEqual(given)
})

it('finds the first hole of an array of any length before it makes room', () => {
  const holes: unknown[] = []
  holes[3e9] = 1
  for (const numbers of [holes, new Array(2 ** 32 - 1), { length: 2 ** 45, [2 ** 45 - 1]: 1 }]) {
    expect(() => readNumbers('weights', numbers)).toThrow('weights must be an array of numbers, but it is undefined at position 0. Pass numbers only.')
  }
})

it('refuses an array that holds itself', () => {
  const own: unknown[] = []
  own.push(own)
  expect(() => flattenNumbers('means', own)).toThrow(
    'means must be an array of numbers, nested or flat, but it is nested more than 8 deep. Pass numbers only, row by row.',
  )
})

it('has no numbers of an array whose buffer was transferred', () => {
  const numbers = Float64Array.of(1, 2)
  structuredClone(numbers.buffer, { transfer: [numbers.buffer] })
  expect(flattenNumbers('means', numbers)).toHaveLength(0)
})
