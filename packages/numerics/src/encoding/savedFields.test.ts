import { describe, expect, it } from 'vitest'
import { DegenerateCovarianceError } from '../errors.js'
import { optional } from '../validation/readers.js'
import { InvalidCheckpointError } from './invalidCheckpointError.js'
import { madeOfFields, savedArray, savedChoice, savedCount, savedFields, savedFlag, savedList, savedNumber, savedPositive, savedText } from './savedFields.js'

const remedy = 'Use a checkpoint that a fit of this version wrote.'
const read = savedFields({
  flag: savedFlag, text: savedText, number: savedNumber, positive: savedPositive, count: savedCount, choice: savedChoice(['full', 'diagonal']),
  array: savedArray(2, { sign: 'positive' }), list: savedList(savedNumber, { minLength: 1, maxLength: 2 }), absent: optional(savedCount),
})
const whole = {
  flag: true, text: 'a', number: -0.5, positive: 0.1, count: 3, choice: 'full', array: Float64Array.of(1, 2), list: [1, 2], more: 'left out',
}

it('reads the named fields and no others', () => {
  const { more: _, ...named } = whole
  expect(read('found', whole)).toEqual(named)
})

describe('refuses a field by its path', () => {
  it.each<[string, unknown, string]>([
    ['flag', 1, 'found.flag is true or false, but it is one with 1'],
    ['text', undefined, 'found.text is a text, but it is one with undefined'],
    ['number', NaN, 'found.number is a finite number, but it is one with NaN'],
    ['positive', -0, 'found.positive is a finite number above 0, but it is one with 0'],
    ['count', -1, 'found.count is a whole number of at least 0, but it is one with -1'],
    ['count', 2 ** 60, 'found.count is a whole number of at least 0, but it is one with 1152921504606847000'],
    ['choice', 'tied', "found.choice is 'full' or 'diagonal', but it is one with 'tied'"],
    ['array', [1, 2], 'found.array is an array of 2 finite numbers, positive, but it is one with an array of 2 entries'],
    ['array', Float64Array.of(1), 'found.array is an array of 2 finite numbers, positive, but it is one with an array of 1'],
    ['array', Float64Array.of(1, 0), 'found.array is an array of 2 finite numbers, positive, but it is one with 0 at entry 1'],
    ['list', [], 'found.list is a list of 1 or more entries, 2 at most, but it is one with a list of 0'],
    ['list', [1, '2'], "found.list[1] is a finite number, but it is one with '2'"],
    ['absent', 'x', "found.absent is a whole number of at least 0, but it is one with 'x'"],
  ])('%s: %s', (field, value, message) => {
    const refused = (): unknown => read('found', { ...whole, [field]: value })
    expect(refused).toThrow(InvalidCheckpointError)
    expect(refused).toThrow(`checkpoint: content must be one whose ${message}. ${remedy}`)
  })

  it('also one that the prototype has', () => {
    expect(() => savedFields({ toString: savedText })('found', {})).toThrow('found.toString is a text, but it is one with undefined')
  })
})

it('says what is wrong with fields that do not fit each other', () => {
  const make = (): never => {
    throw new DegenerateCovarianceError(0, 0, 1)
  }
  expect(() => madeOfFields('found.model', make)).toThrow(/^checkpoint: content must be one whose found\.model is in order, but it is one with this fault: covariance of component 0/)
})
