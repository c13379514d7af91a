import type { FittedModel } from '@mixtura/models'
import { describe, expect, it } from 'vitest'
import { cellColumns, codeColumns, filledColumns, freeNames, labelColumn } from './resultColumns.js'

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

it('writes counts beyond 32 bits as numbers', () => {
  const table = { columnNames: ['visits'], features: [{ role: 'count', levels: null }] } as never as FittedModel['table']
  const columnOf = (count: number): unknown => cellColumns({ data: Float64Array.of(count), rows: 1, columns: 1 }, Uint32Array.of(0), table)[0]
  expect(columnOf(3e9)).toEqual({ name: 'visits', type: 'double', values: Float64Array.of(3e9), rows: Uint32Array.of(0) })
  expect(columnOf(2 ** 31 - 1)).toEqual({ name: 'visits', type: 'integer', values: Int32Array.of(2 ** 31 - 1), rows: Uint32Array.of(0) })
})

it('writes days for empty dates into a column of their own', async () => {
  const model = {
    table: { columnNames: ['joined', 'spend'], features: [{ role: 'number', levels: null, date: 'days' }, { role: 'number', levels: null, date: null }] },
    impute: async () => ({ data: Float64Array.of(19_000, 5), rows: 1, columns: 2 }),
  } as never as FittedModel
  const samples = { data: Float64Array.of(NaN, NaN), rows: 1, columns: 2 }
  expect(await filledColumns({ model, samples, rows: Uint32Array.of(0), taken: [] }, {})).toEqual([
    { name: 'joined_filled', type: 'double', values: Float64Array.of(19_000), rows: Uint32Array.of(0) },
    { name: 'spend', replaces: true, type: 'double', values: Float64Array.of(5), rows: Uint32Array.of(0) },
  ])
})
