import { adjacentCategories } from './adjacentCategories.js'
import { categories } from './categories.js'
import type { ColumnFamily, ColumnShape } from './columnFamily.js'
import type { MixedColumnDescription, MixedFamilyName } from './mixedColumns.js'
import { negativeBinomial } from './negativeBinomial.js'
import { poisson } from './poisson.js'

const families: Readonly<Record<Exclude<MixedFamilyName, 'gaussian'>, ColumnFamily>> = {
  categories,
  adjacent: adjacentCategories,
  poisson,
  'negative-binomial': negativeBinomial,
}

/** A column that is not a number: its family, and the place of its parameters among those of all such columns. */
export interface CodedFamily {
  /** Number of the column in the table. */
  readonly column: number
  readonly description: MixedColumnDescription
  readonly family: ColumnFamily
  readonly shape: ColumnShape
  /** The parameters are [from, to) of those of all columns. */
  readonly from: number
  readonly to: number
}

/** The columns that are not numbers, in their order. */
export function codedFamilies(columns: readonly MixedColumnDescription[], components: number): readonly CodedFamily[] {
  let to = 0
  return columns.flatMap((description, column) => {
    if (description.family === 'gaussian') return []
    const family = families[description.family]
    const shape = { components, levels: description.levels.length }
    const from = to
    to += family.parameterLength(shape)
    return [{ column, description, family, shape, from, to }]
  })
}

/** Length of the parameters of all of them. */
export const codedLength = (coded: readonly CodedFamily[]): number => coded.at(-1)?.to ?? 0
