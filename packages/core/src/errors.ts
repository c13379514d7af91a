import { MixturaError } from '@mixtura/numerics'

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
