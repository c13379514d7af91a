import { describe, expect, it } from 'vitest'
import { columnRole, isIdentifierName, wordsType, type RoleFacts } from './columnRole.js'

const measurement: RoleFacts = {
  name: 'weight', type: 'number', present: 100, missing: 0, nonFinite: 0,
  isDistinct: true, isWhole: false, isIncreasing: false, minimum: 0.5, maximum: 99.5,
}
const numbering: RoleFacts = { ...measurement, name: 'x', isWhole: true, minimum: 1, maximum: 100 }

describe('columnRole', () => {
  it.each<[string, RoleFacts, string]>([
    ['a measurement whose cells all differ', measurement, 'feature'],
    ['the same, ascending and named index', { ...measurement, name: 'index', isIncreasing: true }, 'feature'],
    ['consecutive whole numbers in any order', numbering, 'identifier'],
    ['whole numbers ascending from 0 with gaps', { ...numbering, minimum: 0, maximum: 900, isIncreasing: true }, 'identifier'],
    ['whole numbers ascending from 40 with gaps', { ...numbering, minimum: 40, maximum: 900, isIncreasing: true }, 'feature'],
    ['whole numbers that all differ', { ...numbering, maximum: 900 }, 'feature'],
    ['the same, named customer_id', { ...numbering, name: 'customer_id', maximum: 900 }, 'identifier'],
    ['consecutive whole numbers in nine rows', { ...numbering, present: 9, maximum: 9 }, 'feature'],
    ['numbering with a missing cell', { ...numbering, missing: 1 }, 'feature'],
    ['one value throughout', { ...measurement, isDistinct: false, minimum: 2, maximum: 2 }, 'constant'],
    ['one value and one NaN', { ...measurement, isDistinct: false, nonFinite: 1, minimum: 2, maximum: 2 }, 'feature'],
    ['a single row', { ...numbering, present: 1, maximum: 1 }, 'feature'],
    ['nothing but missing cells', { ...measurement, type: 'text', present: 0, missing: 100 }, 'constant'],
    ['text that never repeats', { ...measurement, type: 'text' }, 'identifier'],
    ['text that repeats', { ...measurement, type: 'text', isDistinct: false }, 'category'],
    ['dates that never repeat', { ...measurement, type: 'date' }, 'identifier'],
    ['a category', { ...measurement, type: 'category' }, 'category'],
    ['true and false', { ...measurement, type: 'boolean', isDistinct: false }, 'category'],
  ])('%s', (_name, facts, role) => {
    expect(columnRole(facts)).toBe(role)
  })
})

it.each(['id', 'ID', 'row_id', 'customerId', 'uuid', 'index', 'row number', 'Nr'])('%s is an identifier by name', name => {
  expect(isIdentifierName(name)).toBe(true)
})

it.each(['refractive_index', 'grid', 'humid', 'acid', 'valid', 'number_of_rooms', 'width'])('%s is not', name => {
  expect(isIdentifierName(name)).toBe(false)
})

it.each([
  [150, 3, 'category'],
  [5, 4, 'category'],
  [5, 5, 'text'],
  [100, 50, 'category'],
  [100, 51, 'text'],
  [100_000, 1001, 'text'],
])('%i words of which %i differ are %s', (present, distinct, type) => {
  expect(wordsType(present, distinct)).toBe(type)
})
