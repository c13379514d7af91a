import type { Samples } from '@mixtura/numerics'
import { hierarchicalClustering, type HierarchicalOptions } from './hierarchicalClustering.js'

export interface HierarchicalStartOptions extends HierarchicalOptions {
  /** K */
  readonly components: number
}

/**
 * [N] labels to start EM from: those of `components` clusters of `hierarchicalClustering`. For several numbers of components,
 * build the tree once and call its `labelsAt`.
 *
 * @param samples [N, D], finite.
 * @throws {InvalidOptionError} for an option out of range, or more components than distinct rows.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 */
export async function hierarchicalStart(
  samples: Samples,
  { components, ...options }: HierarchicalStartOptions,
): Promise<Int32Array> {
  return (await hierarchicalClustering(samples, options)).labelsAt(components)
}
