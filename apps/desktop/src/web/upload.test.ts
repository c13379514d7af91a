import { expect, it } from 'vitest'
import { attachment } from './download.js'
import { safeName } from './upload.js'

it.each([
  ['data.csv', 'data.csv'],
  ['..%2F..%2Fetc%2Fpasswd', 'passwd'],
  ['C%3A%5Ctemp%5Cdata.csv', 'data.csv'],
  ['a%00b%0A.csv', 'a_b_.csv'],
  ['..', 'data'],
  ['.hidden', 'hidden'],
  ['50%.csv', '50%.csv'],
  [`${'x'.repeat(300)}.csv`, `${'x'.repeat(116)}.csv`],
  [undefined, 'data'],
])('keeps of the name %j the file’s own part: %j', (header, name) => {
  expect(safeName(header)).toBe(name)
})

it('names a download in both forms of RFC 6266', () => {
  expect(attachment(`a"b(1)é.csv`)).toBe(`attachment; filename="a_b(1)_.csv"; filename*=UTF-8''a%22b%281%29%C3%A9.csv`)
})
