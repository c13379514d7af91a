/** How a text file was read: every choice as data, with what speaks for it and what else it could be. */

export type DecimalSign = '.' | ','
/** Sign between thousands; empty for none, a space for any kind of space, an apostrophe for either kind. */
export type ThousandsSign = '' | ',' | '.' | "'" | ' '
/** One character, or `whitespace` for runs of spaces and tabs. */
export type Delimiter = string
/** The quote around cells; empty for none. */
export type Quote = '"' | "'" | ''
/** How a quote is written inside a cell in quotes: twice (`""`), or behind a backslash (`\"`), which is then itself written twice. */
export const escapes = ['doubled', 'backslash'] as const
export type Escape = (typeof escapes)[number]
/** The shape of a JSON file, in the words of pandas' `to_json`. */
export const orientations = ['records', 'lines', 'columns', 'index', 'split', 'values', 'table'] as const
export type JsonOrientation = (typeof orientations)[number]

/** One choice. */
export interface Choice<Value> {
  readonly value: Value
  /**
   * `given` by the caller, plain from the file (`found`), the more likely of several (`guessed`), or one of several that
   * fit about as well (`unsure`): look at what was read, and give the option if it is wrong.
   */
  readonly source: 'given' | 'found' | 'guessed' | 'unsure'
  /** What speaks for it, in one English phrase. */
  readonly evidence: string
  /** Other values that the option takes for this file. */
  readonly alternatives: readonly Value[]
}

export type NoteCode =
  /** Two readings fit and nothing decides: the column stays text, and `readFeatures` refuses until one is chosen. */
  | 'decimal-or-thousands'
  /** Two readings fit and another column of the file decides. */
  | 'decimal-by-column'
  | 'thousands-by-column'
  /** Cells are separated by commas, so the point sets off decimals. */
  | 'decimal-by-delimiter'
  /** Codes such as 007 stay text. */
  | 'leading-zeros'
  /** Integers that a float64 would round stay text. */
  | 'long-integers'
  /** 12.30 in a file of decimal commas, or padded as 09.15. */
  | 'time-or-version'
  /** 12E4 beside whole numbers alone. */
  | 'code-or-exponent'
  /** Both 1.5 and 2,5. */
  | 'mixed-signs'
  /** Words in a column that is numbers otherwise. */
  | 'words-among-numbers'
  /** Currency and percent signs, parentheses. */
  | 'signs-around'

/** Why a column is read as it is, where that is not plain. */
export interface ColumnNote {
  readonly code: NoteCode
  /** One English sentence: what was found, where, and the option that changes it. */
  readonly message: string
  /** The facts of the sentence: `cell` and its 1-based `row` always, its `line` where the file has lines. */
  readonly fields: Readonly<Record<string, string | number>>
}

/** How one column is read. */
export interface ColumnDialect {
  readonly name: string
  /** Signs of a number column; null of others. */
  readonly decimal: DecimalSign | null
  readonly thousands: ThousandsSign | null
  /** Words of this column that count as missing; the empty cell always does. */
  readonly missing: readonly string[]
  readonly note: ColumnNote | null
}

/** Row names as R writes them, without a name above; a delimiter at the end of every line, behind which nothing stands. */
export type Remark = 'row-names' | 'last-delimiter'

export interface FileDialect {
  readonly encoding: Choice<string>
  /** Of CSV and TSV; null of JSON. */
  readonly delimiter: Choice<Delimiter> | null
  readonly quote: Choice<Quote> | null
  /** Null where there are no quotes, too. */
  readonly escape: Choice<Escape> | null
  /** Whether a line names the columns. */
  readonly header: Choice<boolean> | null
  /** Lines before the names (or the first row): titles, comments, `sep=`. */
  readonly skipRows: Choice<number> | null
  /** The units that stand in a row of their own below the names; null for none. */
  readonly units: readonly string[] | null
  /** Of JSON. */
  readonly orientation: Choice<JsonOrientation> | null
  /** Blank lines between records that were left out. In a file of a single column they are missing cells, and none is left out. */
  readonly blankLines: number
  /** Anything else that was taken for granted. */
  readonly remarks: readonly Remark[]
  readonly columns: readonly ColumnDialect[]
}

/** What a caller says of one column. */
export interface ColumnOptions {
  readonly type?: 'number' | 'category' | 'text' | 'date' | 'boolean'
  readonly decimal?: DecimalSign
  readonly thousands?: ThousandsSign
  /** The words that count as missing, in place of the usual ones. */
  readonly missing?: readonly string[]
}
