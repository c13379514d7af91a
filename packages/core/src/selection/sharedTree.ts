import { createRandom, type Matrix } from '@mixtura/numerics'
import { hierarchicalClustering } from '../hierarchy/hierarchicalClustering.js'
import { dataSource } from '../statistics/dataSource.js'
import { startRows } from '../starts/prepareStarts.js'
import { quickTree } from '../starts/quickTree.js'
import type { AcceptedSelectionOptions, CandidateShape } from './selectionTypes.js'

/** One tree that all candidates start from, cut at each number of components. */
export interface SharedTree {
  /**
   * [N] labels to start a mixture of so many components from; undefined where candidates have other starts and the tree shows none.
   *
   * @throws {InvalidOptionError} for more components than distinct rows, if candidates have no other start.
   */
  labelsAt(components: number): Int32Array | undefined
}

/**
 * One tree for all candidates, over the rows that count, by their weights; a missing cell stands at the mean of its column. By initialize:
 * 'hierarchical' they start from it alone. Where neither initialize nor starts are given and rows are few, it is one start more of
 * each: it finds clusters that starts from centres miss, and all candidates together pay for it once.
 *
 * Undefined for other starts, and beside labelPriors, where a start has to heed the labels: fits then build their own.
 */
export async function sharedTree(
  samples: Matrix,
  { shapes, options }: { readonly shapes: readonly CandidateShape[]; readonly options: AcceptedSelectionOptions },
): Promise<SharedTree | undefined> {
  const { initialize, starts, labelPriors, sampleWeights, seed = 0, signal } = options
  const { rows, columns } = samples
  const isOnlyStart = initialize === 'hierarchical'
  const most = Math.max(...shapes.map(({ components }) => components))
  const isOneMore = initialize === undefined && starts === undefined && rows <= startRows({ components: most, columns })
  if (labelPriors || !(isOnlyStart || isOneMore)) return undefined
  const source = await dataSource(samples, options)
  const { samples: counted, weights } = await source.draw(source.rows, createRandom(seed))
  const tree = isOnlyStart
    ? await hierarchicalClustering(counted, { seed, ...(weights && { sampleWeights: weights }), ...(signal && { signal }) })
    : await quickTree({ samples: counted, weights }, { fits: shapes.length, seed, signal })
  if (!tree) return undefined
  const cuts = new Map<number, Int32Array>()
  return {
    labelsAt(components) {
      if (!isOnlyStart && (components === 1 || components > tree.maxClusters)) return undefined
      const labels = cuts.get(components) ?? ofEveryRow(tree.labelsAt(components), sampleWeights)
      cuts.set(components, labels)
      return labels
    },
  }
}

/** [N] labels of the rows that count, and 0 for those of weight 0, which do not matter. */
function ofEveryRow(labels: Int32Array, sampleWeights: Float64Array | undefined): Int32Array {
  if (!sampleWeights) return labels
  let counted = 0
  return Int32Array.from(sampleWeights, weight => (weight > 0 ? labels[counted++] : 0))
}
