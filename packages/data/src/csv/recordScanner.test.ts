import { describe, expect, it } from 'vitest'
import { RecordScanner, type RecordCutting, type RecordScan } from './recordScanner.js'

const cutting: RecordCutting = { delimiter: 0x2c, quote: 0x22, escape: 'doubled', skipLines: 0, leadRecords: 0, leadCells: 0, columns: 0 }

function scan(text: string, chunkBytes = text.length): RecordScan {
  const scanner = new RecordScanner('/data/table.csv', cutting)
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes))
  return scanner.end()
}

describe('RecordScanner', () => {
  it.each([
    ['a,b\n1,2\n', 2, 2],
    ['a,b\n1,2', 2, 2],
    ['a,b\r\n1,2\r\n', 2, 2],
    ['a,b\r1,2\r', 2, 2],
    ['a,b\n1,2\n\n\n', 2, 2],
    ['a,b\n"x\ny, z","say ""hi"""\n', 2, 2],
    ['a,b\n "x,y" ,2\n', 2, 2],
    ['a,b\n1,5" pipe\n', 2, 2],
    ['a,b\n,\n', 2, 2],
    ['a\n1\n\n2\n', 1, 4],
    ['', 0, 0],
    ['\n\n', 0, 0],
  ])('reads %j as records of %i cells: %i', (text, columns, records) => {
    expect(scan(text)).toMatchObject({ columns, records })
  })

  it('says the same however the bytes are cut into chunks', () => {
    const text = 'a,b\r\n"x\r\ny, ""z""",2\r\n "q" ,4\n5,6\r\n\n'
    const whole = scan(text)
    for (let chunkBytes = 1; chunkBytes < text.length; chunkBytes++) expect(scan(text, chunkBytes)).toEqual(whole)
    expect(whole).toEqual({
      columns: 2, records: 4, blankRecordsAtEnd: 0, blankLines: 0, longestRecord: 15, hasSpacedQuotes: true, newline: null, rowsAt: { offset: 0, line: 0 },
    })
  })

  it.each([
    ['a,b\n1,2\n\n3,4\n', 1],
    ['a,b\r\n\r\n1,2\r\n   \r\n\r\n3,4\r\n\r\n', 3],
    ['a,b\n1,"\n\n"\n3,4\n\n\n', 0],
    ['a\n1\n\n2\n', 0],
  ])('counts the blank lines of several columns, which are no records: %j', (text, blankLines) => {
    const whole = scan(text)
    expect(whole.blankLines).toBe(blankLines)
    for (let chunkBytes = 1; chunkBytes < text.length; chunkBytes++) expect(scan(text, chunkBytes)).toEqual(whole)
  })

  it('tells blank lines at the end of a single column, which carry nothing', () => {
    expect(scan('a\n1\n\n2\n\n\n')).toMatchObject({ records: 6, blankRecordsAtEnd: 2 })
  })

  it.each([2, 150, 300])('finds a ragged line %i of 300', line => {
    const lines = Array.from({ length: 300 }, (_, i) => (i + 1 === line ? '1,2,3' : '1,2'))
    expect(() => scan(lines.join('\n'))).toThrow(
      `Line ${line} of table.csv has 3 cells where the first line has 2. ` +
        'Correct that line: a cell that holds the delimiter must stand in double quotes. If the file is cut wrongly, say how with the options delimiter and quote, or leave out lines before its names with skipRows.',
    )
  })

  it('counts lines inside quotes too', () => {
    expect(() => scan('a,b\n"x\ny\nz",2\n1\n')).toThrow('Line 5 of table.csv has 1 cell where the first line has 2.')
  })

  it.each([
    ['a,b\n1,"2\n3,4\n', 'Line 2 of table.csv opens a double quote that is never closed. Close it, or write "" for a quote inside a cell. If quotes are signs like others, pass quote: \'\'.'],
    ['a,b\n1,"2"x\n', 'Line 2 of table.csv goes on after a closing double quote. ' +
      'Write "" for a quote inside a quoted cell, or another sign: then name it with the option quote. If quotes are signs like others, pass quote: \'\'.'],
  ])('refuses %j', (text, message) => {
    expect(() => scan(text)).toThrow(message)
  })
})
