import { MixturaError } from '@mixtura/numerics'

/** Thrown if there are fewer rows than components or clusters need. */
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

const shownColumn = (column: number, name: string | undefined): string => `column ${column}${name === undefined ? '' : ` ("${name}")`}`

/** Thrown for a constant column with relative regularisation. */
export class ConstantColumnError extends MixturaError {
  override readonly name = 'ConstantColumnError'
  readonly code = 'constant-column'
  constructor(
    /** 0-based. */
    readonly column: number,
    readonly value: number,
    /** If the source has names of its columns. */
    readonly columnName?: string,
  ) {
    super(
      `${shownColumn(column, columnName)} is constant (every value is ${value}), so it has no scale and its variance is zero. ` +
        `Leave the column out, or pass regularization: { absolute } to give it a variance.`,
    )
  }
}

/** Thrown if a component has lost all its samples. */
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

/** Thrown for a saved model that cannot be read. */
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

/** Thrown if a column is a linear combination of others: a covariance with correlations would be singular. */
export class DependentColumnsError extends MixturaError {
  override readonly name = 'DependentColumnsError'
  readonly code = 'dependent-columns'
  constructor(
    /** 0-based; a linear combination of the columns before it. */
    readonly column: number,
    readonly rows: number,
    readonly columns: number,
    /** If the source has names of its columns. */
    readonly columnName?: string,
  ) {
    super(
      `${shownColumn(column, columnName)} is a linear combination of the columns before it (${rows} rows, ${columns} columns), ` +
        `so the covariance of the data is singular. Leave that column out, use covarianceType 'diag' or 'spherical', ` +
        `or pass regularization: { absolute }.`,
    )
  }
}

/** Thrown if data and model are so far apart that squared distances overflow float64. */
export class NonFiniteLikelihoodError extends MixturaError {
  override readonly name = 'NonFiniteLikelihoodError'
  readonly code = 'non-finite-likelihood'
  constructor(
    readonly value: number,
    readonly iteration: number,
    reason = 'squared distances leave the range of float64. Rescale the columns, for example to unit standard deviation, and fit again.',
  ) {
    super(`the log-likelihood is ${value} after ${iteration} iterations: ${reason}`)
  }
}

/** Thrown if a sample is so far from every component that its squared distances overflow float64. */
export class FarSampleError extends MixturaError {
  override readonly name = 'FarSampleError'
  readonly code = 'far-sample'
  constructor(
    /** The name of the samples. */
    readonly thing: string,
    /** 0-based. */
    readonly row: number,
  ) {
    super(
      `${thing}, row ${row}, lies so far from every component that squared distances leave the range of float64. ` +
        `Leave that row out, or rescale the columns of data and mixture alike.`,
    )
  }
}
