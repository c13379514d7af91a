import { createYielder } from '@mixtura/numerics'
import type { MergeCriterion } from './mergeCriteria.js'

/** Two clusters joined; a cluster goes by the lowest slot in it. */
export interface ClusterMerge {
  readonly into: number
  /** Above `into`. */
  readonly from: number
  readonly rise: number
}

/**
 * Joins the two clusters of the least rise until one is left; of equal rises the lowest slots come first, so
 * the tree is a function of the data and their order alone.
 *
 * Rises are kept for all pairs, S (S - 1) / 2 numbers, with the least of each row: O(S²) memory and, as few rows lose
 * their least at each merge, O(S²) rises in all.
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
  /** Where the rise of a < b stands. */
  const at = (a: number, b: number): number => a * (slots - 1) - (a * (a - 1)) / 2 + (b - a - 1)
  const alive = Array.from({ length: slots }, (_, slot) => slot)
  /** [slots] the slot above of least rise, and that rise. */
  const nearest = new Int32Array(slots).fill(-1)
  const least = new Float64Array(slots).fill(Infinity)
  const yieldIfDue = createYielder()
  const breathe = async (): Promise<void> => {
    const pause = yieldIfDue()
    if (!pause) return
    await pause
    signal?.throwIfAborted()
  }

  /** @param position of slot a among the living. */
  function findNearest(position: number): void {
    const a = alive[position]
    least[a] = Infinity
    nearest[a] = -1
    for (let p = position + 1; p < alive.length; p++) {
      const rise = rises[at(a, alive[p])]
      if (nearest[a] >= 0 && !(rise < least[a])) continue
      least[a] = rise
      nearest[a] = alive[p]
    }
  }

  for (let a = 0; a < slots; a++) {
    for (let b = a + 1; b < slots; b++) rises[at(a, b)] = criterion.rise(a, b)
    findNearest(a)
    await breathe()
  }

  const merges: ClusterMerge[] = []
  while (alive.length > 1) {
    let into = alive[0]
    for (const slot of alive) if (least[slot] < least[into]) into = slot
    const from = nearest[into]
    merges.push({ into, from, rise: least[into] })
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
        else if (rise < least[slot] || (rise === least[slot] && into < nearest[slot])) {
          least[slot] = rise
          nearest[slot] = into
        }
      } else if (nearest[slot] === from) findNearest(position)
    }
    await breathe()
  }
  return merges
}
