import { expect, it } from 'vitest'
import { filled } from './familyTexts.js'

it.each([
  ['{rows} of {label}', { rows: 3, label: 'a' }, '3 of a'],
  ['{rows|row|rows} and {columns|column|columns}', { rows: 1, columns: 2 }, '1 row and 2 columns'],
  ['{rows|row|rows}', { rows: 0 }, '0 rows'],
  ['{rows|row|rows} of {label}', {}, '{rows|row|rows} of {label}'],
])('fills %s', (text, values, expected) => {
  expect(filled(text, values)).toBe(expected)
})
