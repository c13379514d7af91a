import type { Label } from './encodeLabels.js'
import { matchLabels } from './matchLabels.js'

/**
 * Share of samples whose cluster is matched to their class, under the best one-to-one matching:
 *
 *   max_m 1/N #{n : m(predicted_n) = truth_n}
 *
 * It is in (0, 1]. If there are more clusters than classes, the samples of unmatched clusters count as wrong.
 *
 * @param truth [N], the class of each sample.
 * @param predicted [N], the cluster of each sample; clusters and classes may have different names.
 * @throws {ShapeError} if the lengths differ, there are no labels, or one is neither a finite number nor a string.
 * @see matchLabels for the matching itself.
 * @see Yang, Xu, Nie, Yan & Zhuang, Image clustering using local discriminant models (2010).
 */
export function clusteringAccuracy(truth: ArrayLike<Label>, predicted: ArrayLike<Label>): number {
  const classOf = matchLabels(truth, predicted)
  let hits = 0
  for (let n = 0; n < truth.length; n++) {
    if (classOf.get(predicted[n]) === truth[n]) hits++
  }
  return hits / truth.length
}
