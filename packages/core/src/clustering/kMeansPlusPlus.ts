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
  const drawAny = (): number => (weights ? drawProportional(weights, sum(weights), random) : random.integer(rows))
  let chosen = drawAny()
  for (let k = 0; k < clusters; k++) {
    if (k > 0) {
      let bestPotential = Infinity
      let best = masses
      const total = sum(masses)
      for (let trial = 0; trial < trials; trial++) {
        const candidate = total > 0 ? drawProportional(masses, total, random) : drawAny()
        const updated = nearestWith(samples, { masses, weights, centre: candidate })
        const potential = sum(updated)
        if (potential >= bestPotential) continue
        bestPotential = potential
        best = updated
        chosen = candidate
      }
      masses = best
    } else {
      masses = nearestWith(samples, { masses, weights, centre: chosen })
    }
    copyRow(samples, chosen, centres, k)
  }
  return centres
}

/** Copies row `from` of `samples` to row `to` of `target` [.., D]. */
export function copyRow({ data, columns }: Matrix, from: number, target: Float64Array, to: number): void {
  for (let i = 0; i < columns; i++) target[to * columns + i] = data[from * columns + i]
}

/** The masses once row `centre` is a centre too. */
function nearestWith(
  { data, rows, columns }: Matrix,
  { masses, weights, centre }: {
    readonly masses: Float64Array
    readonly weights: Float64Array | undefined
    readonly centre: number
  },
): Float64Array<ArrayBuffer> {
  const updated = new Float64Array(rows)
  const origin = centre * columns
  for (let row = 0; row < rows; row++) {
    let distance = 0
    for (let i = 0; i < columns; i++) distance += (data[row * columns + i] - data[origin + i]) ** 2
    updated[row] = Math.min(weights ? weights[row] * distance : distance, masses[row])
  }
  return updated
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
