import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { structureScale, structureScales, type StructureScales } from './structureScale.js'

/** [N, D] standard normal rows, each mapped by `place`. */
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
  it('is the covariance of the rows if there are no clusters', () => {
    const samples = rowsOf(150, 4, ([a, b, c, d]) => [a, a + b, 3 * c, d - c])
    expectClose(structureScale({ samples }, 'full'), covarianceOf(samples), { relative: 1e-12 })
    const diagonal = covarianceOf(samples).filter((_, at) => at % 5 === 0)
    expectClose(structureScale({ samples }, 'diagonal'), diagonal, { relative: 1e-12 })
  })

  it('is smaller than the spread if clusters touch each other', () => {
    // The petals of setosa are far smaller than the others, though no gap of four deviations separates them.
    const { scale, spread } = structureScales({ samples: iris })
    expectClose(spread('full'), covarianceOf(iris), { relative: 1e-12 })
    for (const i of [0, 1, 2, 3]) expect(scale('full')[5 * i]).toBeLessThanOrEqual(spread('full')[5 * i])
    expect(scale('full')[10]).toBeLessThan(spread('full')[10] / 4)
  })

  it.each([1e2, 1e3, 1e7])('does not grow with the distance between clusters (%d deviations)', distance => {
    const samples = rowsOf(300, 3, (z, row) => z.map(value => value + distance * (row % 3)))
    for (const scatter of ['full', 'diagonal'] as const) {
      const scale = structureScale({ samples }, scatter)
      const step = scatter === 'full' ? 4 : 1
      for (let i = 0; i < 3; i++) expect(scale[i * step]).toBeGreaterThan(0.7)
      for (let i = 0; i < 3; i++) expect(scale[i * step]).toBeLessThan(1.3)
    }
  })

  it('finds gaps along directions that are not columns', () => {
    // Two bands of length 1e5 and width 1, 1000 apart, rotated by 30 degrees.
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

  it('is at most the variance of each group divided by its share, whatever the scales of the groups', () => {
    const samples = rowsOf(400, 2, (z, row) => (row % 4 === 0 ? z : z.map(value => 1e9 + 1e5 * value)))
    const scale = structureScale({ samples }, 'full')
    // A quarter of the rows has variance 1 and the rest far more, so the harmonic mean is about 4.
    for (const at of [0, 3]) expect(scale[at]).toBeLessThan(4 * 1.4)
    for (const at of [0, 3]) expect(scale[at]).toBeGreaterThan(4 * 0.7)
  })

  it('ignores stray rows and codes, and treats weights like copies', () => {
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

  it('is mapped with the data by a linear map', () => {
    const a = [[2, 0.5], [-1, 3]]
    const samples = rowsOf(300, 2, (z, row) => z.map(value => value + 50 * (row % 2)))
    const mapped = rowsOf(300, 2, (z, row) => a.map(r => r.reduce((sum, value, j) => sum + value * (z[j] + 50 * (row % 2)), 0)))
    const scale = structureScale({ samples }, 'full')
    const expected = [0, 1].flatMap(i => [0, 1].map(j => a[i].reduce((sum, p, k) => sum + a[j].reduce((inner, q, l) => inner + p * q * scale[2 * k + l], 0), 0)))
    expectClose(structureScale({ samples: mapped }, 'full'), expected, { relative: 1e-9 })
  })

  it('is the variance of rounding for a column that varies only between groups', () => {
    const samples = rowsOf(200, 2, ([z], row) => [z + 1000 * (row % 2), row % 2])
    expect(structureScale({ samples }, 'diagonal')[1]).toBeCloseTo(1 / 12, 12)
    expect(structureScale({ samples: matrix(new Float64Array(20).fill(3), 10, 2) }, 'diagonal')).toEqual(new Float64Array(2))
  })
})

describe('structureScales', () => {
  it('gives the same bits in any order of questions', () => {
    // Gaps along columns and along a diagonal, and a dense core, so that every lazily computed part is used.
    const samples = rowsOf(400, 2, ([a, b], row) => (row % 4 === 0 ? [1e-3 * a, b + 40] : [30 * (row % 2) + a + 9 * b, a - 9 * b]))
    const labels = Int32Array.from({ length: 400 }, (_, row) => row % 2)
    const questions = [
      (scales: StructureScales) => scales.scale('full'),
      (scales: StructureScales) => scales.spread('full'),
      (scales: StructureScales) => scales.scale('diagonal'),
      (scales: StructureScales) => scales.spread('diagonal'),
      (scales: StructureScales) => scales.parts(labels, { clusters: 2, scatter: 'full' }),
    ]
    const alone = questions.map(ask => structuredClone(ask(structureScales({ samples }))))
    const [forwards, backwards] = [structureScales({ samples }), structureScales({ samples })]
    expect(questions.map(ask => ask(forwards))).toEqual(alone)
    expect(questions.toReversed().map(ask => ask(backwards)).reverse()).toEqual(alone)
    expect(questions.map(ask => ask(forwards))).toEqual(alone)
  })
})

describe('parts', () => {
  const three = rowsOf(900, 2, (z, row) => z.map((value, i) => value + (i === 0 ? 30 * (row % 3) : 0)))
  const labels = Int32Array.from({ length: 900 }, (_, row) => (row + 1) % 3)
  const partsOf = (samples: Matrix, clusters = 3, own = labels): boolean => structureScales({ samples }).parts(own, { clusters, scatter: 'full' })

  it('is true for the clusters that gaps separate, however they are numbered', () => {
    expect(partsOf(three)).toBe(true)
    expect(structureScales({ samples: three }).parts(labels, { clusters: 3, scatter: 'diagonal' })).toBe(true)
  })

  it('is false for other clusters, even if there are as many', () => {
    expect(partsOf(three, 3, labels.map((label, row) => (row === 600 ? (label + 1) % 3 : label)))).toBe(false)
    expect(partsOf(three, 3, labels.map(label => Math.min(label, 1)))).toBe(false)
    expect(partsOf(three, 4)).toBe(false)
    expect(partsOf(three, 2, labels.map(label => Math.min(label, 1)))).toBe(false)
  })

  it('is false without gaps, with stray rows and with a small cluster', () => {
    expect(partsOf(rowsOf(900, 2, z => z), 1, new Int32Array(900))).toBe(true)
    expect(partsOf(rowsOf(900, 2, z => z), 3)).toBe(false)
    expect(partsOf(rowsOf(900, 2, (z, row) => z.map(value => value + (row < 3 ? 1e4 : 30 * (row % 3)))))).toBe(false)
    const unlike = Int32Array.from({ length: 900 }, (_, row) => (row % 12 === 0 ? 2 : row % 2))
    expect(partsOf(rowsOf(900, 2, (z, row) => z.map(value => value + 30 * unlike[row])), 3, unlike)).toBe(false)
  })
})
