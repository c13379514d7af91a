import type { ColumnType } from '../dataset.js'
import type { ColumnNote } from '../dialect.js'
import { DatasetError } from './datasetError.js'
import { countOf, fileLabel, listNames, placeOf } from './wording.js'

/** There is no column of this name. */
export class UnknownColumnError extends DatasetError {
  override readonly name = 'UnknownColumnError'
  readonly code = 'unknown-column'
  constructor(readonly column: string, readonly columns: readonly string[]) {
    super(`There is no column "${column}". The columns are ${listNames(columns)}.`)
  }
}

/** A column was asked for as a feature, and its cells are not read as numbers. */
export class ColumnNotNumericError extends DatasetError {
  override readonly name = 'ColumnNotNumericError'
  readonly code = 'column-not-numeric'
  /** @param note why the cells of the column are not read as numbers; null if that is not known. */
  constructor(readonly column: string, readonly type: ColumnType, readonly note: ColumnNote | null = null) {
    super(
      `Column "${column}" is of type ${type}, and features must be numbers. ` +
        (note === null ? 'Leave it out, or give it the type number if its cells are numbers.' : note.message),
    )
  }
}

/** A table has no column of numbers. */
export class NoNumericColumnsError extends DatasetError {
  override readonly name = 'NoNumericColumnsError'
  readonly code = 'no-numeric-columns'
  /** @param isCut whether the file is text that was cut into cells. */
  constructor(readonly path: string, readonly columns: readonly string[], { isCut = false } = {}) {
    super(
      `${fileLabel(path)} has no column of numbers (its columns are ${listNames(columns)}), ` +
        'and a mixture needs at least one. Choose another file, or give a column the type number if its cells are numbers.' +
        (isCut ? ' If the names are wrong, say how the lines are cut with the options delimiter, quote, skipRows and header.' : ''),
    )
  }
}

/** A column whose numbers can be read in two ways. */
export class AmbiguousNumbersError extends DatasetError {
  override readonly name = 'AmbiguousNumbersError'
  readonly code = 'ambiguous-numbers'
  readonly cell: string
  /** 1-based dataset row of the cell. */
  readonly row: number
  /** The sign with two meanings. `asDecimal` and `asThousands` are the value of the cell by each. */
  readonly sign: string
  readonly asDecimal: string
  readonly asThousands: string
  constructor(readonly column: string, { message, fields }: ColumnNote) {
    super(`Column "${column}" can be read in two ways: ${message}`)
    this.cell = String(fields['cell'])
    this.row = Number(fields['row'])
    this.sign = String(fields['sign'])
    this.asDecimal = String(fields['asDecimal'])
    this.asThousands = String(fields['asThousands'])
  }
}

/** No column was asked for as a feature. */
export class NoColumnsChosenError extends DatasetError {
  override readonly name = 'NoColumnsChosenError'
  readonly code = 'no-columns-chosen'
  constructor(readonly numericColumns: readonly string[]) {
    super(`No column was chosen as a feature. The columns of numbers are ${listNames(numericColumns)}.`)
  }
}

/** Cells of one chosen column that cannot be used in a fit. */
export interface IncompleteColumn {
  readonly name: string
  /** Number of cells without a value. */
  readonly missing: number
  /** Number of cells that hold NaN or an infinity. */
  readonly nonFinite: number
  /** 1-based dataset row of the first such cell. */
  readonly row: number
  /** 1-based line of the file of the same cell; null if the format has no lines. */
  readonly line: number | null
}

function incompleteClause(column: IncompleteColumn): string {
  const counts = [
    ...(column.missing > 0 ? [`${countOf(column.missing, 'missing cell')}`] : []),
    ...(column.nonFinite > 0 ? [`${countOf(column.nonFinite, 'cell')} that ${column.nonFinite === 1 ? 'is' : 'are'} not finite`] : []),
  ]
  return `"${column.name}" has ${counts.join(' and ')}, first in ${placeOf(column.row, column.line)}`
}

/** Maximum number of clauses in one sentence; the others are only counted. */
const listedClauses = 3

/** Columns that were asked for as features have missing cells. */
export class MissingValuesError extends DatasetError {
  override readonly name = 'MissingValuesError'
  readonly code = 'missing-values'
  /** @param remedy what to do. */
  constructor(readonly columns: readonly IncompleteColumn[], remedy = "Fill these cells in the file, leave the columns out, or leave out the rows with missing: 'omit-rows'.") {
    const hidden = columns.length - listedClauses
    super(
      `${columns.length === 1 ? 'Column' : 'Columns'} ${columns.slice(0, listedClauses).map(incompleteClause).join('; ')}` +
        `${hidden > 0 ? `; and ${countOf(hidden, 'more column')}` : ''}. ` +
        remedy,
    )
  }
}

/** Every row has a missing cell in one of the chosen columns. */
export class NoCompleteRowsError extends DatasetError {
  override readonly name = 'NoCompleteRowsError'
  readonly code = 'no-complete-rows'
  constructor(readonly columns: readonly string[], readonly rows: number) {
    super(
      `None of the ${rows} rows has a finite value in every chosen column (${listNames(columns)}). ` +
        'Leave out the columns with the most missing cells.',
    )
  }
}

/** A column cannot be the weights of the rows. */
export class SampleWeightsError extends DatasetError {
  override readonly name = 'SampleWeightsError'
  readonly code = 'sample-weights'
  /** @param fault what is wrong with its cells. */
  constructor(readonly column: string, readonly fault: string) {
    super(`Column "${column}" cannot be the weights of the rows: ${fault}. Weights are finite numbers of at least 0, and some are positive. Correct the cells, or leave sampleWeights out.`)
  }
}

/** A column that does not vary cannot be standardised. */
export class ConstantColumnError extends DatasetError {
  override readonly name = 'ConstantColumnError'
  readonly code = 'constant-column'
  /** @param isRounded whether the cells differ, but only by rounding error. */
  constructor(readonly column: string, readonly value: number, { isRounded = false } = {}) {
    super(
      (isRounded
        ? `Column "${column}" is ${value} in every row used except for rounding, so it cannot be standardised. `
        : `Column "${column}" is ${value} in every row used, so it cannot be standardised (its standard deviation is 0). `) +
        "Leave it out, or use scaling: 'none'.",
    )
  }
}

/** The standard deviation of a column leaves the range of float64. */
export class ColumnSpreadError extends DatasetError {
  override readonly name = 'ColumnSpreadError'
  readonly code = 'column-spread'
  constructor(readonly column: string) {
    super(
      `Column "${column}" has a standard deviation beyond float64, so it cannot be standardised. ` +
        'Divide it by a number such as 1e10 in the file, or leave it out.',
    )
  }
}

/** A cell cannot be read as the type that was given for its column. */
export class ColumnConversionError extends DatasetError {
  override readonly name = 'ColumnConversionError'
  readonly code = 'column-conversion'
  /** @param row 1-based dataset row. `line` is the 1-based line of the file, null if the file has no lines. */
  constructor(
    readonly column: string,
    readonly type: ColumnType,
    readonly value: string,
    readonly row: number,
    readonly line: number | null,
  ) {
    super(
      `Column "${column}" cannot become ${type}: ${placeOf(row, line)} holds "${value}". ` +
        'Correct that cell in the file, or keep the type that was detected.',
    )
  }
}
