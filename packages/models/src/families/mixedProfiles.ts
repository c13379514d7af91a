import type { MixedMixture } from '@mixtura/core'
import type { ColumnProfile } from '../contract/fittedModel.js'
import { featuresOf, type TableFacts } from '../contract/table.js'

/** What the classes are like in each column. */
export function mixedProfiles(model: MixedMixture, { columns, columnNames, features }: TableFacts): readonly ColumnProfile[] {
  return featuresOf(columns, features).map(({ role, levels }, column) => ({
    name: columnNames[column],
    role,
    levels: levels?.map(({ name }) => name) ?? null,
    groups: Array.from({ length: model.components }, (_, component) => {
      const distribution = model.distribution(column, component)
      return 'probabilities' in distribution
        ? { estimates: Array.from(distribution.probabilities), standardErrors: null, standardDeviation: null }
        : { estimates: [distribution.mean], standardErrors: null, standardDeviation: Math.sqrt(distribution.variance) }
    }),
  }))
}
