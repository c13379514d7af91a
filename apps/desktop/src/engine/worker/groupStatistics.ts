import { GaussianMixture } from '@mixtura/core'
import type { FittedModel } from '@mixtura/models'
import type { Matrix } from '@mixtura/numerics'
import type { GroupStatistics } from '../../contract/results.js'
import type { OwnUnits } from './ownUnits.js'

export interface GroupedRows {
  readonly model: FittedModel
  readonly samples: Matrix
  /** [N] index of each row's group; null without `predict`. */
  readonly labels: Uint16Array | null
  readonly units: OwnUnits
}

/** Mean and spread of each group: of its component if groups are components, otherwise of the rows that are assigned to it. */
export function groupStatistics({ model, samples, labels, units }: GroupedRows): GroupStatistics {
  const components = model.components?.()
  if (components && components.components === model.groups.length) return ofComponents(new GaussianMixture(components), units)
  return ofRows(samples, { labels, groups: model.groups.length, units })
}

function ofComponents(mixture: GaussianMixture, units: OwnUnits): GroupStatistics {
  const { columns } = mixture
  return {
    of: 'components',
    groups: Array.from({ length: mixture.components }, (_, k) => {
      const covariance = mixture.componentCovariance(k)
      const deviations = Float64Array.from({ length: columns }, (_, j) => Math.sqrt(covariance[j * columns + j]!))
      return { mean: units.mean(mixture.componentMean(k)), standardDeviation: units.standardDeviation(deviations) }
    }),
  }
}

function ofRows(
  { data, columns, rows }: Matrix,
  { labels, groups, units }: { readonly labels: Uint16Array | null; readonly groups: number; readonly units: OwnUnits },
): GroupStatistics {
  /** Cells that are not missing. */
  const counts = Array.from({ length: groups }, () => new Float64Array(columns))
  const means = Array.from({ length: groups }, () => new Float64Array(columns))
  const squares = Array.from({ length: groups }, () => new Float64Array(columns))
  /** Calls `visit` for each cell of a row that has a group. */
  function forEachCell(visit: (group: number, column: number, value: number) => void): void {
    for (let row = 0; labels && row < rows; row++) {
      const group = labels[row]!
      if (group >= groups) continue
      for (let column = 0; column < columns; column++) {
        const value = data[row * columns + column]!
        if (!Number.isNaN(value)) visit(group, column, value)
      }
    }
  }
  forEachCell((group, column) => counts[group]![column]!++)
  forEachCell((group, column, value) => (means[group]![column]! += value / counts[group]![column]!))
  // The mean is subtracted before squaring, because differences of large squares lose digits.
  forEachCell((group, column, value) => (squares[group]![column]! += (value - means[group]![column]!) ** 2 / counts[group]![column]!))
  return {
    of: 'rows',
    groups: means.map((mean, group) =>
      counts[group]!.includes(0)
        ? { mean: null, standardDeviation: null }
        : { mean: units.mean(mean), standardDeviation: units.standardDeviation(squares[group]!.map(Math.sqrt)) },
    ),
  }
}
