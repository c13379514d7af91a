import { createRandom } from '@mixtura/core'
import type { Table } from '../contract/table.js'

/** A table of groups of customers: a number, a category, an ordered level, a count and a binary column. The labels are the groups. */
export function mixedTable({ rows, seed = 1 }: { readonly rows: number; readonly seed?: number }): Table & { readonly labels: readonly number[] } {
  const random = createRandom(seed)
  const drawn = (probabilities: readonly number[]): number => {
    let rest = random.uniform()
    const at = probabilities.findIndex(probability => (rest -= probability) < 0)
    return at < 0 ? probabilities.length - 1 : at
  }
  const groups = [
    { mean: 10, region: [0.8, 0.1, 0.1], size: [0.7, 0.2, 0.1], visits: 1, member: 0.1 },
    { mean: 30, region: [0.1, 0.1, 0.8], size: [0.1, 0.2, 0.7], visits: 6, member: 0.9 },
  ]
  const labels = Array.from({ length: rows }, (_, row) => row % 2)
  const data = Float64Array.from(labels.flatMap(label => {
    const { mean, region, size, visits, member } = groups[label]
    const count = Array.from({ length: 10 }, () => (random.uniform() < visits / 10 ? 1 : 0)).reduce<number>((sum, one) => sum + one, 0)
    return [mean + 4 * random.normal(), drawn(region), drawn(size), count, random.uniform() < member ? 1 : 0]
  }))
  const levels = (...names: readonly string[]) => names.map(name => ({ name, of: [name] }))
  return {
    samples: { data, rows, columns: 5 },
    columnNames: ['spend', 'region', 'size', 'visits', 'member'],
    features: [
      { role: 'number', levels: null },
      { role: 'category', levels: levels('east', 'north', 'south') },
      { role: 'ordinal', levels: levels('small', 'medium', 'large') },
      { role: 'count', levels: null },
      { role: 'binary', levels: levels('no', 'yes') },
    ],
    labels,
  }
}
