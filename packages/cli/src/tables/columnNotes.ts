import type { ColumnNote, Dataset, NoteCode } from '@mixtura/data'
import type { CliTexts } from '../texts/vocabulary.js'

/** Why a column is read as it is, in the language of the person. */
export const noteText = ({ code, fields }: ColumnNote, { notes, place }: CliTexts): string => notes[code](fields, place(fields['line'], fields['row']))

/** A line for each column whose reading is not obvious. */
export const columnNotes = ({ dialect }: Dataset, texts: CliTexts): readonly string[] =>
  (dialect?.columns ?? []).flatMap(({ name, note }) => (note ? [texts.describe.noted(name, noteText(note, texts))] : []))

/** Codes and numbers of rows stay text for these reasons, and nobody misses them in a fit. */
const ofIdentifiers: readonly NoteCode[] = ['leading-zeros', 'long-integers']

/** A line for each column that is not among the features because some of its cells are no plain numbers. */
export function columnsLeftOut({ columns, dialect }: Dataset, label: string | undefined, texts: CliTexts): readonly string[] {
  const used = new Set(columns.filter(({ type }) => type === 'number').map(({ name }) => name).concat(label ?? []))
  return (dialect?.columns ?? []).flatMap(({ name, note }) =>
    note && !used.has(name) && !ofIdentifiers.includes(note.code) ? [texts.fit.leftOut(name, noteText(note, texts))] : [])
}
