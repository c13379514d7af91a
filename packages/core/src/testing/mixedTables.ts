import { createRandom } from '@mixtura/numerics'
import type { MixedTable } from '../mixed/fitMixedMixture.js'

/** Rows of three classes over two numbers, a category, an ordinal, a binary and a count column, with a share of missing cells. */
export function randomMixedTable({ seed, rows, missing = 0 }: { readonly seed: number; readonly rows: number; readonly missing?: number }): MixedTable {
  const random = createRandom(seed)
  const classOf = (): number => Math.floor(3 * random.uniform())
  const level = (probabilities: readonly number[]): number => {
    let rest = random.uniform()
    return Math.max(0, probabilities.findIndex(probability => (rest -= probability) < 0))
  }
  const samples = Array.from({ length: rows }, () => {
    const k = classOf()
    const cells = [
      3 * k + random.normal(),
      (k === 1 ? 4 : 0) + 0.5 * random.normal(),
      level([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.2, 0.2, 0.6]][k]),
      level([[0.6, 0.3, 0.1, 0], [0.1, 0.4, 0.4, 0.1], [0, 0.1, 0.3, 0.6]][k]),
      level([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]][k]),
      Array.from({ length: 12 }).filter(() => random.uniform() < (k + 1) / 6).length,
    ]
    return cells.map(cell => (random.uniform() < missing ? NaN : cell))
  })
  return {
    columns: [
      { kind: 'number', name: 'height' }, { kind: 'number', name: 'width' }, { kind: 'category', name: 'colour', levels: ['red', 'green', 'blue'] },
      { kind: 'ordinal', name: 'grade', levels: ['D', 'C', 'B', 'A'] }, { kind: 'binary', name: 'member' }, { kind: 'count', name: 'visits' },
    ],
    samples,
  }
}
