import { countLabelPairs } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { linearAssignment } from './linearAssignment.js'

/**
 * Names clusters after classes, one to one, so that the most samples fall on the class of their cluster.
 *
 * As many pairs are formed as the smaller side allows, the last of them perhaps without a common sample.
 * With more clusters than classes, the clusters left over are not in the mapping.
 *
 * @param truth [N], the class of each sample.
 * @param predicted [N], the cluster of each sample.
 * @returns class by cluster, in the sorted order of the clusters.
 * @throws {ShapeError} if the lengths differ, there are no labels, or one is neither a finite number nor a string.
 */
export function matchLabels(truth: ArrayLike<Label>, predicted: ArrayLike<Label>): ReadonlyMap<Label, Label> {
  const { cells, rowLabels: classes, columnLabels: clusters } = countLabelPairs(
    { name: 'truth', labels: truth },
    { name: 'predicted', labels: predicted },
  )
  const cost = new Float64Array(clusters.length * classes.length)
  for (let c = 0; c < cells.counts.length; c++) {
    cost[cells.columns[c] * classes.length + cells.rows[c]] = -cells.counts[c]
  }
  const classOf = linearAssignment({ data: cost, rows: clusters.length, columns: classes.length })

  const mapping = new Map<Label, Label>()
  clusters.forEach((cluster, position) => {
    if (classOf[position] >= 0) mapping.set(cluster, classes[classOf[position]])
  })
  return mapping
}
