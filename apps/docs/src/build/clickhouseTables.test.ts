import { describe, expect, it } from 'vitest'
import { clickhouseBlock } from './clickhouseTables.js'

describe.each(['en', 'zh'] as const)('the tables of ClickHouse (%s)', language => {
  it.each(['kernels', 'shards'])('%s have a line for each pass, and their origin', name => {
    const lines = clickhouseBlock(name, language)!.split('\n').filter(line => line.startsWith('|'))
    expect(lines.length).toBeGreaterThan(4)
    expect(new Set(lines.map(line => line.split('|').length)).size).toBe(1)
    expect(clickhouseBlock(name, language)).toMatch(/\*ClickHouse \d+\.\d+/)
  })

  it('are not there by other names', () => expect(clickhouseBlock('others', language)).toBeNull())
})
