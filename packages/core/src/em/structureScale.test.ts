import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { structureScale, structureScales } from './structureScale.js'

/** [N, D] of standard normal rows, each put where it belongs. */
const rowsOf = (rows: number, columns: number, place: (values: number[], row: number) => number[], seed = 1): Matrix => {
  const random = createRandom(seed)
  const data = Array.from({ length: rows }, (_, row) => place(Array.from({ length: columns }, () => random.normal()), row))
  return matrix(Float64Array.from(data.flat()), rows, columns)
}
const covarianceOf = ({ data, rows, columns }: Matrix): Float64Array => {
  const mean = Array.from({ length: columns }, (_, i) => Array.from(data).filter((__, at) => at % columns === i).reduce((a, b) => a + b, 0) / rows)
  return Float64Array.from({ length: columns ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns]
    let sum = 0
    for (let row = 0; row < rows; row++) sum += (data[row * columns + i] - mean[i]) * (data[row * columns + j] - mean[j])
    return sum / rows
  })
}

describe('structureScale', () => {
  it('is the covariance of the rows where there are no gaps', () => {
    expectClose(structureScale({ samples: iris }, 'full'), covarianceOf(iris), { relative: 1e-12 })
    const diagonal = covarianceOf(iris).filter((_, at) => at % 5 === 0)
    expectClose(structureScale({ samples: iris }, 'diagonal'), diagonal, { relative: 1e-12 })
  })

  it.each([1e2, 1e3, 1e7])('does not grow with distances of %d deviations between clusters', distance => {
    const samples = rowsOf(300, 3, (z, row) => z.map(value => value + distance * (row % 3)))
    for (const scatter of ['full', 'diagonal'] as const) {
      const scale = structureScale({ samples }, scatter)
      const step = scatter === 'full' ? 4 : 1
      for (let i = 0; i < 3; i++) expect(scale[i * step]).toBeGreaterThan(0.7)
      for (let i = 0; i < 3; i++) expect(scale[i * step]).toBeLessThan(1.3)
    }
  })

  it('sees gaps in directions that are no columns', () => {
    // Two bands 1e5 long, of unit width and 1000 apart, turned by 30 degrees.
    const [c, s] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)]
    const samples = rowsOf(400, 2, ([a, b], row) => {
      const [across, along] = [a + 1000 * (row % 2), 1e5 * b]
      return [c * across - s * along, s * across + c * along]
    })
    const scale = structureScale({ samples }, 'full')
    const across = c * c * scale[0] + 2 * c * s * scale[1] + s * s * scale[3]
    expect(across).toBeGreaterThan(0.7)
    expect(across).toBeLessThan(1.3)
  })

  it('adds to no group more than its share allows, whatever the scales of the groups', () => {
    const samples = rowsOf(400, 2, (z, row) => (row % 4 === 0 ? z : z.map(value => 1e9 + 1e5 * value)))
    const scale = structureScale({ samples }, 'full')
    // Harmonic mean: a quarter of the rows has variance 1.
    for (const at of [0, 3]) expect(scale[at]).toBeLessThan(4 * 1.4)
    for (const at of [0, 3]) expect(scale[at]).toBeGreaterThan(4 * 0.7)
  })

  it('heeds neither stray rows nor codes, and weights instead of copies', () => {
    const plain = rowsOf(200, 2, z => z)
    const stray = matrix(Float64Array.of(...plain.data, 1e6, 5, -2e7, 3, 4e8, -1e9, ...new Float64Array(40).fill(-9999)), 223, 2)
    const scale = structureScale({ samples: stray }, 'full')
    expectClose(scale, covarianceOf(plain), { relative: 1e-12 })
    const twice = matrix(Float64Array.of(...plain.data, ...plain.data), 400, 2)
    expectClose(
      structureScale({ samples: plain, weights: new Float64Array(200).fill(2) }, 'full'),
      structureScale({ samples: twice }, 'full'),
      { relative: 1e-12 },
    )
  })

  it('turns and scales with the data', () => {
    const a = [[2, 0.5], [-1, 3]]
    const samples = rowsOf(300, 2, (z, row) => z.map(value => value + 50 * (row % 2)))
    const mapped = rowsOf(300, 2, (z, row) => a.map(r => r.reduce((sum, value, j) => sum + value * (z[j] + 50 * (row % 2)), 0)))
    const scale = structureScale({ samples }, 'full')
    const expected = [0, 1].flatMap(i => [0, 1].map(j => a[i].reduce((sum, p, k) => sum + a[j].reduce((inner, q, l) => inner + p * q * scale[2 * k + l], 0), 0)))
    expectClose(structureScale({ samples: mapped }, 'full'), expected, { relative: 1e-9 })
  })

  it('gives a column that varies between groups alone the scale of rounding to its step', () => {
    const samples = rowsOf(200, 2, ([z], row) => [z + 1000 * (row % 2), row % 2])
    expect(structureScale({ samples }, 'diagonal')[1]).toBeCloseTo(1 / 12, 12)
    expect(structureScale({ samples: matrix(new Float64Array(20).fill(3), 10, 2) }, 'diagonal')).toEqual(new Float64Array(2))
  })
})

describe('parts', () => {
  const three = rowsOf(900, 2, (z, row) => z.map((value, i) => value + (i === 0 ? 30 * (row % 3) : 0)))
  const labels = Int32Array.from({ length: 900 }, (_, row) => (row + 1) % 3)
  const partsOf = (samples: Matrix, clusters = 3, own = labels): boolean => structureScales({ samples }).parts(own, { clusters, scatter: 'full' })

  it('is true of the clusters that gaps show, whatever their numbers', () => {
    expect(partsOf(three)).toBe(true)
    expect(structureScales({ samples: three }).parts(labels, { clusters: 3, scatter: 'diagonal' })).toBe(true)
  })

  it('is false of other clusters, though they may be as many', () => {
    expect(partsOf(three, 3, labels.map((label, row) => (row === 600 ? (label + 1) % 3 : label)))).toBe(false)
    expect(partsOf(three, 3, labels.map(label => Math.min(label, 1)))).toBe(false)
    expect(partsOf(three, 4)).toBe(false)
    expect(partsOf(three, 2, labels.map(label => Math.min(label, 1)))).toBe(false)
  })

  it('is false where no gaps are, where rows are stray and where a cluster is small', () => {
    expect(partsOf(rowsOf(900, 2, z => z), 1, new Int32Array(900))).toBe(true)
    expect(partsOf(rowsOf(900, 2, z => z), 3)).toBe(false)
    expect(partsOf(rowsOf(900, 2, (z, row) => z.map(value => value + (row < 3 ? 1e4 : 30 * (row % 3)))))).toBe(false)
    const unlike = Int32Array.from({ length: 900 }, (_, row) => (row % 12 === 0 ? 2 : row % 2))
    expect(partsOf(rowsOf(900, 2, (z, row) => z.map(value => value + 30 * unlike[row])), 3, unlike)).toBe(false)
  })
})
