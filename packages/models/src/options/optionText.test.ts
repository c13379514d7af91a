import { describe, expect, it } from 'vitest'
import { modelFamilies } from '../catalogue.js'
import { mixtureSelection } from '../families/mixtureSelection.js'
import { describeOptions } from './describeOptions.js'
import { optionFromText, optionToText } from './optionText.js'
import { readFamilyOptions } from './readFamilyOptions.js'

describe.each(modelFamilies.map(family => [family.kind, family] as const))('options of %s as texts', (_, { options }) => {
  it('read back to what they were', () => {
    for (const option of describeOptions(options)) expect(optionFromText(option, optionToText(option.default))).toEqual(option.default)
  })
})

describe('optionFromText', () => {
  const described = new Map(describeOptions(mixtureSelection.options).map(option => [option.name, option]))
  const read = (name: string, text: string): unknown => optionFromText(described.get(name)!, text)

  it.each([
    ['components', '1..10', { minimum: 1, maximum: 10 }],
    ['components', '3', { minimum: 3, maximum: 3 }],
    ['covarianceTypes', 'full, tied', ['full', 'tied']],
    ['starts', 'automatic', 'automatic'],
    ['starts', '8', 8],
    ['tolerance', '1e-5', 1e-5],
    ['criterion', 'icl', 'icl'],
  ])('%s: %s', (name, text, value) => {
    expect(read(name, text)).toEqual(value)
    expect(readFamilyOptions(mixtureSelection.options, { [name]: read(name, text) })).toMatchObject({ [name]: value })
  })

  it.each([
    ['components', 'three', 'option components must be { minimum, maximum }, whole numbers from 1 to 1000 in ascending order, but it is an object.'],
    ['components', '1..2..3', "option components must be { minimum, maximum }, whole numbers from 1 to 1000 in ascending order, but it is '1..2..3'."],
    ['covarianceTypes', 'round', "option covarianceTypes must be a list of some of 'full', 'tied',"],
    ['seed', '', "option seed must be a whole number from 0 to 4294967295, but it is ''."],
  ])('leaves %s: %s to the schema', (name, text, message) => {
    expect(() => readFamilyOptions(mixtureSelection.options, { [name]: read(name, text) })).toThrow(message)
  })
})
