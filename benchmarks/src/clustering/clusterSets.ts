import { createRandom, type Random } from '@mixtura/core'

/** Kinds of random sets. Clusters are Gaussian except for heavy tails and rings; a Gaussian mixture cannot separate rings. */
export const clusterSetKinds = ['separated', 'overlapping', 'elongated', 'imbalanced', 'noise columns', 'heavy tails', 'rings'] as const
export type ClusterSetKind = (typeof clusterSetKinds)[number]

export interface ClusterSet {
  /** [N, D] with a different scale for each column. */
  readonly samples: number[][]
  readonly labels: Int32Array
  readonly components: number
}

/** Smallest distance between two means, in standard deviations of a column. */
const separation: Readonly<Record<ClusterSetKind, number>> = {
  separated: 10, overlapping: 2.6, elongated: 3.5, imbalanced: 7, 'noise columns': 7, 'heavy tails': 7, rings: 3,
}

/** A random set: K from 2 to 6, D from 2 to 20 (at most 8 for overlapping clusters), N from 150 to `maxRows`. */
export function drawClusterSet(kind: ClusterSetKind, seed: number, maxRows: number): ClusterSet {
  const random = createRandom(1000 * seed + clusterSetKinds.indexOf(kind))
  const from = (least: number, most: number): number => least + random.integer(most - least + 1)
  const components = kind === 'rings' ? from(2, 3) : from(2, 6)
  const columns = kind === 'rings' ? 2 : kind === 'overlapping' ? from(2, 6) : kind === 'elongated' ? from(2, 8) : from(2, 20)
  const rows = Math.round(150 * Math.exp(random.uniform() * Math.log(maxRows / 150)))
  const noise = kind === 'noise columns' ? from(1, 10) : 0
  const draw = kind === 'rings' ? ringRow(random) : clusterRow(random, { kind, components, columns })
  const shares = Array.from({ length: components }, (_, k) => (kind === 'imbalanced' ? 0.55 ** k : 1))
  const units = Array.from({ length: columns + noise }, () => 10 ** (2 * random.uniform() - 1))
  // The first rows ensure that even a small cluster has some.
  const labels = Int32Array.from({ length: rows }, (_, row) => (row < 8 * components ? row % components : drawIndex(shares, random)))
  const samples = Array.from(labels, label =>
    [...draw(label), ...Array.from({ length: noise }, () => 2 * random.normal())].map((value, i) => value * units[i]),
  )
  return { samples, labels, components }
}

function ringRow(random: Random): (label: number) => number[] {
  return label => {
    const angle = 2 * Math.PI * random.uniform()
    const radius = 3 * label + 1
    return [radius * Math.cos(angle) + 0.25 * random.normal(), radius * Math.sin(angle) + 0.25 * random.normal()]
  }
}

function clusterRow(
  random: Random,
  { kind, components, columns }: { readonly kind: ClusterSetKind; readonly components: number; readonly columns: number },
): (label: number) => number[] {
  const least = separation[kind]
  const means: number[][] = []
  for (let tries = 0; means.length < components; tries++) {
    // The spread grows with each attempt, so that all means fit.
    const spread = (1.2 * least * (1 + tries / 400)) / Math.sqrt(Math.min(columns, 6))
    const mean = Array.from({ length: columns }, () => spread * random.normal())
    if (means.every(other => Math.hypot(...other.map((value, i) => value - mean[i])) > least)) means.push(mean)
  }
  const factors = means.map(() =>
    Array.from({ length: columns }, (_, i) => {
      const deviation = kind === 'elongated' ? 0.3 + 3.2 * random.uniform() ** 3 : 0.6 + 0.6 * random.uniform()
      return Array.from({ length: i + 1 }, (_, j) =>
        j === i ? deviation : kind === 'elongated' ? (0.6 * deviation * random.normal()) / Math.sqrt(columns) : 0,
      )
    }),
  )
  return label => {
    const normals = Array.from({ length: columns }, () => random.normal())
    // Student's t with 4 degrees of freedom.
    const tail = kind === 'heavy tails' ? Math.sqrt(4 / Array.from({ length: 4 }, () => random.normal() ** 2).reduce((sum, value) => sum + value)) : 1
    return means[label].map((mean, i) => mean + tail * factors[label][i].reduce((sum, factor, j) => sum + factor * normals[j], 0))
  }
}

function drawIndex(shares: readonly number[], random: Random): number {
  let left = random.uniform() * shares.reduce((sum, share) => sum + share)
  return Math.max(0, shares.findIndex(share => (left -= share) < 0))
}
