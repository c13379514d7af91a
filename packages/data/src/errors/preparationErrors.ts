import { DatasetError } from './datasetError.js'
import { countOf, placeOf } from './wording.js'

/** A column cannot be prepared by a step as asked. */
export class PreparationError extends DatasetError {
  override readonly name = 'PreparationError'
  readonly code = 'preparation'
  /**
   * @param step name of the step.
   * @param fault what is wrong with the column or its cells.
   * @param remedy what to do.
   */
  constructor(readonly step: string, readonly column: string, readonly fault: string, remedy: string) {
    super(`Step "${step}" cannot use column "${column}": ${fault}. ${remedy}`)
  }
}

/** A column has cells whose logarithm does not exist. */
export class LogarithmError extends DatasetError {
  override readonly name = 'LogarithmError'
  readonly code = 'logarithm'
  /**
   * @param cells number of such cells; `value` is the first of them, in the 1-based dataset row `row`.
   * @param line 1-based line of the file; null if the format has no lines.
   */
  constructor(
    readonly step: string, readonly column: string,
    { method, cells, value, row, line, zeros }: { readonly method: 'log' | 'log1p'; readonly cells: number; readonly value: number; readonly row: number; readonly line: number | null; readonly zeros: number },
  ) {
    const isOnlyZeros = method === 'log' && zeros === cells
    super(
      `Step "${step}" takes the logarithm of column "${column}", which has ${countOf(cells, 'cell')} ${method === 'log' ? 'of 0 or less' : 'of -1 or less'}, ` +
        `first in ${placeOf(row, line)}: ${value}. ` +
        (isOnlyZeros ? "Use the method log1p, which is ln(1 + x), or correct the cells." : 'Correct these cells in the file, or use a step of the kind scale instead.'),
    )
    this.cells = cells
    this.row = row
    this.value = value
  }
  readonly cells: number
  readonly row: number
  readonly value: number
}
