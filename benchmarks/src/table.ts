/** A column of a printed table: its head, its width, and its text for a row. */
export interface TableColumn<Row> {
  readonly head: string
  readonly width: number
  readonly cell: (row: Row) => string
}

/** One line of a table; the first column is left-aligned, the others are right-aligned. Without a row: the head. */
export function tableLine<Row>(columns: readonly TableColumn<Row>[], row?: Row): string {
  return columns
    .map(({ head, width, cell }, i) => {
      const text = row === undefined ? head : cell(row)
      return i === 0 ? text.padEnd(width) : text.padStart(width)
    })
    .join('  ')
}
