import { createRandom, matrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { iris } from '../testing/iris.js'
import { chunksSource } from '../statistics/chunksSource.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { sourceFaults, type SourceFaultsOptions } from './sourceFaults.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { mergeStatistics } from '../statistics/sufficientStatistics.js'

describe('a source that satisfies the contract', () => {
  it.each<[string, () => Promise<StatisticsSource>]>([
    ['samples in memory', () => samplesSource(iris)],
    ['samples, by the reference kernels', () => samplesSource(iris, { kernels: 'reference' })],
    ['chunks', () => chunksSource(async function* () {
      for (let at = 0; at < 150; at += 40) yield matrix(iris.data.slice(at * 4, Math.min(at + 40, 150) * 4), Math.min(40, 150 - at), 4)
    })],
    ['rows with weights of 1', () => samplesSource(iris, { weights: new Float64Array(150).fill(1) })],
    ['rows in which no cell is missing', () => samplesSource(iris, { missing: 'marginalize' })],
  ])('%s', async (_, open) => {
    expect(await sourceFaults(await open(), iris)).toEqual([])
  })
})

/** Iris with every ninth cell missing, and weights from 0 to 3. */
const gappy = matrix(iris.data.map((value, at) => (at % 9 === 0 ? NaN : value)), 150, 4)
const weights = Float64Array.from({ length: 150 }, (_, row) => row % 4)
const part = (from: number, to: number, data = iris.data) => matrix(data.slice(from * 4, to * 4), to - from, 4)
const cuts = [[0, 1], [1, 60], [60, 150]] as const

it('that has samples which cannot be fitted satisfies the contract too', async () => {
  const dependent = matrix(Float64Array.from({ length: 120 }, (_, at) => (at % 2 ? 2 : 1) * Math.sin(Math.floor(at / 2))), 60, 2)
  expect(await sourceFaults(await samplesSource(dependent), dependent)).toEqual([])
})

describe('a source with what it knows of its rows', () => {
  it.each<[string, () => Promise<StatisticsSource>, SourceFaultsOptions]>([
    ['samples with weights', () => samplesSource(iris, { weights }), { weights }],
    ['samples with missing cells', () => samplesSource(gappy, { missing: 'marginalize' }), { missing: 'marginalize' }],
    ['samples with both', () => samplesSource(gappy, { weights, missing: 'marginalize' }), { weights, missing: 'marginalize' }],
    ['chunks with weights, one of which has none that count', () => chunksSource(() => cuts.map(([from, to]) => ({ samples: part(from, to), weights: weights.slice(from, to) }))), { weights }],
    ['chunks with missing cells', () => chunksSource(() => cuts.map(([from, to]) => part(from, to, gappy.data)), { missing: 'marginalize' }), { missing: 'marginalize' }],
    ['chunks with both', () => chunksSource(() => cuts.map(([from, to]) => ({ samples: part(from, to, gappy.data), weights: weights.slice(from, to) })), { missing: 'marginalize' }), { weights, missing: 'marginalize' }],
    ['chunks on several threads', () => chunksSource(() => cuts.map(([from, to]) => part(from, to)), { threads: 2, known: { rows: 150, columns: 4 } }), {}],
  ])('%s', async (_, open, options) => {
    expect(await sourceFaults(await open(), options.missing ? gappy : iris, options)).toEqual([])
  })
})

describe('a source that violates the contract', () => {
  const broken = async (changes: (source: StatisticsSource) => Partial<StatisticsSource>): Promise<readonly string[]> => {
    const source = await samplesSource(iris)
    return sourceFaults({ rows: 150, columns: 4, accumulate: source.accumulate, draw: source.draw, ...changes(source) }, iris)
  }

  it.each<[string, (source: StatisticsSource) => Partial<StatisticsSource>, string]>([
    ['by its rows', () => ({ rows: 149 }), 'rows must be 150, but it is 149'],
    [
      'by a pass that sees a row twice',
      source => ({
        async accumulate(model, request) {
          const first = await (await samplesSource(matrix(iris.data.slice(0, 8), 2, 4))).accumulate(model, request)
          return mergeStatistics(await source.accumulate(model, request), first)
        },
      }),
      "accumulate with scatter 'full' must give the statistics of all rows, but counts, sums, scatters, rows, totalWeight, logLikelihood differ",
    ],
    [
      'by weights that it scales',
      source => ({
        accumulate: (model, request) => {
          const total = model.weights.reduce((sum, weight) => sum + weight, 0)
          return source.accumulate({ ...model, weights: model.weights.map(weight => weight / total) }, request)
        },
      }),
      'accumulate must take weights that do not sum to 1 as they are, but it does not',
    ],
    ['by a signal that it does not hear', source => ({ accumulate: (model, { scatter }) => source.accumulate(model, { scatter }) }), 'accumulate must reject with the reason of its signal, but it does not'],
    ['by a model of other columns that it takes', source => ({ accumulate: async (model, request) => source.accumulate(model.columns === 4 ? model : { ...model, columns: 4, means: new Float64Array(8), covariances: new Float64Array(8).fill(1) }, request) }), 'accumulate must refuse a model of other columns, but it does not'],
    ['by a draw by its own chance', source => ({ draw: count => source.draw(count, createRandom(performance.now() * 1e3 | 0)) }), 'draw must give the same rows by the same generator, but it does not'],
    ['by a draw of other rows', source => ({
      async draw(count, random) {
        const { samples } = await source.draw(count, random)
        return { samples: matrix(samples.data.map(value => value + 1), samples.rows, samples.columns) }
      },
    }), 'draw must give rows of the source, but it gives others'],
  ])('%s', async (_, changes, fault) => {
    expect(await broken(changes)).toContain(fault)
  })
})
