import { mixedChunksSource, type KernelName, type MixedColumn, type MixedTableSource, type OpenChunks } from '@mixtura/core'
import type { FeatureColumn } from '../featureRoles.js'

/** The columns of a source, and how its passes are computed. */
export interface MixedTableOptions {
  readonly columnNames: readonly string[]
  readonly features: readonly FeatureColumn[] | undefined
  readonly threads: number | undefined
  readonly kernels: KernelName | undefined
  readonly signal: AbortSignal | undefined
}

/** The rows of a source as a table of mixed columns. @param columns what the columns are; by default, what their roles say. */
export function openMixedTable(open: OpenChunks, columns: readonly MixedColumn[] | undefined, { columnNames, features, ...passes }: MixedTableOptions): Promise<MixedTableSource> {
  return mixedChunksSource(open, { ...passes, columns: columns ?? columnNames.map((name, at) => columnOf(name, features?.[at])) })
}

function columnOf(name: string, feature: FeatureColumn | undefined): MixedColumn {
  const kind = feature?.role ?? 'number'
  if (kind === 'number' || kind === 'count') return { kind, name }
  return { kind, name, levels: feature!.levels!.map(level => level.name) }
}
