import { codedFamilies } from './columnFamilies.js'
import { shownColumn, type MixedColumnDescription } from './mixedColumns.js'
import { mixedParameterCount, type MixedParameters } from './mixedParameters.js'
import { sizeRange } from './negativeBinomial.js'

/** Something that a reader of a fit must know. */
export interface MixedWarning {
  /** 'not-identified': many parameters describe the data equally well. 'boundary': an estimate rests at the end of its range. */
  readonly code: 'not-identified' | 'boundary'
  readonly message: string
  /** Column of a 'boundary', from 0. */
  readonly column?: number
  /** Class of a 'boundary', from 0. */
  readonly component?: number
}

/** A probability closer to 0 or 1 than this rests at the boundary. */
const boundaryProbability = 1e-6

/**
 * Degrees of freedom that the table leaves: the smaller of its possible rows minus 1 and its rows, minus the parameters. Null if a column of
 * numbers or counts makes the possible rows infinite.
 *
 * @see Goodman (1974): a latent class model with negative degrees of freedom is not identified.
 */
export function residualDegreesOfFreedom({ columns, components }: Pick<MixedParameters, 'columns' | 'components'>, rows: number): number | null {
  if (columns.some(({ levels }) => levels.length === 0)) return null
  const possible = columns.reduce((product, { levels }) => product * levels.length, 1) - 1
  return Math.min(possible, rows) - mixedParameterCount({ columns, components, numbers: null })
}

export function warningsOf(parameters: MixedParameters, rows: number): readonly MixedWarning[] {
  const freedom = residualDegreesOfFreedom(parameters, rows)
  const identity: readonly MixedWarning[] =
    freedom !== null && freedom < 0
      ? [{ code: 'not-identified', message: `${parameters.components} classes have ${-freedom} parameters more than the table can tell apart: other parameters describe it equally well. Lower components, or add columns.` }]
      : []
  return [...identity, ...boundaries(parameters)]
}

/** Estimates at the end of their range: standard errors do not hold there. One warning for each class and column. */
function boundaries({ columns, components, columnParameters }: MixedParameters): readonly MixedWarning[] {
  return codedFamilies(columns, components).flatMap(({ column, description, family, shape, from, to }) =>
    Array.from({ length: components }, (_, component) => ({ column, component })).flatMap(place => {
      const parameters = columnParameters.subarray(from, to)
      const found = description.levels.length > 0
        ? boundaryLevel(description, family.logProbabilities(parameters, Float64Array.from(description.levels, (_, l) => l), shape), { component: place.component, components })
        : boundaryCount(description, parameters, place.component)
      return found ? [{ code: 'boundary' as const, message: `${shownColumn(description, column)}, class ${place.component}: ${found}.`, ...place }] : []
    }),
  )
}

function boundaryLevel({ levels }: MixedColumnDescription, logs: Float64Array, { component, components }: { readonly component: number; readonly components: number }): string | undefined {
  const zero = levels.filter((_, l) => Math.exp(logs[l * components + component]) < boundaryProbability)
  if (zero.length === 0) return undefined
  return zero.length === 1 ? `the probability of '${zero[0]}' is 0` : `the probabilities of ${zero.map(level => `'${level}'`).join(', ')} are 0`
}

function boundaryCount({ family }: MixedColumnDescription, parameters: Float64Array, component: number): string | undefined {
  const mean = parameters[family === 'poisson' ? component : 2 * component]
  if (mean === 0) return 'every count is 0'
  if (family === 'poisson') return undefined
  const size = parameters[2 * component + 1]
  return size >= sizeRange.maximum * 0.999 ? 'the counts vary no more than Poisson counts, so the size is not estimated' : size <= sizeRange.minimum * 1.001 ? 'the size is at the lower end of its range' : undefined
}
