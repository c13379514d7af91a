import { describe, expect, it } from 'vitest'
import { en } from '../texts/en.js'
import { zh } from '../texts/zh.js'
import { findValue, readArguments } from './readArguments.js'

const flags = [
  { name: 'out', short: 'o', value: 'FILE' },
  { name: 'count', value: 'N' },
  { name: 'columns', value: 'NAMES' },
  { name: 'json' },
]
const read = (...args: string[]) => {
  const { values, operands } = readArguments(args, flags, en)
  return { values: Object.fromEntries(values), operands }
}

describe('readArguments', () => {
  it.each([
    [['a.csv', '--out', 'b.csv', '--json'], { values: { out: 'b.csv', json: '' }, operands: ['a.csv'] }],
    [['--out=b.csv', '-'], { values: { out: 'b.csv' }, operands: ['-'] }],
    [['-o', 'b.csv'], { values: { out: 'b.csv' }, operands: [] }],
    [['--ou', 'b.csv', '--j'], { values: { out: 'b.csv', json: '' }, operands: [] }],
    [['--count', '-1'], { values: { count: '-1' }, operands: [] }],
    [['--out=--odd', '--', '--json'], { values: { out: '--odd' }, operands: ['--json'] }],
  ])('%j', (args, expected) => {
    expect(read(...args)).toEqual(expected)
  })

  it.each([
    [['--colums', 'a'], 'There is no option --colums here. Did you mean --columns?'],
    [['--size', '1'], 'There is no option --size here. Leave it out, or see --help.'],
    [['-z'], 'There is no option -z here. Leave it out, or see --help.'],
    [['--co', 'a'], '--co may be short for --count, --columns. Write one of them out.'],
    [['--out'], '--out needs a value. Write --out FILE.'],
    [['--out', '--json'], '--out needs a value. Write --out FILE.'],
    [['--json=yes'], '--json takes no value. Write it alone.'],
    [['--json', '--json'], '--json was given twice. Leave one out.'],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(message)
  })

  it('refuses in Chinese', () => {
    expect(() => readArguments(['--colums', 'a'], flags, zh)).toThrow('这里没有选项 --colums。您是否想写 --columns？')
  })
})

it('finds a value beside options that are not known yet', () => {
  expect(findValue(['--later', '3', '--cou', '7'], 'count', flags)).toBe('7')
  expect(findValue(['--later', '3'], 'count', flags)).toBeUndefined()
})
