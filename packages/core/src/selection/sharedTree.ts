import { createRandom, type Matrix } from '@mixtura/numerics'
import { hierarchicalClustering } from '../hierarchy/hierarchicalClustering.js'
import { dataSource } from '../statistics/dataSource.js'
import { startRows } from '../starts/prepareStarts.js'
import { quickTree } from '../starts/quickTree.js'
import type { AcceptedSelectionOptions, CandidateShape } from './selectionTypes.js'

/** One tree that all candidates start from, cut at each number of components. */
export interface SharedTree {
  /**
   * [N] labels that a mixture of so many components starts from; undefined if candidates have other starts and the tree has no such cut.
   *
   * @throws {InvalidOptionError} for more components than distinct rows, if candidates have no other start.
   */
  labelsAt(components: number): Int32Array | undefined
}

/**
 * Builds one tree for all candidates, from the rows of positive weight. A missing cell has the mean of its column. With initialize:
 * 'hierarchical' candidates start from the tree alone. If neither initialize nor starts are given and there are few rows, the tree makes
 * one additional start of each candidate: it finds clusters that starts from centres miss, and it is built only once.
 *
 * Undefined for other starts, and beside labelPriors, because a start must then agree with the labels.
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

/** [N] labels of the rows of positive weight, and 0 for the others, which have no effect. */
function ofEveryRow(labels: Int32Array, sampleWeights: Float64Array | undefined): Int32Array {
  if (!sampleWeights) return labels
  let counted = 0
  return Int32Array.from(sampleWeights, weight => (weight > 0 ? labels[counted++] : 0))
}
