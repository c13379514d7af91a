import { countLabelPairs } from './countLabelPairs.js'
import type { Label } from './encodeLabels.js'
import { linearAssignment } from './linearAssignment.js'

/**
 * Matches clusters to classes one to one, so that as many samples as possible belong to the class of their cluster.
 *
 * The number of pairs is that of the classes or of the clusters, whichever is smaller; a pair may have no common sample. If
 * there are more clusters than classes, unmatched clusters are not in the mapping.
 *
 * @param truth [N], the class of each sample.
 * @param predicted [N], the cluster of each sample.
 * @returns the class of each matched cluster, in the sorted order of the clusters.
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
