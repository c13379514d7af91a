import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { automaticCountOption, choiceOption, choicesOption, countOption, countsOption, flagOption, numberOption, rangeOption } from './optionFields.js'
import { describeOptions } from './describeOptions.js'
import { readFamilyOptions } from './readFamilyOptions.js'

const schema = z.strictObject({
  count: countOption({ text: 'a', minimum: 1, maximum: 9, default: 3 }),
  starts: automaticCountOption({ text: 'a', minimum: 1, maximum: 9 }),
  rate: numberOption({ text: 'a', unit: 'b', minimum: 0, maximum: 1, above: true, default: 0.5 }),
  share: numberOption({ text: 'a', minimum: 0, maximum: 1, default: 0, advanced: true }),
  kind: choiceOption({ text: 'a', values: ['one', 'two'], default: 'one' }),
  kinds: choicesOption({ text: 'a', values: ['one', 'two'], default: ['one'] }),
  range: rangeOption({ text: 'a', minimum: 1, maximum: 9, default: { minimum: 1, maximum: 5 } }),
  widths: countsOption({ text: 'a', minimum: 1, maximum: 9, maximumLength: 2, default: [4, 2] }),
  flag: flagOption({ text: 'a', default: true, when: { option: 'kind', is: ['two'] } }),
})

describe('readFamilyOptions', () => {
  it('fills in the defaults', () => {
    expect(readFamilyOptions(schema, { count: 4 })).toEqual({
      count: 4, starts: 'automatic', rate: 0.5, share: 0, kind: 'one', kinds: ['one'], range: { minimum: 1, maximum: 5 }, widths: [4, 2], flag: true,
    })
  })

  it.each([
    ['count', 0, "option count must be a whole number from 1 to 9, but it is 0. Pass for example 3, the default."],
    ['count', 1.5, "option count must be a whole number from 1 to 9, but it is 1.5. Pass for example 3, the default."],
    ['starts', 'auto', "option starts must be a whole number from 1 to 9 or 'automatic', but it is 'auto'. Pass for example 'automatic', the default."],
    ['rate', 0, 'option rate must be a number above 0 and at most 1, but it is 0. Pass for example 0.5, the default.'],
    ['share', NaN, 'option share must be a number from 0 to 1, but it is NaN. Pass for example 0, the default.'],
    ['kind', 'three', "option kind must be one of 'one', 'two', but it is 'three'. Pass for example 'one', the default."],
    ['kinds', ['one', 'one'], `option kinds must be a list of some of 'one', 'two', each once, but it is an array of 2 entries. Pass for example ["one"], the default.`],
    ['kinds', [], `option kinds must be a list of some of 'one', 'two', each once, but it is []. Pass for example ["one"], the default.`],
    ['range', { minimum: 3, maximum: 2 }, 'option range must be { minimum, maximum }, whole numbers from 1 to 9 in ascending order, but it is an object. Pass for example {"minimum":1,"maximum":5}, the default.'],
    ['widths', [1, 2, 3], 'option widths must be a list of at most 2 whole numbers from 1 to 9, but it is an array of 3 entries. Pass for example [4,2], the default.'],
    ['flag', 1, 'option flag must be true or false, but it is 1. Pass for example true, the default.'],
    ['counts', 1, 'option counts must be an option of the family, but it is \'unknown\'. Did you mean count?'],
    ['size', 1, "option size must be an option of the family, but it is 'unknown'. Leave it out: there are count, starts, rate, share, kind, kinds, range, widths, flag."],
  ])('refuses %s: %j', (name, value, message) => {
    expect(() => readFamilyOptions(schema, { [name]: value })).toThrow(message)
  })

  it('refuses what is no object', () => {
    expect(() => readFamilyOptions(schema, 3)).toThrow('option options must be an object, but it is 3. Pass an object with count, starts,')
  })
})

describe('describeOptions', () => {
  it('describes what the schema allows', () => {
    expect(describeOptions(schema).slice(0, 3)).toEqual([
      { name: 'count', text: 'a', unit: '', advanced: false, kind: 'count', minimum: 1, maximum: 9, automatic: false, default: 3 },
      { name: 'starts', text: 'a', unit: '', advanced: false, kind: 'count', minimum: 1, maximum: 9, automatic: true, default: 'automatic' },
      { name: 'rate', text: 'a', unit: 'b', advanced: false, kind: 'number', minimum: 0, maximum: 1, above: true, automatic: false, default: 0.5 },
    ])
    expect(describeOptions(schema).at(-1)).toEqual({ name: 'flag', text: 'a', unit: '', advanced: false, when: { option: 'kind', is: ['two'] }, kind: 'flag', default: true })
  })

  it('refuses a schema that says nothing of itself', () => {
    expect(() => describeOptions(z.strictObject({ size: z.number() }))).toThrow(
      'option size must be made by countOption, numberOption, choiceOption or another of these, but it is another schema. Make it by one of these functions.',
    )
    expect(() => describeOptions(z.number())).toThrow('options must be a strictObject of zod, but it is ZodNumber. Describe each option as a field.')
  })
})
