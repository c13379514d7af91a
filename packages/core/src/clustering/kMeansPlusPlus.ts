import type { Matrix } from '../matrix/matrix.js'
import type { Random } from '../random/random.js'

/**
 * Greedy k-means++ seeding: each next centre is the best of 2 + ln K rows drawn with probability
 * proportional to the squared distance to the centres so far.
 *
 * @param samples [N, D] with N >= clusters.
 * @param weights [N] how often each row counts; a row of weight 0 is never drawn.
 * @returns [K, D] row-major: rows of `samples`, distinct as long as the samples have that many distinct rows.
 * @see Arthur & Vassilvitskii, k-means++: the advantages of careful seeding (2007), sec. 2.2 and 7.
 */
export function kMeansPlusPlus(
  samples: Matrix,
  clusters: number,
  { random, weights }: { readonly random: Random; readonly weights?: Float64Array | undefined },
): Float64Array {
  const { rows, columns } = samples
  const trials = 2 + Math.floor(Math.log(clusters))
  const centres = new Float64Array(clusters * columns)
  // What a row counts in the next draw: its weight times the squared distance to its nearest centre.
  let masses = new Float64Array(rows).fill(Infinity)
  // Two more to write a trial to, one of which holds the best of the trials so far.
  let best = new Float64Array(rows)
  let trialMasses = new Float64Array(rows)
  const drawAny = (): number => (weights ? drawProportional(weights, sum(weights), random) : random.integer(rows))
  let chosen = drawAny()
  for (let k = 0; k < clusters; k++) {
    if (k > 0) {
      let bestPotential = Infinity
      const total = sum(masses)
      for (let trial = 0; trial < trials; trial++) {
        const candidate = total > 0 ? drawProportional(masses, total, random) : drawAny()
        const potential = nearestWith(samples, { masses, weights, centre: candidate, updated: trialMasses })
        if (potential >= bestPotential) continue
        bestPotential = potential
        ;[best, trialMasses] = [trialMasses, best]
        chosen = candidate
      }
    } else {
      nearestWith(samples, { masses, weights, centre: chosen, updated: best })
    }
    ;[masses, best] = [best, masses]
    copyRow(samples, chosen, centres, k)
  }
  return centres
}

/** Copies row `from` of `samples` to row `to` of `target` [.., D]. */
export function copyRow({ data, columns }: Matrix, from: number, target: Float64Array, to: number): void {
  for (let i = 0; i < columns; i++) target[to * columns + i] = data[from * columns + i]
}

/** Rows between two looks at whether they can still come closer: their masses stay in the nearest cache. */
const blockLength = 1024

/** Writes the masses once row `centre` is a centre too; returns their sum. */
function nearestWith(
  { data, rows, columns }: Matrix,
  { masses, weights, centre, updated }: {
    readonly masses: Float64Array
    readonly weights: Float64Array | undefined
    readonly centre: number
    readonly updated: Float64Array
  },
): number {
  const origin = data.slice(centre * columns, (centre + 1) * columns)
  let potential = 0
  for (let from = 0; from < rows; from += blockLength) {
    const to = Math.min(from + blockLength, rows)
    let partial = 0
    for (let row = from; row < to; row++) {
      const mass = masses[row]
      const weight = weights ? weights[row] : 1
      let nearer = 0
      let i = 0
      let at = row * columns
      // A sum of squares that has passed the mass already cannot come back below it.
      for (; i + 4 <= columns && nearer < mass; i += 4, at += 4) {
        const a = data[at] - origin[i]
        const b = data[at + 1] - origin[i + 1]
        const c = data[at + 2] - origin[i + 2]
        const d = data[at + 3] - origin[i + 3]
        nearer += weight * (a * a + b * b + (c * c + d * d))
      }
      if (nearer < mass) for (; i < columns; i++, at++) nearer += weight * (data[at] - origin[i]) ** 2
      updated[row] = nearer < mass ? nearer : mass
      partial += updated[row]
    }
    potential += partial
  }
  return potential
}

function drawProportional(masses: Float64Array, total: number, random: Random): number {
  let remaining = random.uniform() * total
  let last = 0
  for (let i = 0; i < masses.length; i++) {
    if (masses[i] === 0) continue
    last = i
    remaining -= masses[i]
    if (remaining < 0) return i
  }
  return last
}

function sum(values: Float64Array): number {
  let total = 0
  for (let i = 0; i < values.length; i++) total += values[i]
  return total
}
