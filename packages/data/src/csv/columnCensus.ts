import { cellForm, CellForm, formSlots, typographicMinus } from './cellForm.js'

/** The first cell of a form in a column. */
export interface FirstCell {
  /** 0-based data row. */
  readonly row: number
  /** 1-based line of the file; null if the file has no lines. */
  readonly line: number | null
  readonly text: string
}

/** Number of characters of a cell that are kept for messages. */
const shownCharacters = 40

/** Counts how the cells of every column of a file are written: the number of cells of each form, and the first such cell. */
export class ColumnCensus {
  private readonly counts: Uint32Array
  private readonly firsts = new Map<number, FirstCell>()
  private readonly found: (Set<string> | undefined)[]
  private readonly minus = new Set<number>()

  /** @param missing the caller's words for a missing value, by column (0-based). In such a column no other words count. */
  constructor(
    readonly columns: number,
    private readonly missing: ReadonlyMap<number, ReadonlySet<string>>,
  ) {
    this.counts = new Uint32Array(columns * formSlots)
    this.found = Array.from({ length: columns })
  }

  /** 0-based data row of the record whose cells are being added. `line` is its 1-based line of the file. */
  row = 0
  line = 0

  /** Counts the cell in `bytes[start, end)`. */
  add(column: number, bytes: Uint8Array, start: number, end: number): void {
    let form = cellForm(bytes, start, end)
    if ((form & typographicMinus) !== 0) {
      form &= ~typographicMinus
      this.minus.add(column)
    }
    const given = this.missing.size === 0 ? undefined : this.missing.get(column)
    if (given !== undefined && form !== CellForm.Blank) {
      if (given.has(textOf(bytes, start, end))) form = CellForm.Marker
      else if (form === CellForm.Marker) form = CellForm.Text
    }
    if (form === CellForm.Marker) (this.found[column] ??= new Set()).add(textOf(bytes, start, end))
    const slot = column * formSlots + form
    if (this.counts[slot]++ === 0) {
      const text = textOf(bytes, start, Math.min(end, start + 4 * shownCharacters)).slice(0, shownCharacters)
      this.firsts.set(slot, { row: this.row, line: this.line, text })
    }
  }

  /** Number of cells of a form in a column. For dressed cells, `form` includes the flag `dressed`. */
  count(column: number, form: number): number {
    return this.counts[column * formSlots + form]
  }

  first(column: number, form: number): FirstCell | undefined {
    return this.firsts.get(column * formSlots + form)
  }

  /** Whether a column has numbers with the minus sign U+2212. */
  hasTypographicMinus(column: number): boolean {
    return this.minus.has(column)
  }

  /** The words in a column that mean "no value". */
  markers(column: number): string[] {
    return [...this.found[column] ?? []]
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8').trim()
}
