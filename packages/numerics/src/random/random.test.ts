import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { createRandom, type Random } from './random.js'

const draw = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.uniform())

describe('createRandom', () => {
  // A seed must give the same numbers in every version: results in papers and saved projects depend on it.
  it('keeps its first numbers for good', () => {
    expect(draw(createRandom(0), 4)).toEqual([
      0.41675133265905573, 0.5870575151842543, 0.6379754572548769, 0.7577718343728947,
    ])
    expect(draw(createRandom(7), 2)).toEqual([0.049009592574554284, 0.9298532154569821])
    expect(draw(createRandom(2 ** 53 - 1), 2)).toEqual([0.051218361122289946, 0.5817810716461373])
    const random = createRandom(1)
    // JavaScript engines may round Math.log differently in the last digit.
    expectClose(
      [random.normal(), random.normal(), random.normal()],
      [-0.4219232706535274, 1.58409270212488, 0.43666702696343557],
      { relative: 1e-15 },
    )
    expect([random.integer(1000), random.integer(1000)]).toEqual([207, 477])
    expect(draw(createRandom(0).fork(0), 2)).toEqual([0.4853229674347984, 0.9545833281865495])
    expect(draw(createRandom(0).fork(1).fork(2), 2)).toEqual([0.4728521209614427, 0.21960140592464572])
  })

  it('is uniform on [0, 1)', () => {
    const values = draw(createRandom(3), 100_000)
    expect(values.every(value => value >= 0 && value < 1)).toBe(true)
    // χ² of 100 bins has 99 degrees of freedom: mean 99, standard deviation 14. Five standard deviations are allowed.
    const counts = new Float64Array(100)
    for (const value of values) counts[Math.floor(value * 100)]++
    const chiSquared = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
    expect(Math.abs(chiSquared - 99)).toBeLessThan(70)
  })

  it('fills all 53 bits', () => {
    const values = draw(createRandom(4), 200)
    expect(values.some(value => (value * 2 ** 53) % 2 === 1)).toBe(true)
    expect(values.every(value => Number.isInteger(value * 2 ** 53))).toBe(true)
  })

  it('draws standard normals', () => {
    const random = createRandom(5)
    const count = 200_000
    const moments = [0, 0, 0, 0]
    for (let i = 0; i < count; i++) {
      const value = random.normal()
      for (let power = 1; power <= 4; power++) moments[power - 1] += value ** power / count
    }
    // Standard errors of the raw moments of a standard normal: sqrt of 1, 2, 15, 96, over sqrt(N). Five of them are allowed.
    const errors = [1, 2, 15, 96].map(variance => 5 * Math.sqrt(variance / count))
    ;[0, 1, 0, 3].forEach((expected, i) => expect(Math.abs(moments[i] - expected)).toBeLessThan(errors[i]))
  })

  it('draws every integer below the bound equally often', () => {
    const random = createRandom(6)
    const counts = new Float64Array(7)
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]++
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(10_000))
  })

  it('gives different numbers for different seeds, neighbours and large ones too', () => {
    const seeds = [0, 1, 2, 3, 2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 33, 2 ** 53 - 1]
    expect(new Set(seeds.map(seed => createRandom(seed).uniform())).size).toBe(seeds.length)
  })
})

describe('fork', () => {
  it('leaves the parent where it was', () => {
    const parent = createRandom(8)
    const expected = draw(createRandom(8), 5)
    const before = draw(parent, 2)
    draw(parent.fork(0), 10)
    expect([...before, ...draw(parent, 3)]).toEqual(expected)
  })

  it('depends on the index and not on when it is taken', () => {
    const parent = createRandom(9)
    const early = draw(parent.fork(3), 5)
    draw(parent, 10)
    expect(draw(parent.fork(3), 5)).toEqual(early)
  })

  it('names other generators by every path of indices and every seed', () => {
    const firsts = new Set<number>()
    let count = 0
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed)
      for (const generator of [
        random,
        ...[0, 1, 2, 3].map(a => random.fork(a)),
        ...[0, 1, 2, 3].flatMap(a => [0, 1, 2, 3].map(b => random.fork(a).fork(b))),
      ]) {
        firsts.add(generator.uniform())
        count++
      }
    }
    expect(firsts.size).toBe(count)
  })

  it('is uncorrelated with its parent and its siblings', () => {
    const count = 20_000
    const generators = [createRandom(10), ...[0, 1, 2].map(index => createRandom(10).fork(index)), createRandom(11)]
    const series = generators.map(generator => draw(generator, count))
    for (let a = 0; a < series.length; a++) {
      for (let b = 0; b < a; b++) {
        // The correlation of independent uniforms has the standard error 1 / sqrt(N). Five of them are allowed.
        const correlation = series[a].reduce((sum, value, i) => sum + 12 * (value - 0.5) * (series[b][i] - 0.5), 0) / count
        expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(count))
      }
    }
  })
})
