import type { CodedColumn, CodedRows } from './codedRows.js'
import type { CodedFamily } from './columnFamilies.js'
import { columnMStep } from './mixedMStep.js'
import type { MixedIterate } from './mixedParameters.js'
import { countOffsets, valueTables } from './valueTables.js'

/**
 * Share of the overall distribution that a mixture takes up before it passes to rows that it was not estimated on. The rare levels and
 * counts among them would else have the probability 0 in every class, which EM never leaves; any positive share is enough.
 */
const overallShare = 1e-3

/** The parameters of equal classes: each column that is not a number has its distribution in the whole table. */
export function overallParameters(
  { rows, coded }: Pick<CodedRows, 'rows' | 'coded'>,
  { families, weights, pseudoCount }: { readonly families: readonly CodedFamily[]; readonly weights: Float64Array | undefined; readonly pseudoCount: number },
): Float64Array {
  const components = families[0]?.shape.components ?? 0
  const { offsets, length } = countOffsets(coded, components)
  const valueCounts = new Float64Array(length)
  coded.forEach(({ codes }, c) => {
    for (let row = 0; row < rows; row++) {
      const share = (weights ? weights[row] : 1) / components
      for (let k = 0, at = offsets[c] + codes[row] * components; k < components; k++, at++) valueCounts[at] += share
    }
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
