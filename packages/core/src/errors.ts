import { describeValue } from './validation/describeValue.js'

/** Base of every error that Mixtura's core throws: `code` is stable, the message is for people. */
export abstract class MixturaError extends Error {
  abstract readonly code: string
}

/** An argument whose shape does not fit. */
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

/** An option outside what it may be. */
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

/** Fewer rows than components or clusters. */
export class TooFewRowsError extends MixturaError {
  override readonly name = 'TooFewRowsError'
  readonly code = 'too-few-rows'
  constructor(
    readonly rows: number,
    readonly required: number,
    readonly components: number,
    option: 'components' | 'clusters' = 'components',
  ) {
    const asked = option === 'clusters' ? 'k-means with' : 'a mixture of'
    super(
      `${asked} ${components} ${components === 1 ? option.slice(0, -1) : option} needs at least ${required} rows, ` +
        `but there ${rows === 1 ? 'is' : 'are'} ${rows}. Add rows, or lower ${option}.`,
    )
  }
}

/** NaN, an infinity, or something that is no number among the samples. */
export class NonFiniteValuesError extends MixturaError {
  override readonly name = 'NonFiniteValuesError'
  readonly code = 'non-finite-values'
  constructor(
    readonly count: number,
    /** 0-based. */
    readonly row: number,
    /** 0-based. */
    readonly column: number,
    /** What was there: NaN, an infinity, null, a text and the like. */
    readonly value: unknown,
  ) {
    super(
      `samples must be finite numbers, but ${count} ${count === 1 ? 'value is' : 'values are'} not: ` +
        `the first is ${describeValue(value)} at row ${row}, column ${column}. Leave those rows out, or fill the cells, before fitting.`,
    )
  }
}

/** A column whose values or whose variation have squares that float64 does not hold. */
export class ColumnRangeError extends MixturaError {
  override readonly name = 'ColumnRangeError'
  readonly code = 'column-range'
  constructor(
    /** 0-based. */
    readonly column: number,
    found: { readonly value: number; readonly row: number; readonly limit: number } | { readonly spread: number; readonly limit: number },
  ) {
    const power = (number: number): string => `1e${Math.floor(Math.log10(Math.abs(number)))}`
    const limit = found.limit.toExponential(0)
    super(
      'value' in found
        ? `column ${column} must stay within ±${limit}, beyond which squares leave the range of float64, but it is ` +
            `${found.value} at row ${found.row}. Leave that row out, or divide the column by ${power(found.value)}.`
        : `column ${column} must vary by ${limit} or more, below which its variance leaves the range of float64, but it varies ` +
            `by ${found.spread}. Divide the column by ${power(found.spread)}.`,
    )
  }
}

/** A column without any variation under a regularisation that is relative to variation. */
export class ConstantColumnError extends MixturaError {
  override readonly name = 'ConstantColumnError'
  readonly code = 'constant-column'
  constructor(
    /** 0-based. */
    readonly column: number,
    readonly value: number,
  ) {
    super(
      `column ${column} is constant (every value is ${value}), so it has no scale and its variance is zero. ` +
        `Leave the column out, or pass regularization: { absolute } to give it a variance.`,
    )
  }
}

/** A covariance that is not positive definite. */
export class DegenerateCovarianceError extends MixturaError {
  override readonly name = 'DegenerateCovarianceError'
  readonly code = 'degenerate-covariance'
  constructor(
    readonly component: number,
    readonly pivot: number,
    /** 0-based row of the factor at which it failed. */
    readonly row: number,
  ) {
    super(
      `covariance of component ${component} is not positive definite: pivot ${pivot.toExponential(2)} at row ${row}. ` +
        `It has probably collapsed onto a few samples or dependent columns: raise regularization, ` +
        `lower components, or choose a simpler covarianceType.`,
    )
  }
}

/** A component that no sample belongs to any more. */
export class EmptyComponentError extends MixturaError {
  override readonly name = 'EmptyComponentError'
  readonly code = 'empty-component'
  constructor(
    readonly component: number,
    readonly count: number,
  ) {
    super(
      `component ${component} has lost all its samples (soft count ${count.toExponential(2)}). ` +
        `Lower components, or try more starts or another seed.`,
    )
  }
}

/** A saved model that cannot be read. */
export class InvalidModelError extends MixturaError {
  override readonly name = 'InvalidModelError'
  readonly code = 'invalid-model'
  constructor(
    readonly field: string,
    readonly expected: string,
    readonly actual: string,
  ) {
    super(
      `saved mixture: ${field} must be ${expected}, but it is ${actual}. ` +
        `Save the model again with GaussianMixture.toJSON, or correct the file.`,
    )
  }
}

/** Columns of which one is a linear combination of others: no covariance with correlations exists. */
export class DependentColumnsError extends MixturaError {
  override readonly name = 'DependentColumnsError'
  readonly code = 'dependent-columns'
  constructor(
    /** 0-based; it depends on the columns before it. */
    readonly column: number,
    readonly rows: number,
    readonly columns: number,
  ) {
    super(
      `column ${column} is a linear combination of the columns before it (${rows} rows, ${columns} columns), ` +
        `so the covariance of the data is singular. Leave that column out, use covarianceType 'diag' or 'spherical', ` +
        `or pass regularization: { absolute }.`,
    )
  }
}

/** Data and model so far apart that densities leave float64. */
export class NonFiniteLikelihoodError extends MixturaError {
  override readonly name = 'NonFiniteLikelihoodError'
  readonly code = 'non-finite-likelihood'
  constructor(
    readonly value: number,
    readonly iteration: number,
  ) {
    super(
      `the log-likelihood is ${value} after ${iteration} iterations: squared distances leave the range of float64. ` +
        `Rescale the columns, for example to unit standard deviation, and fit again.`,
    )
  }
}
