import { describeValue } from './validation/describeValue.js'

/** Base class of every error that Mixtura throws. `code` is stable; the message is for people. */
export abstract class MixturaError extends Error {
  abstract readonly code: string
}

/** An argument has the wrong shape or type. */
export class ShapeError extends MixturaError {
  override readonly name = 'ShapeError'
  readonly code = 'shape'
  constructor(
    readonly thing: string,
    readonly expected: string,
    readonly actual: string,
    remedy: string,
  ) {
    super(`${thing} must be ${expected}, but it is ${actual}. ${remedy}`)
  }
}

/** An option whose value is not allowed. */
export class InvalidOptionError extends MixturaError {
  override readonly name = 'InvalidOptionError'
  readonly code = 'invalid-option'
  readonly actual: string
  constructor(
    readonly option: string,
    readonly expected: string,
    actual: unknown,
    remedy: string,
  ) {
    const shown = describeValue(actual)
    super(`option ${option} must be ${expected}, but it is ${shown}. ${remedy}`)
    this.actual = shown
  }
}

/** The samples contain NaN, an infinity, or something that is not a number. */
export class NonFiniteValuesError extends MixturaError {
  override readonly name = 'NonFiniteValuesError'
  readonly code = 'non-finite-values'
  constructor(
    readonly count: number,
    /** 0-based. */
    readonly row: number,
    /** 0-based. */
    readonly column: number,
    /** The value that was found: NaN, an infinity, null, a string and so on. */
    readonly value: unknown,
  ) {
    super(
      `samples must be finite numbers, but ${count} ${count === 1 ? 'value is' : 'values are'} not: ` +
        `the first is ${describeValue(value)} at row ${row}, column ${column}. Leave those rows out, or fill the cells, before fitting.`,
    )
  }
}

/** A column whose values, or whose deviations, have squares beyond the range of float64. */
export class ColumnRangeError extends MixturaError {
  override readonly name = 'ColumnRangeError'
  readonly code = 'column-range'
  constructor(
    /** 0-based. */
    readonly column: number,
    readonly found: { readonly value: number; readonly row: number; readonly limit: number } | { readonly spread: number; readonly limit: number },
    /** If the columns have names. */
    readonly columnName?: string,
  ) {
    const shown = `column ${column}${columnName === undefined ? '' : ` ("${columnName}")`}`
    const power = (number: number): string => `1e${Math.floor(Math.log10(Math.abs(number)))}`
    const limit = found.limit.toExponential(0)
    super(
      'value' in found
        ? `${shown} must stay within ±${limit}, beyond which squares leave the range of float64, but it is ` +
            `${found.value} at row ${found.row}. Leave that row out, or divide the column by ${power(found.value)}.`
        : `${shown} must vary by ${limit} or more, below which its variance leaves the range of float64, but it varies ` +
            `by ${found.spread}. Divide the column by ${power(found.spread)}.`,
    )
  }
}

/** A covariance that is not positive definite. */
export class DegenerateCovarianceError extends MixturaError {
  override readonly name = 'DegenerateCovarianceError'
  readonly code = 'degenerate-covariance'
  constructor(
    readonly component: number,
    /** The pivot of the factorisation, or the eigenvalue of the correlations, that is not above 0. */
    readonly pivot: number,
    /** 0-based row of the factor at which the factorisation failed, or the largest entry of the eigenvector. */
    readonly row: number,
    kind: 'pivot' | 'eigenvalue' = 'pivot',
  ) {
    const found = kind === 'pivot' ? `pivot ${pivot.toExponential(2)} at row ${row}` : `its correlations have the eigenvalue ${pivot.toExponential(2)}, mainly along column ${row}`
    super(
      `covariance of component ${component} is not positive definite: ${found}. ` +
        `It has probably collapsed onto a few samples or dependent columns: raise regularization, ` +
        `lower components, or choose a simpler covarianceType.`,
    )
  }
}
