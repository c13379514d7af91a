/** Names of the kinds of steps. */
export const preparationKinds = ['impute', 'log', 'scale', 'one-hot', 'components'] as const

/**
 * Fills the missing and non-finite cells of a column: with the mean or the median of its finite numbers, or with its most frequent value
 * (the first by size or alphabet, if several are as frequent). Numbers and words keep their type.
 */
export interface ImputeStep {
  readonly kind: 'impute'
  /** Name of the new column. */
  readonly name: string
  readonly column: string
  readonly method: 'mean' | 'median' | 'most-frequent'
  /** The value that fills the gaps. Learned if it is left out. */
  readonly learned?: { readonly value: number | string }
}

/** Natural logarithm of a column: ln x, for which all cells must be positive, or ln(1 + x), for which they must be above -1. */
export interface LogStep {
  readonly kind: 'log'
  readonly name: string
  readonly column: string
  readonly method: 'log' | 'log1p'
}

/**
 * (x - center) / scale. `range`: minimum and range, so that cells lie in [0, 1]. `largest`: 0 and the largest magnitude. `robust`: the
 * median and the distance between the quartiles. To standardise, use the option `scaling` of `readFeatures`, which measures the rows that a fit uses.
 */
export interface ScaleStep {
  readonly kind: 'scale'
  readonly name: string
  readonly column: string
  readonly method: 'range' | 'largest' | 'robust'
  /** Both in the units of the column. */
  readonly learned?: { readonly center: number; readonly scale: number }
}

/** One column of 0 and 1 for each level of a column, named `name=level`. The cells of a missing value are missing. */
export interface OneHotStep {
  readonly kind: 'one-hot'
  readonly name: string
  readonly column: string
  readonly learned?: { readonly levels: readonly string[] }
}

/**
 * The leading principal components of D columns, named `name1`, `name2`, ...:
 *
 *   out[n, l] = Σ_j (x[n,j] - center[j]) / scale[j] · loadings[l,j]
 *
 * The loadings are the leading eigenvectors of the sample covariance of the centred, scaled columns, each with its largest entry positive.
 * @see Jolliffe, Principal Component Analysis (2002), section 2.1.
 */
export interface ComponentsStep {
  readonly kind: 'components'
  readonly name: string
  readonly columns: readonly string[]
  /** Number of components, at most D. */
  readonly count: number
  /** `standardize` (the default) divides each column by its sample standard deviation first, so that units do not matter. */
  readonly scaling?: 'standardize' | 'none'
  /** `center`, `scale`: [D] in the units of the columns. `loadings`: [count, D] row-major. `explained`: [count] shares of the total variance. */
  readonly learned?: { readonly center: readonly number[]; readonly scale: readonly number[]; readonly loadings: readonly number[]; readonly explained: readonly number[] }
}

/**
 * A step that makes new columns of a table from columns of the file or of earlier steps. It is plain JSON. What a step measures on the
 * data is its `learned`; a step that has it already applies the same numbers to any other rows.
 */
export type PreparationStep = ImputeStep | LogStep | ScaleStep | OneHotStep | ComponentsStep

/** The most levels of a column that becomes columns of 0 and 1. */
export const maxOneHotLevels = 100
/** The most columns from which principal components are computed. */
export const maxComponentColumns = 200

/** The names of the columns that a step with learned parameters makes. */
export function preparedNames(step: PreparationStep): readonly string[] {
  if (step.kind === 'one-hot') return (step.learned?.levels ?? []).map(level => `${step.name}=${level}`)
  if (step.kind === 'components') return Array.from({ length: step.count }, (_, at) => `${step.name}${at + 1}`)
  return [step.name]
}
