import { parseArgs } from 'node:util'
import { createRandom, fitGaussianMixture, fitMixedMixture, type MixedColumn, type MixedMixture } from '@mixtura/core'
import { spreadOf } from '../em/statistics.js'
import { requireQuietMachine } from '../machineLoad.js'
import { describeProvenance, provenance } from '../provenance.js'
import { writeReport } from '../report.js'

const [numbers, categories, levels, classes] = [5, 10, 4, 6]
/** Iterations of the short and of the long run, whose difference is timed: both open the table once. */
const [fewer, more] = [2, 7]

/** Rows of six classes over numbers and categories, [N, 15]. */
function drawTable(rows: number): Float64Array {
  const random = createRandom(1)
  const width = numbers + categories
  const data = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const k = random.integer(classes)
    for (let i = 0; i < numbers; i++) data[row * width + i] = 3 * ((k >> i % 3) & 1) + random.normal()
    for (let c = 0; c < categories; c++) data[row * width + numbers + c] = random.uniform() < 0.7 ? (k + c) % levels : random.integer(levels)
  }
  return data
}

/**
 * Time of one iteration of EM on numbers and categories, beside one of a Gaussian mixture on the numbers alone and one on as many columns of
 * numbers, each on one thread.
 */
export async function benchmarkMixed(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '1000000' },
      repetitions: { type: 'string', default: '3' },
      json: { type: 'string' },
      'on-loaded-machine': { type: 'boolean', default: false },
    },
  })
  await requireQuietMachine({ allowLoad: values['on-loaded-machine'] })
  const rows = Number(values.rows)
  const repetitions = Number(values.repetitions)
  console.log(`${describeProvenance(provenance())}; ${rows.toLocaleString('en')} x (${numbers} numbers, ${categories} categories), K = ${classes}, full, one thread`)
  const width = numbers + categories
  const data = drawTable(rows)
  const columns: readonly MixedColumn[] = Array.from({ length: width }, (_, at) => (at < numbers ? { kind: 'number' } : { kind: 'category', levels: Array.from({ length: levels }, (_level, l) => String(l)) }))
  const table = { columns, samples: { data, rows, columns: width } }
  const some = { columns, samples: { data: data.subarray(0, width * Math.min(rows, 2000)), rows: Math.min(rows, 2000), columns: width } }
  const start: MixedMixture = (await fitMixedMixture(some, { components: classes, starts: 1, maxIterations: 2 })).model
  const take = (from: number, to: number): Float64Array => Float64Array.from({ length: rows * (to - from) }, (_, at) => data[Math.floor(at / (to - from)) * width + from + (at % (to - from))])
  /** As many columns of numbers: the categories with noise. */
  const noise = createRandom(2)
  const allNumbers = { data: data.map((value, at) => (at % width < numbers ? value : value + 0.5 * noise.normal())), rows, columns: width }
  const onlyNumbers = { data: take(0, numbers), rows, columns: numbers }
  const gaussian = async (samples: typeof onlyNumbers): Promise<(maxIterations: number) => Promise<unknown>> => {
    const head = { data: samples.data.subarray(0, samples.columns * Math.min(rows, 2000)), rows: Math.min(rows, 2000), columns: samples.columns }
    const { weights, means, covariances } = (await fitGaussianMixture(head, { components: classes, starts: 1, maxIterations: 2 })).model
    return maxIterations => fitGaussianMixture(samples, { components: classes, initialize: { weights, means, covariances }, maxIterations, tolerance: 0, acceleration: 'none', threads: 1 })
  }
  const runs: Readonly<Record<string, (maxIterations: number) => Promise<unknown>>> = {
    mixed: maxIterations => fitMixedMixture(table, { components: classes, initialize: start, maxIterations, tolerance: 0 }),
    numbersAlone: await gaussian(onlyNumbers),
    asManyNumbers: await gaussian(allNumbers),
  }
  const seconds: Record<string, number[]> = {}
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [name, run] of Object.entries(runs)) {
      const time = async (iterations: number): Promise<number> => {
        const begin = performance.now()
        await run(iterations)
        return (performance.now() - begin) / 1000
      }
      const short = await time(fewer)
      ;(seconds[name] ??= []).push((await time(more) - short) / (more - fewer))
    }
  }
  const medians = Object.fromEntries(Object.entries(seconds).map(([name, own]) => [name, spreadOf(own).median]))
  for (const [name, median] of Object.entries(medians)) console.log(`${name.padEnd(16)} ${(1e3 * median).toFixed(1).padStart(8)} ms per iteration, ${((1e9 * median) / rows).toFixed(0).padStart(6)} ns per row`)
  console.log('no peer was measured: none on this machine joins numbers of any covariance structure with categories')
  writeReport('mixed', { rows, numbers, categories, levels, components: classes, secondsOfIterations: seconds, medians }, values.json ?? null)
}
