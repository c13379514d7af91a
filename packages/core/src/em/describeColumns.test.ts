import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix, type Random } from '@mixtura/numerics'
import { kernelNames } from '../testing/kernelNames.js'
import { coreVariances } from './denseCores.js'
import { describeColumns } from './describeColumns.js'
import { measureStructure, structureScales } from './structureScale.js'
import { withinShare } from './touchingClusters.js'
import { widestGaps } from './widestGaps.js'

/** Columns of every kind that the search tells apart, and of kinds that are near its limits. */
const kinds: readonly ((random: Random, row: number, column: number) => number)[] = [
  random => random.normal(),
  (random, row) => random.normal() + (row % 2) * 5,
  (random, row, column) => random.normal() + (row % 3) * (3 + (column % 7)),
  (random, row) => random.normal() + (row % 4 === 0 ? 1e6 : 0),
  random => Math.round(4 * random.normal()) / 4,
  (random, row) => (row % 3 === 0 ? 7 : random.normal()),
  (random, row) => (row % 2 ? 1e-4 : 1) * random.normal(),
  () => 3,
  random => -Math.log(1 - random.uniform()),
  (random, row) => (row < 4 ? 500 : 0) + random.uniform(),
]

const tableOf = (rows: number, columns: number, choose: (column: number) => number): Matrix => {
  const random = createRandom(rows)
  const data = Float64Array.from({ length: rows * columns }, (_, at) => kinds[choose(at % columns)](random, Math.floor(at / columns), at % columns))
  return matrix(data, rows, columns)
}

const columnOf = ({ data, rows, columns }: Matrix, column: number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => data[row * columns + column]).sort()

describe.each(kernelNames.filter(name => name !== 'reference'))('describeColumns (%s)', name => {
  it.each([2, 5, 17, 31, 32, 60, 61, 300, 1500])('has the bits of the definitions for %d rows', async rows => {
    const columns = 67
    const table = tableOf(rows, columns, column => column % kinds.length)
    const described = await describeColumns(table, name)
    expect(described?.coreDeviations.map(deviation => deviation ** 2)).toEqual(coreVariances(table))
    const expected = Array.from({ length: columns }, (_, i) => {
      const values = columnOf(table, i)
      const rounding = described!.steps[i] ** 2 / 12
      return { isCut: widestGaps(values, rounding) !== undefined, touches: withinShare({ values, weights: undefined, rounding }) < 1 }
    })
    expect(described?.hasGap).toBe(expected.some(({ isCut }) => isCut))
    expect([...described!.touching]).toEqual(expected.flatMap(({ touches }, i) => (touches ? [i] : [])))
  })

  it.each(kinds.map((_, kind) => kind))('finds the gaps of columns of kind %d, and leaves the scales as they are', async kind => {
    for (const rows of [12, 60, 400]) {
      const table = tableOf(rows, 64, () => kind)
      const described = await describeColumns(table, name)
      const isCut = Array.from({ length: 64 }, (_, i) => widestGaps(columnOf(table, i), described!.steps[i] ** 2 / 12)).some(cut => cut)
      expect(described?.hasGap).toBe(isCut)
      const [measured, defined] = [await measureStructure({ samples: table }, name), structureScales({ samples: table })]
      for (const scatter of ['diagonal', 'full'] as const) {
        expect(measured.scale(scatter)).toEqual(defined.scale(scatter))
        expect(measured.spread(scatter)).toEqual(defined.spread(scatter))
      }
    }
  })

  it('describes tables in parts that it cannot hold at once', async () => {
    const table = tableOf(3000, 65, column => [0, 2, 8][column % 3])
    expect((await measureStructure({ samples: table }, name)).scale('diagonal')).toEqual(structureScales({ samples: table }).scale('diagonal'))
  })
})

it('leaves few columns, and hosts without WASM, to the definitions', async () => {
  expect(await describeColumns(tableOf(60, 63, () => 0), undefined)).toBeUndefined()
  expect(await describeColumns(tableOf(60, 64, () => 0), 'reference')).toBeUndefined()
})
