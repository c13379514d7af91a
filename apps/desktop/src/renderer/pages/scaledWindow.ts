/**
 * Browsers limit the height of an element (Firefox to about 17.8 million px, Chromium to about 33.5 million), but a table of
 * a million rows is higher. Below this limit the scroll bar moves pixel by pixel; above it, scrolling is scaled.
 */
export const tallest = 15_000_000

export interface TableSize {
  readonly rows: number
  readonly rowHeight: number
  /** Visible height, in px. */
  readonly viewport: number
}

export interface RowWindow {
  readonly first: number
  /** Last row to draw, inclusive; -1 if there are no rows. */
  readonly last: number
  /** Distance of the first row from the top of the scrolled element, in px. */
  readonly offset: number
}

/** Height of the scrolled element, in px. */
export function scrolledHeight({ rows, rowHeight }: TableSize): number {
  return Math.min(rows * rowHeight, tallest)
}

/** Number of table pixels per scrolled pixel, at least 1. */
export function scrollScale(size: TableSize): number {
  const scrollable = scrolledHeight(size) - size.viewport
  return scrollable > 0 ? Math.max(1, (size.rows * size.rowHeight - size.viewport) / scrollable) : 1
}

/** The rows to draw at `scrollTop`, with `spare` additional rows on each side. */
export function rowWindow(size: TableSize, scrollTop: number, spare = 4): RowWindow {
  const { rows, rowHeight, viewport } = size
  const top = scrollTop * scrollScale(size)
  const first = Math.max(0, Math.floor(top / rowHeight) - spare)
  const last = Math.min(rows - 1, Math.ceil((top + viewport) / rowHeight) + spare)
  return { first, last, offset: Math.round(scrollTop + first * rowHeight - top) }
}
