import { expect, it } from 'vitest'
import { literal } from './literal.js'

it('writes plain values as a person would', () => {
  expect(literal({ components: 3, seed: undefined, "it's": 'a "b"', list: [1, 'two', null], inner: {} })).toBe(
    `{ components: 3, 'it\\'s': 'a "b"', list: [1, 'two', null], inner: {} }`,
  )
})

it('breaks what is too long for a line', () => {
  const names = Array.from({ length: 20 }, (_, i) => `column ${i}`)
  expect(literal({ columns: names, scaling: 'standardize' })).toBe(
    `{\n  columns: [\n${names.map(name => `    '${name}',\n`).join('')}  ],\n  scaling: 'standardize',\n}`,
  )
})

it('writes texts that read back the same', () => {
  for (const text of ['a\\b', "it's", '"', 'line\nbreak', '\u2028', '列', '`${1}`']) {
    // The text of a script is code: only code can say that it is right.
    expect(Function(`return ${literal(text)}`)()).toBe(text)
  }
})
