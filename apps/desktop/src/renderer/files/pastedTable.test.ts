import { expect, it } from 'vitest'
import { pastedTable } from './pastedTable.js'

it('knows a table by its lines and its delimiter', () => {
  expect(pastedTable('a\tb\r\n1\t2\r\n')).toEqual({ name: 'pasted.tsv', text: 'a\tb\r\n1\t2\r\n' })
  expect(pastedTable('a;b\n1;2')).toEqual({ name: 'pasted.csv', text: 'a;b\n1;2' })
  for (const text of ['', 'a\tb', 'a sentence, and no table', 'one\ntwo']) expect(pastedTable(text)).toBeNull()
})
