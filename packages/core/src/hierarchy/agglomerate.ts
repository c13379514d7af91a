import { createYielder } from '@mixtura/numerics'
import type { MergeCriterion } from './mergeCriteria.js'

/** A merge of two clusters; a cluster is named by its lowest slot. */
export interface ClusterMerge {
  readonly into: number
  /** Greater than `into`. */
  readonly from: number
  readonly rise: number
}

/**
 * Joins the two clusters with the smallest rise of the criterion until one cluster is left. Among equal rises the pair with
 * the lowest slots comes first, so the tree depends only on the data and their order.
 *
 * It stores the rises of all pairs, S (S - 1) / 2 numbers, and the smallest of each row. It evaluates O(S²) rises.
 *
 * @see Müllner, Modern hierarchical, agglomerative clustering algorithms (2011), sec. 3.1, the generic algorithm.
 * @throws the reason of `signal`, when it aborts.
 */
export async function agglomerate(
  slots: number,
  criterion: MergeCriterion,
  signal?: AbortSignal,
): Promise<readonly ClusterMerge[]> {
  const rises = new Float64Array((slots * (slots - 1)) / 2)
  /** Index of the rise of a < b in `rises`. */
  const at = (a: number, b: number): number => a * (slots - 1) - (a * (a - 1)) / 2 + (b - a - 1)
  const alive = Array.from({ length: slots }, (_, slot) => slot)
  /** [slots] the higher slot with the smallest rise, and that rise. */
  const nearest = new Int32Array(slots).fill(-1)
  const smallest = new Float64Array(slots).fill(Infinity)
  const yieldIfDue = createYielder()
  const yieldToOthers = async (): Promise<void> => {
    const pause = yieldIfDue()
    if (!pause) return
    await pause
    signal?.throwIfAborted()
  }

  /** @param position index of slot a in `alive`. */
  function findNearest(position: number): void {
    const a = alive[position]
    smallest[a] = Infinity
    nearest[a] = -1
    for (let p = position + 1; p < alive.length; p++) {
      const rise = rises[at(a, alive[p])]
      if (nearest[a] >= 0 && !(rise < smallest[a])) continue
      smallest[a] = rise
      nearest[a] = alive[p]
    }
  }

  for (let a = 0; a < slots; a++) {
    for (let b = a + 1; b < slots; b++) rises[at(a, b)] = criterion.rise(a, b)
    findNearest(a)
    await yieldToOthers()
  }

  const merges: ClusterMerge[] = []
  while (alive.length > 1) {
    let into = alive[0]
    for (const slot of alive) if (smallest[slot] < smallest[into]) into = slot
    const from = nearest[into]
    merges.push({ into, from, rise: smallest[into] })
    criterion.join(into, from)
    alive.splice(alive.indexOf(from), 1)
    for (const [position, slot] of alive.entries()) {
      if (slot === into) {
        for (let p = position + 1; p < alive.length; p++) rises[at(into, alive[p])] = criterion.rise(into, alive[p])
        findNearest(position)
      } else if (slot < into) {
        const rise = criterion.rise(into, slot)
        rises[at(slot, into)] = rise
        if (nearest[slot] === into || nearest[slot] === from) findNearest(position)
        else if (rise < smallest[slot] || (rise === smallest[slot] && into < nearest[slot])) {
          smallest[slot] = rise
          nearest[slot] = into
        }
      } else if (nearest[slot] === from) findNearest(position)
    }
    await yieldToOthers()
  }
  return merges
}
