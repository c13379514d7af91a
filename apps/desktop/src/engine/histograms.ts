import type { Matrix } from '@mixtura/numerics'
import type { Histogram } from '../contract/selection.js'

export interface HistogramOrder {
  /** Name and index of the column. */
  readonly name: string
  readonly column: number
  /** Most bins. */
  readonly bins: number
  readonly isSelected: (row: number) => boolean
}

/**
 * Counts the cells of a column in bins of equal width. Whole numbers of a small range get a bin each, with the number in its middle, so that
 * no bin holds two numbers while its neighbour holds one.
 */
export function histogramOf({ data, rows, columns }: Matrix, { name, column, bins, isSelected }: HistogramOrder): Histogram {
  let [minimum, maximum, areWhole, missing] = [Infinity, -Infinity, true, 0]
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns + column]!
    if (Number.isNaN(value)) {
      missing++
      continue
    }
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
    areWhole &&= Number.isInteger(value)
  }
  if (minimum > maximum) [minimum, maximum] = [0, 0]
  const isCounted = areWhole && maximum - minimum < bins
  if (isCounted) [minimum, maximum] = [minimum - 0.5, maximum + 0.5]
  const count = isCounted ? maximum - minimum : maximum > minimum ? bins : 1
  const [all, selected] = [new Uint32Array(count), new Uint32Array(count)]
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns + column]!
    if (Number.isNaN(value)) continue
    const bin = maximum > minimum ? Math.min(count - 1, Math.floor(((value - minimum) / (maximum - minimum)) * count)) : 0
    all[bin]!++
    if (isSelected(row)) selected[bin]!++
  }
  return { column: name, minimum, maximum, all, selected, missing }
}
