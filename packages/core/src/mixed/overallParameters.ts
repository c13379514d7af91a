import type { CodedColumn } from './codedRows.js'
import type { CodedFamily } from './columnFamilies.js'
import { columnMStep } from './mixedMStep.js'
import type { MixedIterate } from './mixedParameters.js'
import { countOffsets, valueTables } from './valueTables.js'

/**
 * Share of the overall distribution that a mixture takes up before it passes to rows that it was not estimated on. The rare levels and
 * counts among them would else have the probability 0 in every class, which EM never leaves; any positive share is enough.
 */
const overallShare = 1e-3

/**
 * The parameters of equal classes: each column that is not a number has its distribution in the whole table.
 *
 * @param valueWeights [V + 1] sum of the weights of the rows with each value, for each such column.
 */
export function overallParameters(
  valueWeights: readonly Float64Array[],
  { families, coded, pseudoCount }: { readonly families: readonly CodedFamily[]; readonly coded: readonly Pick<CodedColumn, 'values'>[]; readonly pseudoCount: number },
): Float64Array {
  const components = families[0]?.shape.components ?? 0
  const { offsets, length } = countOffsets(coded, components)
  const valueCounts = new Float64Array(length)
  valueWeights.forEach((weights, c) => {
    weights.forEach((weight, v) => {
      const at = offsets[c] + v * components
      valueCounts.fill(weight / components, at, at + components)
    })
  })
  return columnMStep(valueCounts, { families, coded, pseudoCount })
}

/** The mixture with a small share of the overall distribution in each class: every value that occurs has a positive probability. */
export function withOverall(iterate: MixedIterate, families: readonly CodedFamily[], overall: Float64Array): MixedIterate {
  const columnParameters = iterate.columnParameters.slice()
  for (const { family, shape, from, to } of families) {
    columnParameters.set(family.blended(columnParameters.subarray(from, to), overall.subarray(from, to), { ...shape, share: overallShare }), from)
  }
  return { ...iterate, columnParameters }
}

/** Whether some class cannot have some value that occurs. */
export function excludesValues({ columnParameters }: MixedIterate, families: readonly CodedFamily[], coded: readonly Pick<CodedColumn, 'values'>[]): boolean {
  return valueTables(families, coded, columnParameters).includes(-Infinity)
}
