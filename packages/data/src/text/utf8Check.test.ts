import { describe, expect, it } from 'vitest'
import { UndecodableTextError } from '../errors/textErrors.js'
import { Utf8Check } from './utf8Check.js'

function check(bytes: Buffer, chunkBytes: number): void {
  const utf8 = new Utf8Check('/data/table.csv', 'utf-8')
  for (let at = 0; at < bytes.length; at += chunkBytes) utf8.push(bytes.subarray(at, at + chunkBytes))
  utf8.end()
}

function offsetOf(bytes: Buffer, chunkBytes: number): number {
  try {
    check(bytes, chunkBytes)
  } catch (error) {
    if (error instanceof UndecodableTextError) return error.offset ?? -1
    throw error
  }
  return -1
}

describe('Utf8Check', () => {
  const text = Buffer.from('aé漢😀z'.repeat(3))
  const chunkSizes = Array.from({ length: text.length }, (_, i) => i + 1)

  it.each(chunkSizes)('passes text of one to four bytes a character in chunks of %i', chunkBytes => {
    expect(() => check(text, chunkBytes)).not.toThrow()
  })

  it.each(chunkSizes)('names the same offset in chunks of %i', chunkBytes => {
    const bytes = Buffer.concat([text, Buffer.from([0xe9]), text])
    expect(offsetOf(bytes, chunkBytes)).toBe(text.length)
  })

  it('refuses a zero byte, a lone continuation, an overlong form and a cut end', () => {
    expect(offsetOf(Buffer.from('ab\0cd'), 5)).toBe(2)
    expect(offsetOf(Buffer.from([0x61, 0x80]), 2)).toBe(1)
    expect(offsetOf(Buffer.from([0x61, 0xc0, 0xaf]), 3)).toBe(1)
    expect(offsetOf(Buffer.from([0x61, 0xe6, 0xbc]), 3)).toBe(1)
  })

  it('says where and what to do, for a zero byte too', () => {
    expect(() => check(Buffer.from('a\0'), 2)).toThrow(
      'table.csv holds a zero byte at offset 1, so it is not utf-8 text. Export it again as text, or name its encoding with the option encoding.',
    )
  })

  it('says where and what to do', () => {
    expect(() => check(Buffer.from([0x61, 0xe9, 0x62]), 3)).toThrow(
      'table.csv is not utf-8 text: the bytes at offset 1 do not belong there. ' +
        'Name its encoding with the option encoding, such as gb18030, utf-16le or windows-1252.',
    )
  })
})
