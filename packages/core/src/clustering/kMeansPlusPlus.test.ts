import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { blobs } from '../testing/blobs.js'
import { kernelNames } from '../testing/kernelNames.js'
import { kMeansPlusPlus, type Seeding } from './kMeansPlusPlus.js'

describe.each(kernelNames)('kMeansPlusPlus, kernels %s', name => {
  /** The seeding of each seed. */
  const seedings = (samples: Matrix, clusters: number, weights?: Float64Array) => (seed: number): Promise<Seeding> =>
    kMeansPlusPlus(samples, clusters, { kernels: name, random: createRandom(seed), weights })
  const rowsOf = (centres: Float64Array, columns: number): string[] =>
    Array.from({ length: centres.length / columns }, (_, k) => centres.subarray(k * columns, (k + 1) * columns).join())

  it('picks distinct rows of the samples', async () => {
    const samples = matrix(Float64Array.from({ length: 80 }, (_, i) => Math.floor(i / 8) % 5), 40, 2)
    const places = new Set(rowsOf(samples.data as Float64Array, 2))
    expect(places.size).toBe(5)
    const seeding = seedings(samples, 5)
    for (let seed = 0; seed < 20; seed++) expect(new Set(rowsOf((await seeding(seed)).centres, 2))).toEqual(places)
  })

  it('picks from every separated cluster', async () => {
    const { samples } = blobs([[0, 0], [100, 0], [0, 100], [100, 100]], { rows: 200, seed: 2 })
    const seeding = seedings(samples, 4)
    for (let seed = 0; seed < 20; seed++) {
      const corners = rowsOf((await seeding(seed)).centres.map(value => Math.abs(Math.round(value / 100))), 2)
      expect(new Set(corners).size).toBe(4)
    }
  })

  it('gives each of ten separated clusters a centre in most seedings', async () => {
    let [found, tried] = [0, 0]
    for (let data = 1; data <= 6; data++) {
      const random = createRandom(data)
      const means = Array.from({ length: 10 }, () => Array.from({ length: 10 }, () => 3.35 * random.normal()))
      const { samples, labels } = blobs(means, { rows: 1000, seed: data })
      const rowOf = new Map(rowsOf(samples.data as Float64Array, 10).map((row, at) => [row, at]))
      for (let seed = 0; seed < 20; seed++, tried++) {
        const { centres } = await seedings(samples, 10)(seed)
        if (new Set(rowsOf(centres, 10).map(row => labels[rowOf.get(row)!])).size === 10) found++
      }
    }
    // Measured on more rows: 0.93, and 0.73 with half the trials. The standard deviation over 120 seedings is 0.023.
    expect(found / tried).toBeGreaterThan(0.83)
  })

  it('draws the first centre uniformly from all rows', async () => {
    const samples = matrix(Float64Array.from({ length: 8 }, (_, i) => i), 8, 1)
    const seeding = seedings(samples, 1)
    const counts = new Float64Array(8)
    for (let seed = 0; seed < 4000; seed++) counts[(await seeding(seed)).centres[0]]++
    // Binomial(4000, 1/8) has a standard deviation of 21; the tolerance is five of them.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(105)
  })

  it('draws by weight, and by weight times squared distance', async () => {
    const samples = matrix(Float64Array.of(0, 1, 3, 8), 4, 1)
    const weights = Float64Array.of(1, 0, 1, 2)
    const seeding = seedings(samples, 2, weights)
    const counts: Record<string, number> = {}
    for (let seed = 0; seed < 2000; seed++) {
      const key = (await seeding(seed)).centres.join()
      counts[key] = (counts[key] ?? 0) + 1
    }
    // The row of weight 0 is never drawn. After 0 or 3, the best of four drawn rows is nearly always 8; after 8, it is 0 or 3.
    expect(Object.keys(counts).filter(key => key.split(',').includes('1'))).toEqual([])
    expect(counts['0,8']! + counts['3,8']! + counts['8,0']! + counts['8,3']!).toBeGreaterThan(1950)
    // The first centre is 8 in half of the seedings, with a standard deviation of 22.
    expect(Math.abs((counts['8,0'] ?? 0) + (counts['8,3'] ?? 0) - 1000)).toBeLessThan(112)
  })

  it('labels each row by its nearest centre, the lowest index among equally near ones', async () => {
    const random = createRandom(3)
    for (const columns of [1, 2, 5]) {
      // Rows of whole numbers are often equally near to two centres.
      const samples = matrix(Float64Array.from({ length: 301 * columns }, () => random.integer(6)), 301, columns)
      const { centres, labels } = await seedings(samples, 7)(columns)
      const distance = (row: number, k: number): number => {
        let sum = 0
        for (let i = 0; i < columns; i++) sum += (samples.data[row * columns + i] - centres[k * columns + i]) ** 2
        return sum
      }
      for (let row = 0; row < 301; row++) {
        const distances = Array.from({ length: 7 }, (_, k) => distance(row, k))
        expect(labels[row]).toBe(distances.indexOf(Math.min(...distances)))
      }
    }
  })
})
