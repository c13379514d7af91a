import type { CodedFamily } from './columnFamilies.js'
import type { CodedColumn } from './codedRows.js'
import type { ValueTables } from './mixedPass.js'

/** Places of the columns' counts, [V + 1, K] each, in one array; the last row of each is of missing cells. */
export function countOffsets(coded: readonly Pick<CodedColumn, 'values'>[], components: number): { readonly offsets: readonly number[]; readonly length: number } {
  const offsets: number[] = []
  let length = 0
  for (const { values } of coded) {
    offsets.push(length)
    length += (values.length + 1) * components
  }
  return { offsets, length }
}

/** The log-probabilities of all values under the parameters. */
export function valueTables(families: readonly CodedFamily[], coded: readonly Pick<CodedColumn, 'values'>[], columnParameters: Float64Array): ValueTables {
  const components = families[0]?.shape.components ?? 0
  const tables = families.map(({ family, shape, from, to }, c) => {
    const { values } = coded[c]
    const table = new Float64Array((values.length + 1) * components)
    table.set(family.logProbabilities(columnParameters.subarray(from, to), values, shape))
    return table
  })
  return { tables, ...countOffsets(coded, components) }
}
