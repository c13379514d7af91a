import { ConstantTableColumnError } from './errors.js'
import type { TableFacts } from './columnFacts.js'

/** [D] each, with `scaled = (cell - center) / scale`. */
export interface TableScaling {
  readonly center: readonly number[]
  readonly scale: readonly number[]
}

/** A standard deviation below this share of the column's largest magnitude is rounding error: about a thousand units in the last place. */
const roundingShare = 2 ** -42

/** The scaling to mean 0 and sample variance 1. @throws {ConstantTableColumnError} */
export function standardScaling({ columns, finite }: Pick<TableFacts, 'columns' | 'finite'>): TableScaling {
  return {
    center: columns.map(({ mean }) => mean),
    scale: columns.map(({ name, minimum, maximum, variance }, at) => {
      const deviation = Math.sqrt((variance * finite[at]) / (finite[at] - 1))
      // Servers round the mean, so the variance of equal cells may be above 0.
      if (minimum < maximum && deviation > roundingShare * Math.max(Math.abs(minimum), Math.abs(maximum))) return deviation
      throw new ConstantTableColumnError(name, minimum)
    }),
  }
}

/** That of cells as they are. */
export const unitScaling = (columns: number): TableScaling => ({ center: new Array<number>(columns).fill(0), scale: new Array<number>(columns).fill(1) })
