/** How a text file was read: every choice as data, with its evidence and its alternatives. */

export type DecimalSign = '.' | ','
/** Sign between thousands: empty for none, a space for any kind of space, an apostrophe for either kind of apostrophe. */
export type ThousandsSign = '' | ',' | '.' | "'" | ' '
/** One character, or `whitespace` for runs of spaces and tabs. */
export type Delimiter = string
/** The quote around cells; empty if there are no quotes. */
export type Quote = '"' | "'" | ''
/** How a quote inside a quoted cell is written: twice (`""`), or after a backslash (`\"`). A backslash is then itself written twice. */
export const escapes = ['doubled', 'backslash'] as const
/** How a quote is written inside a quoted cell. */
export type Escape = (typeof escapes)[number]
/** The shapes of a JSON file, by the names that pandas' `to_json` uses. */
export const orientations = ['records', 'lines', 'columns', 'index', 'split', 'values', 'table'] as const
/** Shape of a JSON file, by the name that pandas uses. */
export type JsonOrientation = (typeof orientations)[number]

/** One choice of how the file is read. */
export interface Choice<Value> {
  readonly value: Value
  /**
   * `given` by the caller, evident from the file (`found`), the most likely of several (`guessed`), or one of several that
   * fit about equally well (`unsure`). If it is `unsure`, check what was read and give the option if it is wrong.
   */
  readonly source: 'given' | 'found' | 'guessed' | 'unsure'
  /** The reason for the choice, as one English phrase. */
  readonly evidence: string
  /** Other values of the option that could be given for this file. */
  readonly alternatives: readonly Value[]
}

/** Kind of a note about how a column was read. */
export type NoteCode =
  /** Two readings fit and nothing decides between them. The column stays text, and `readFeatures` refuses it until one is chosen. */
  | 'decimal-or-thousands'
  /** Two readings fit, and another column of the file decides between them. */
  | 'decimal-by-column'
  | 'thousands-by-column'
  /** Commas separate the cells, so the point is the decimal sign. */
  | 'decimal-by-delimiter'
  /** Codes such as 007 stay text. */
  | 'leading-zeros'
  /** Integers that a float64 would round stay text. */
  | 'long-integers'
  /** Cells such as 12.30 in a file with decimal commas, or cells padded with a zero such as 09.15. */
  | 'time-or-version'
  /** Cells such as 12E4 in a column where all other numbers are whole. */
  | 'code-or-exponent'
  /** The column has both 1.5 and 2,5. */
  | 'mixed-signs'
  /** Words in a column whose other cells are numbers. */
  | 'words-among-numbers'
  /** Currency signs, percent signs or parentheses around numbers. */
  | 'signs-around'

/** Why a column is read as it is, where that is not obvious. */
export interface ColumnNote {
  readonly code: NoteCode
  /** One English sentence: what was found, where, and the option that changes it. */
  readonly message: string
  /** The facts in the sentence: always `cell` and its 1-based `row`, and its `line` where the file has lines. */
  readonly fields: Readonly<Record<string, string | number>>
}

/** How one column is read. */
export interface ColumnDialect {
  readonly name: string
  /** Decimal sign of a number column; null for other columns. */
  readonly decimal: DecimalSign | null
  readonly thousands: ThousandsSign | null
  /** Words in this column that count as missing. An empty cell is always missing. */
  readonly missing: readonly string[]
  readonly note: ColumnNote | null
}

/** `row-names`: a column of row names without a name above it, as R writes it. `last-delimiter`: every line ends with a delimiter. */
export type Remark = 'row-names' | 'last-delimiter'

/** How a text file is read: each choice with its reason. */
export interface FileDialect {
  readonly encoding: Choice<string>
  /** Only for CSV and TSV; null for JSON. */
  readonly delimiter: Choice<Delimiter> | null
  readonly quote: Choice<Quote> | null
  /** Null for JSON, and where there are no quotes. */
  readonly escape: Choice<Escape> | null
  /** Whether a line names the columns. */
  readonly header: Choice<boolean> | null
  /** Number of lines before the names (or before the first row): titles, comments, `sep=`. */
  readonly skipRows: Choice<number> | null
  /** The units in a separate row below the names; null if there is no such row. */
  readonly units: readonly string[] | null
  /** Only for JSON. */
  readonly orientation: Choice<JsonOrientation> | null
  /** Number of blank lines between records that were left out. In a file with a single column they are missing cells, and none is left out. */
  readonly blankLines: number
  /** Other properties of the file that were detected. */
  readonly remarks: readonly Remark[]
  readonly columns: readonly ColumnDialect[]
}

/** Options of one column. */
export interface ColumnOptions {
  readonly type?: 'number' | 'category' | 'text' | 'date' | 'boolean'
  readonly decimal?: DecimalSign
  readonly thousands?: ThousandsSign
  /** The words that count as missing; they replace the default ones. */
  readonly missing?: readonly string[]
}
