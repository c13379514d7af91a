import type { Label, Table } from '../contract/table.js'

/** The normal quantile of intervals with a probability of 95 %. */
const normalQuantile = 1.959963984540054

/** One group of rows. */
export interface GroupProfile {
  /** -1 for noise. */
  readonly group: number
  readonly label: Label | null
  readonly rows: number
  /** [D] */
  readonly means: readonly number[]
  /** [D] half the width of the 95 % interval of the mean, 1.96 s / √n; null for a single row. */
  readonly margins: readonly (number | null)[]
}

/** Means of the rows of each group that has rows, in the order of the groups; noise comes last. Missing cells are left out. */
export function groupProfiles({ data, rows, columns }: Table['samples'], labels: Int32Array, groups: readonly Label[]): readonly GroupProfile[] {
  const present = [...new Set(labels)].sort((one, other) => one - other)
  const inOrder = [...present.filter(group => group >= 0), ...present.filter(group => group < 0)]
  return inOrder.map(group => {
    const members = Array.from({ length: rows }, (_, row) => row).filter(row => labels[row] === group)
    const moments = Array.from({ length: columns }, (_, column) => momentsOf(members.map(row => data[row * columns + column]).filter(value => !Number.isNaN(value))))
    return { group, label: groups[group] ?? null, rows: members.length, means: moments.map(({ mean }) => mean), margins: moments.map(({ margin }) => margin) }
  })
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly margin: number | null } {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value / count, 0)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean: count === 0 ? NaN : mean, margin: count < 2 ? null : (normalQuantile * Math.sqrt(squares / (count - 1))) / Math.sqrt(count) }
}

/**
 * The two columns that tell the groups apart best, by the share of the variance that is between groups; the first two if there is one group.
 */
export function plainestColumns(profiles: readonly GroupProfile[], { data, rows, columns }: Table['samples']): readonly [number, number] {
  const shares = Array.from({ length: columns }, (_, column) => {
    const { mean, margin } = momentsOf(Array.from({ length: rows }, (_, row) => data[row * columns + column]).filter(value => !Number.isNaN(value)))
    const between = profiles.reduce((sum, profile) => sum + profile.rows * (profile.means[column] - mean) ** 2, 0)
    return { column, share: margin ? between / margin ** 2 : 0 }
  })
  const [first, second] = shares.sort((one, other) => other.share - one.share || one.column - other.column)
  return first.column < second.column ? [first.column, second.column] : [second.column, first.column]
}
