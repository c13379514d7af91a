import type { FittedModel } from '@mixtura/models'
import { describe, expect, it } from 'vitest'
import { codeColumns, freeNames, labelColumn } from './resultColumns.js'

const rows = Uint32Array.of(0, 2, 3)

describe('labelColumn', () => {
  it('writes numbers of groups, and -1 for noise', () => {
    expect(labelColumn('group', Int32Array.of(1, -1, 0), { groups: [0, 1], rows })).toEqual({ name: 'group', type: 'integer', values: Int32Array.of(1, -1, 0), rows })
  })

  it('writes labels that are whole numbers, other numbers, or texts', () => {
    const indices = Int32Array.of(1, 0, 1)
    expect(labelColumn('label', indices, { groups: [7, 5], rows }).values).toEqual(Int32Array.of(5, 7, 5))
    expect(labelColumn('label', indices, { groups: [0.5, 2], rows }).values).toEqual(Float64Array.of(2, 0.5, 2))
    expect(labelColumn('label', indices, { groups: ['a', 1], rows }).values).toEqual(['1', 'a', '1'])
  })

  it('leaves noise without a name', () => {
    expect(labelColumn('label', Int32Array.of(0, -1, 1), { groups: ['a', 'b'], rows })).toEqual({ name: 'label', type: 'text', values: ['a', 'b'], rows: Uint32Array.of(0, 3) })
  })
})

it('gives names that no other column has', () => {
  const name = freeNames(['Group', 'x'])
  expect([name('group'), name('group'), name('y'), name('x')]).toEqual(['group_2', 'group_3', 'y', 'x_2'])
})

it('writes codes, a column for each number of them', async () => {
  const encode: FittedModel['encode'] = async () => ({ data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 3, columns: 2 })
  const samples = { data: new Float64Array(3), rows: 3, columns: 1 }
  const columns = await codeColumns({ model: { encode } as FittedModel, samples, rows, taken: ['x'] })
  expect(columns).toEqual([
    { name: 'code_1', type: 'double', values: Float64Array.of(1, 3, 5), rows },
    { name: 'code_2', type: 'double', values: Float64Array.of(2, 4, 6), rows },
  ])
})
