import type { Matrix, Random } from '@mixtura/numerics'
import { copyRow, kMeansPlusPlus, type Seeding, type SeedingMemory } from '../clustering/kMeansPlusPlus.js'
import type { KernelName } from '../kernels/kernels.js'
import { priorsOf } from '../statistics/rowKnowledge.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/** Method that finds the centres of a start; each row joins its nearest centre. */
export type CentreMethod = 'k-means++' | 'k-means' | 'random'

export interface CentreOptions {
  readonly method: CentreMethod
  readonly components: number
  readonly kernels: KernelName | undefined
  /** Memory that all seedings of one fit share. */
  readonly memory?: SeedingMemory | undefined
  readonly random: Random
  readonly signal?: AbortSignal | undefined
}

/** Centres by the given method, and the label of each row; a row of weight 0 is never a centre. */
export async function chooseCentres(
  { samples, weights }: DrawnRows,
  { method, components, kernels, memory, random, signal }: CentreOptions,
): Promise<Seeding> {
  switch (method) {
    case 'k-means++':
      return kMeansPlusPlus(samples, components, { random, weights, kernels, memory })
    case 'random': {
      const centres = randomRows(samples, components, { random, weights })
      return { centres, labels: nearestLabels(samples, centres) }
    }
    case 'k-means': {
      const { kMeans } = await import('../clustering/kMeans.js')
      const { centres, labels } = await kMeans(samples, {
        clusters: components,
        starts: 1,
        seed: random.integer(2 ** 32),
        maxIterations: 100,
        ...(kernels && { kernels }),
        ...(weights && { sampleWeights: weights }),
        ...(signal && { signal }),
      })
      return { centres: centres.data as Float64Array, labels }
    }
  }
}

/** Rows drawn at random; a row equal to an earlier one is taken only if there are too few distinct rows. */
function randomRows(
  rows: Matrix,
  components: number,
  { random, weights }: { readonly random: Random; readonly weights: Float64Array | undefined },
): Float64Array {
  const { columns } = rows
  const centres = new Float64Array(components * columns)
  const order = Array.from({ length: rows.rows }, (_, row) => row).filter(row => weights?.[row] !== 0)
  let found = 0
  for (let i = 0; i < order.length && found < components; i++) {
    const j = i + random.integer(order.length - i)
    const row = order[j]
    order[j] = order[i]
    order[i] = row
    copyRow(rows, row, centres, found)
    if (!repeats(centres, found, columns)) found++
  }
  for (let i = 0; found < components; i++) copyRow(rows, order[i % order.length], centres, found++)
  return centres
}

/** Whether row `last` of `values` [.., columns] equals one before it. */
function repeats(values: Float64Array, last: number, columns: number): boolean {
  for (let row = 0; row < last; row++) {
    let i = 0
    while (i < columns && values[row * columns + i] === values[last * columns + i]) i++
    if (i === columns) return true
  }
  return false
}

/** [M] index of the nearest centre; the lowest index among equally near ones. */
export function nearestLabels({ data, rows, columns }: Matrix, centres: Float64Array): Int32Array {
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    let nearest = Infinity
    for (let k = 0; k * columns < centres.length; k++) {
      let distance = 0
      for (let i = 0; i < columns && distance < nearest; i++) distance += (data[row * columns + i] - centres[k * columns + i]) ** 2
      if (distance < nearest) {
        nearest = distance
        labels[row] = k
      }
    }
  }
  return labels
}

/**
 * Centres and labels that respect the label priors. A row with unequal priors joins its most probable component, and the
 * mean of these rows is the centre of the component. Each component without such rows takes the given centre that is
 * farthest from all centres so far.
 *
 * @returns `known` [M]: the component of each row with unequal priors; -1 for the others.
 */
export function knownCentres(
  samples: Matrix,
  priors: Matrix,
  centres: Float64Array,
): { readonly centres: Float64Array; readonly known: Int32Array } {
  const { data, rows, columns } = samples
  const components = priors.columns
  const known = new Int32Array(rows).fill(-1)
  const masses = new Float64Array(components)
  const means = new Float64Array(components * columns)
  for (let row = 0; row < rows; row++) {
    const prior = priorsOf(priors, row)
    const component = prior.indexOf(Math.max(...prior))
    if (prior.every(value => value === prior[0])) continue
    known[row] = component
    masses[component]++
    for (let i = 0; i < columns; i++) {
      means[component * columns + i] += (data[row * columns + i] - means[component * columns + i]) / masses[component]
    }
  }
  const free = Array.from(masses.keys()).filter(k => masses[k] === 0)
  const candidates = new Set(Array.from({ length: components }, (_, k) => k))
  const placed = Array.from(masses.keys()).filter(k => masses[k] > 0)
  for (const k of free) {
    const farthest = [...candidates].reduce((best, candidate) =>
      distanceToNearest(centres, candidate, { means, placed, columns }) > distanceToNearest(centres, best, { means, placed, columns })
        ? candidate
        : best,
    )
    candidates.delete(farthest)
    means.set(centres.subarray(farthest * columns, (farthest + 1) * columns), k * columns)
    placed.push(k)
  }
  return { centres: means, known }
}

/** Squared distance of a candidate to the nearest centre placed so far. */
function distanceToNearest(
  centres: Float64Array,
  candidate: number,
  { means, placed, columns }: { readonly means: Float64Array; readonly placed: readonly number[]; readonly columns: number },
): number {
  let nearest = Infinity
  for (const k of placed) {
    let distance = 0
    for (let i = 0; i < columns; i++) distance += (centres[candidate * columns + i] - means[k * columns + i]) ** 2
    nearest = Math.min(nearest, distance)
  }
  return nearest
}
