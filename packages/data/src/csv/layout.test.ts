import { describe, expect, it } from 'vitest'
import { sniffLayout } from './layout.js'

describe('sniffLayout', () => {
  it.each([
    ['commas', 'a,b\n1,2\n', { delimiter: ',', hasHeader: true }],
    ['tabs', 'a\tb\n1\t2\n', { delimiter: '\t', hasHeader: true }],
    ['bars', 'a|b\n1|2\n', { delimiter: '|', hasHeader: true }],
    ['semicolons and decimal commas', 'a;b\n1,5;2\n2,25;3\n', { delimiter: ';', hasHeader: true }],
    ['the same without names', '1,5;2,5\n2,5;3,5\n', { delimiter: ';', hasHeader: false }],
    ['semicolons and decimal points', 'a;b\n1.5;2\n', { delimiter: ';', hasHeader: true }],
    ['a list inside cells', 'tags,x\na;b,1\nc;d,2\n', { delimiter: ',', hasHeader: true }],
    ['delimiters inside quotes', '"a;b;c",x\n"1;2;3",1\n', { delimiter: ',', hasHeader: true }],
    ['one column', 'a\n1\n2\n', { delimiter: ',', hasHeader: true }],
    ['one ragged line', 'a,b,c\n1,2\n1,2,3\n', { delimiter: ',', hasHeader: true }],
    ['numbers only', '1,2\n3,4\n', { delimiter: ',', hasHeader: false }],
    ['words and numbers in every line', 'ann,1\nbob,2\n', { delimiter: ',', hasHeader: false }],
    ['years as names', 'country,2019,2020\nfr,1,2\nde,3,4\n', { delimiter: ',', hasHeader: true }],
    ['years as values', 'ann,2019,2020\nbob,2011,2018\n', { delimiter: ',', hasHeader: false }],
    ['years as names over numbers', 'code,2019,2020\n7,1,2\n8,3,4\n', { delimiter: ',', hasHeader: true }],
    ['a missing cell in the first line', 'NA,2\n3,4\n', { delimiter: ',', hasHeader: false }],
    ['an unnamed first column', ',x\n1,5\n2,6\n', { delimiter: ',', hasHeader: true }],
    ['numbers as names behind an index', ',0,1\n0,3,4\n1,5,6\n', { delimiter: ',', hasHeader: true }],
    ['the name of a single column behind an index', ',0\n0,3\n1,5\n', { delimiter: ',', hasHeader: true }],
    ['numbers as names over decimals', '0,1,2\n3.5,4.25,1\n5.5,6.5,2.75\n1.5,2.5,3.5\n', { delimiter: ',', hasHeader: true }],
    ['numbers as names behind words', 'gene,1,2,3\nabc,3.5,4.25,1.5\nxyz,5.5,6.5,2.75\n', { delimiter: ',', hasHeader: true }],
    ['wavelengths as names', 'leaf,400.5,401,401.5,402,402.5\noak,3,4,1,7,2\nash,5,6,2,1,1\n', { delimiter: ',', hasHeader: true }],
    ['numbers that are values', '0,1,2\n1,2,4\n2,4,8\n', { delimiter: ',', hasHeader: false }],
    ['equal steps in every line', '1,2,3,4,5\n2,4,6,8,10\n3,6,9,12,15\n', { delimiter: ',', hasHeader: false }],
    ['a missing cell before two values', ',0,1\n,3,4\n2,5,6\n', { delimiter: ',', hasHeader: false }],
    ['days as names', 'site,3/14/21,3/15/21\nnorth,4,0\nsouth,1,6\n', { delimiter: ',', hasHeader: true }],
    ['days as names, over decimals alone', '2022-05-01,2022-05-02\n1.5,2\n3,4.25\n', { delimiter: ',', hasHeader: true }],
    ['a day before days', 'north,3/14/21,4\nsouth,3/15/21,1\n', { delimiter: ',', hasHeader: false }],
    ['years as names, in unequal steps', 'region,1971,1985,2011\neast,12,14,900\nwest,3,4,5\n', { delimiter: ',', hasHeader: true }],
    ['years as names, the last first', 'region,2023,2022\neast,12,14\nwest,3,4\n', { delimiter: ',', hasHeader: true }],
    ['one year as a name over decimals', 'region,2023\neast,12.5\nwest,3.25\n', { delimiter: ',', hasHeader: true }],
    ['a number like a year over whole numbers', 'east,2023\nwest,2250\nnorth,890\n', { delimiter: ',', hasHeader: false }],
    ['numbers in quotes as names', '"gene","7","12"\nabc,3,4\nxyz,5,6\n', { delimiter: ',', hasHeader: true }],
    ['numbers in quotes everywhere', '"abc","7","12"\n"xyz","5","6"\n', { delimiter: ',', hasHeader: false }],
    ['dates in the first line', '2024-01-01,a\n2024-01-02,b\n', { delimiter: ',', hasHeader: false }],
  ])('%s', (_name, text, dialect) => {
    expect(sniffLayout(text, true)).toMatchObject(dialect)
  })

  it('leaves out a last record that may be cut', () => {
    expect(sniffLayout('a;b\n1;2\n1,5,7', false).delimiter).toBe(';')
  })
})
