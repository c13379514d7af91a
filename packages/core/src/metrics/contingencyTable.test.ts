import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contingencyTable } from './contingencyTable.js'

it('counts pairs, with sorted labels and margins', () => {
  expect(contingencyTable(['cat', 'dog', 'cat', 'cat', 'ant'], [2, 2, 10, 2, 10])).toEqual({
    table: Float64Array.of(0, 1, 2, 1, 1, 0),
    rows: 3,
    columns: 2,
    rowLabels: ['ant', 'cat', 'dog'],
    columnLabels: [2, 10],
    rowTotals: Float64Array.of(1, 3, 1),
    columnTotals: Float64Array.of(3, 2),
    total: 5,
  })
})

const pairs = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom('x', 'y', 'z')), { minLength: 1 })

it('has its sums as margins, and is transposed if the labellings are swapped', () => {
  fc.assert(
    fc.property(pairs, labelled => {
      const a = labelled.map(pair => pair[0])
      const b = labelled.map(pair => pair[1])
      const forward = contingencyTable(a, b)
      const backward = contingencyTable(b, a)
      const rowSums = new Float64Array(forward.rows)
      const columnSums = new Float64Array(forward.columns)
      for (let i = 0; i < forward.rows; i++) {
        for (let j = 0; j < forward.columns; j++) {
          const count = forward.table[i * forward.columns + j]
          expect(backward.table[j * forward.rows + i]).toBe(count)
          rowSums[i] += count
          columnSums[j] += count
        }
      }
      expect(forward.rowTotals).toEqual(rowSums)
      expect(forward.columnTotals).toEqual(columnSums)
      expect(forward.total).toBe(labelled.length)
    }),
  )
})

it('refuses labellings of different length', () => {
  expect(() => contingencyTable([1, 2, 3], [1, 2])).toThrow(
    'labelsB must be 3 labels long, like labelsA, but it is 2 long. Pass one label per sample to both, in the same order.',
  )
})

it('refuses labels that are identifiers, which need too large a table', () => {
  const identifiers = Array.from({ length: 12_000 }, (_, n) => n)
  expect(() => contingencyTable(identifiers, identifiers)).toThrow(
    'contingency table must be at most 134217728 cells, but it is 12000 x 12000. ' +
      'Pass labels of which many samples share one, not identifiers or measurements.',
  )
})
