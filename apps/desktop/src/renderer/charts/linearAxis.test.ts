import { expect, it } from 'vitest'
import { createFormats } from '../i18n/formats.js'
import { tickText } from './linearAxis.js'

const { decimal } = createFormats('en')
const textsOf = (values: readonly number[]): readonly string[] => values.map(value => tickText(value, values.map(each => ({ value: each })), decimal))

it('gives ticks the digits that tell them apart', () => {
  expect(textsOf([-4.2, -4.1, -4])).toEqual(['\u22124.2', '\u22124.1', '\u22124'])
  expect(textsOf([-4.15545, -4.15544, -4.15543])).toEqual(['\u22124.15545', '\u22124.15544', '\u22124.15543'])
  expect(textsOf([3])).toEqual(['3'])
})
