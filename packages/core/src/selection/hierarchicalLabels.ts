import { createRandom, type Matrix } from '@mixtura/numerics'
import { hierarchicalClustering } from '../hierarchy/hierarchicalClustering.js'
import { dataSource } from '../statistics/dataSource.js'
import type { AcceptedSelectionOptions } from './selectionTypes.js'

/** [N] labels to start a mixture of that many components from. */
export type LabelsOf = (components: number) => Int32Array

/**
 * One tree for all candidates of initialize: 'hierarchical', over the rows that count, by their weights; a missing cell stands at the mean of
 * its column. Undefined for other starts, and beside labelPriors, where a start has to heed the labels: fits then
 * build their own.
 *
 * @returns labels that throw {InvalidOptionError} for more components than distinct rows.
 */
export async function hierarchicalLabels(samples: Matrix, options: AcceptedSelectionOptions): Promise<LabelsOf | undefined> {
  const { initialize, labelPriors, sampleWeights, seed = 0, signal } = options
  if (initialize !== 'hierarchical' || labelPriors) return undefined
  const source = await dataSource(samples, options)
  const { samples: counted, weights } = await source.draw(source.rows, createRandom(seed))
  const tree = await hierarchicalClustering(counted, { seed, ...(weights && { sampleWeights: weights }), ...(signal && { signal }) })
  const cuts = new Map<number, Int32Array>()
  return components => {
    const labels = cuts.get(components) ?? ofEveryRow(tree.labelsAt(components), sampleWeights)
    cuts.set(components, labels)
    return labels
  }
}

/** [N] labels of the rows that count, and 0 for those of weight 0, which do not matter. */
function ofEveryRow(labels: Int32Array, sampleWeights: Float64Array | undefined): Int32Array {
  if (!sampleWeights) return labels
  let counted = 0
  return Int32Array.from(sampleWeights, weight => (weight > 0 ? labels[counted++] : 0))
}
