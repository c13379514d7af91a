import type { ColumnNote, NoteCode } from '../dialect.js'
import type { FirstCell } from './columnCensus.js'

type Fields = Readonly<Record<string, string | number>>

/** Where a cell is, for messages: its line of the file, or its row if the file has no lines. */
function placeOf(fields: Fields): string {
  return fields['line'] === undefined ? `row ${fields['row']}` : `line ${fields['line']}`
}

const sentences: Readonly<Record<NoteCode, (fields: Fields) => string>> = {
  'decimal-or-thousands': fields =>
    `"${fields['cell']}" (${placeOf(fields)}) is ${fields['asThousands']} if "${fields['sign']}" sets off thousands, and ${fields['asDecimal']} if it sets off decimals. ` +
    `Say which: thousands: '${fields['sign']}' or decimal: '${fields['sign']}' for this column, or type: 'text'.`,
  'decimal-by-column': fields => `"${fields['cell']}" (${placeOf(fields)}) has decimals, by the signs of column "${fields['witness']}".`,
  'thousands-by-column': fields => `"${fields['cell']}" (${placeOf(fields)}) has thousands set off, by the signs of column "${fields['witness']}".`,
  'decimal-by-delimiter': fields => `"${fields['cell']}" (${placeOf(fields)}) has decimals, because commas separate the cells.`,
  'leading-zeros': fields => `Codes such as "${fields['cell']}" (${placeOf(fields)}) stay text. type: 'number' drops their leading zeros.`,
  'long-integers': fields => `"${fields['cell']}" (${placeOf(fields)}) has more digits than a number can hold, so the column stays text. type: 'number' rounds it.`,
  'time-or-version': fields => `"${fields['cell']}" (${placeOf(fields)}) may be a time, a version or a decimal. decimal: '.' for this column makes it a number.`,
  'code-or-exponent': fields => `"${fields['cell']}" (${placeOf(fields)}) may be a code or ${Number(fields['cell'])}. type: 'number' makes it a number.`,
  'mixed-signs': fields => `"${fields['cell']}" (${placeOf(fields)}) and "${fields['second']}" (line ${fields['secondLine']}) write numbers in different ways. Correct one of them in the file.`,
  'words-among-numbers': fields =>
    `${fields['words']} of ${Number(fields['words']) + Number(fields['numbers'])} cells ${fields['words'] === 1 ? 'is no number' : 'are no numbers'}, first "${fields['cell']}" (${placeOf(fields)}). ` +
    `Correct the file, or name the words that mean a missing value: missing: ['${fields['cell']}'] for this column.`,
  'signs-around': fields => `"${fields['cell']}" (${placeOf(fields)}) has signs around its number. type: 'number' takes them off.`,
}

export function noteOf(code: NoteCode, { text, row, line }: FirstCell, more: Fields = {}): ColumnNote {
  const fields: Fields = { cell: text, row: row + 1, ...(line === null ? {} : { line }), ...more }
  return { code, message: sentences[code](fields), fields }
}
