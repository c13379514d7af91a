import { columnMeans, columnVariances, createRandom, diagonalMatrix, factorCovariance, finiteMatrix, logSumExp, solveLowerInPlace, toMatrix, type Matrix, type Samples } from '@mixtura/numerics'
import { choice, numberIn, optional, readNumbers, readOptions, requireObject, type OptionReaders } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { acceptRowKnowledge, rowsOfWeight } from '../statistics/rowKnowledge.js'
import { withColumnMeans } from '../statistics/missingCellsSource.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { mergeStatistics, type SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'

/** Options of `sourceFaults`. */
export interface SourceFaultsOptions {
  /**
   * Maximum difference between statistics and their definition in float64, relative to the largest statistic of the same kind; 1e-9 by
   * default. About 1e-5 suits float32.
   */
  readonly tolerance?: number
  /** [N] the weights with which the source was made. */
  readonly weights?: ArrayLike<number>
  /** 'marginalize' for a source that integrates out the missing cells (NaN) of the samples; 'error' by default. */
  readonly missing?: 'error' | 'marginalize'
}

const faultsReaders: OptionReaders<SourceFaultsOptions> = {
  tolerance: optional(numberIn({ atLeast: 0, example: 1e-9 })),
  weights: optional(readNumbers),
  missing: optional(choice(['error', 'marginalize'])),
}

/** The log-likelihoods of two fits from one start differ by less, relative to their size. */
const fitTolerance = 1e-9

/**
 * Checks a `StatisticsSource` against its contract: its statistics, its draws, what it refuses, and that a fit ends where a fit of the
 * samples in memory ends. Returns one sentence for each violation, and none if there is no violation. It is meant for tests of your own
 * source, such as one over a database, a cluster or a device; the sources of this library are held to it too.
 *
 * @param samples [N, D] the samples that the source holds, each row once; a few hundred rows are enough.
 * @throws {InvalidOptionError} {ShapeError} {NonFiniteValuesError} for invalid arguments.
 * @throws the error of a pass or a draw that should succeed. An error of the fit is a fault instead.
 */
export async function sourceFaults(source: StatisticsSource, samples: Samples, options: SourceFaultsOptions = {}): Promise<readonly string[]> {
  const { tolerance = 1e-9, weights: given, missing = 'error' } = readOptions<SourceFaultsOptions>('sourceFaults', options, faultsReaders)
  requireObject('source', source, { what: 'a StatisticsSource', fields: { accumulate: 'function', draw: 'function' }, remedy: 'Pass for example await samplesSource(samples).' })
  const all = missing === 'error' ? finiteMatrix(samples) : toMatrix(samples)
  const { samples: rows, knowledge } = rowsOfWeight(all, acceptRowKnowledge({ weights: given }, all.rows))
  const known: KnownSamples = { rows, weights: knowledge.weights, missing }
  const faults: string[] = []
  const check: Check = (holds, fault) => void (holds || faults.push(fault))
  check(source.rows === rows.rows, `rows must be ${rows.rows}, but it is ${source.rows}`)
  check(source.columns === rows.columns, `columns must be ${rows.columns}, but it is ${source.columns}`)
  if (faults.length > 0) return faults

  for (const scatter of ['full', 'diagonal'] as const) await checkStatistics(source, known, { scatter, tolerance, check })
  await checkEnds(source, known, check)
  await checkDraws(source, known, check)
  if (faults.length === 0) await checkFit(source, known, { tolerance, check })
  return faults
}

type Check = (holds: boolean, fault: string) => void

/** The rows that count, and what the source knows of them. */
interface KnownSamples {
  readonly rows: Matrix
  readonly weights: Float64Array | undefined
  readonly missing: 'error' | 'marginalize'
}

const inMemory = ({ rows, weights, missing }: KnownSamples): Promise<StatisticsSource> => samplesSource(rows, { weights, missing })

async function checkStatistics(
  source: StatisticsSource,
  known: KnownSamples,
  { scatter, tolerance, check }: { readonly scatter: 'full' | 'diagonal'; readonly tolerance: number; readonly check: Check },
): Promise<void> {
  const model = modelOf(known.rows, scatter)
  const found = await source.accumulate(model, { scatter })
  const memory = await (await inMemory(known)).accumulate(model, { scatter })
  const expected = known.missing === 'error' ? statisticsByDefinition(known, model, scatter) : memory
  const wrong = differences(found, expected, tolerance)
  check(wrong.length === 0, `accumulate with scatter '${scatter}' must give the statistics of all rows, but ${wrong.join(', ')} differ`)
  const again = await source.accumulate(model, { scatter })
  check(differences(again, found, 0).length === 0, `accumulate with scatter '${scatter}' must give the same bits again, but it does not`)
  if (wrong.length === 0) {
    const either = [mergeStatistics(found, memory), mergeStatistics(memory, found)]
    const isSum = either.every(merged => differences(merged, mergeStatistics(expected, expected), tolerance).length === 0)
    check(isSum, `the statistics with scatter '${scatter}' must merge with those of other rows in either order, but they do not`)
  }
  // Only the logarithms of the weights matter: half of each weight means ln 2 less for every row.
  const halved = await source.accumulate({ ...model, weights: model.weights.map(weight => weight / 2) }, { scatter })
  const shift = found.logLikelihood - halved.logLikelihood - found.totalWeight * Math.LN2
  check(Math.abs(shift) <= tolerance * (Math.abs(found.logLikelihood) + found.totalWeight), 'accumulate must take weights that do not sum to 1 as they are, but it does not')
}

/** What ends a pass: a signal before it or during it, and a model of other columns. */
async function checkEnds(source: StatisticsSource, { rows }: KnownSamples, check: Check): Promise<void> {
  const model = modelOf(rows, 'diagonal')
  const reason = new Error('given up')
  const rejected = await source.accumulate(model, { scatter: 'diagonal', signal: AbortSignal.abort(reason) }).catch((error: unknown) => error)
  check(rejected === reason, 'accumulate must reject with the reason of its signal, but it does not')

  const expected = await source.accumulate(model, { scatter: 'diagonal' })
  const controller = new AbortController()
  const running = source.accumulate(model, { scatter: 'diagonal', signal: controller.signal }).catch((error: unknown) => error)
  controller.abort(reason)
  const outcome = await running
  // A short pass may be over before the signal is heard.
  check(outcome === reason || !(outcome instanceof Error), 'a signal during a pass must end it with its reason, but the pass ends with another error')
  const after = await source.accumulate(model, { scatter: 'diagonal' })
  check(differences(after, expected, 0).length === 0, 'a pass after an aborted one must give the same bits as before, but it does not')

  const wide = modelOf({ data: Float64Array.of(...new Float64Array(rows.columns + 1), ...new Float64Array(rows.columns + 1).fill(1)), rows: 2, columns: rows.columns + 1 }, 'diagonal')
  const refusal = await source.accumulate(wide, { scatter: 'diagonal' }).catch((error: unknown) => error)
  check(refusal instanceof Error, 'accumulate must refuse a model of other columns, but it does not')
}

async function checkDraws(source: StatisticsSource, { rows, weights }: KnownSamples, check: Check): Promise<void> {
  const count = Math.min(rows.rows, 5)
  const { samples: drawn, weights: drawnWeights } = await source.draw(count, createRandom(1))
  check(drawn.rows === count && drawn.columns === rows.columns, `draw(${count}) must give ${count} x ${rows.columns} numbers, but it gives ${drawn.rows} x ${drawn.columns}`)
  check(drawn.data.every(Number.isFinite), 'draw must give finite numbers, but it gives others')
  const numbers = Array.from({ length: drawn.rows }, (_, row) => rowsLike(drawn, row, rows))
  check(numbers.every(found => found.length > 0), 'draw must give rows of the source, but it gives others')
  const hasWeights = numbers.every((found, row) => found.length === 0 || found.some(at => (drawnWeights?.[row] ?? 1) === (weights?.[at] ?? 1)))
  check(hasWeights, 'draw must give the weights of its rows, but it gives others')
  const same = (await source.draw(count, createRandom(1))).samples
  check(drawn.data.every((value, at) => value === same.data[at]), 'draw must give the same rows by the same generator, but it does not')
  const all = (await source.draw(rows.rows + 10, createRandom(2))).samples
  check(all.rows === rows.rows, `draw of more rows than there are must give all ${rows.rows}, but it gives ${all.rows}`)
}

/** Numbers of the rows that have the same present cells as a drawn row, as float32. */
function rowsLike(drawn: Matrix, row: number, { data, rows, columns }: Matrix): readonly number[] {
  const own = drawn.data.subarray(row * columns, (row + 1) * columns)
  const isLike = (at: number): boolean => own.every((value, i) => Number.isNaN(data[at * columns + i]) || Math.fround(value) === Math.fround(data[at * columns + i]))
  return Array.from({ length: rows }, (_, at) => at).filter(isLike)
}

/** A fit from a given start ends at the log-likelihood at which a fit of the samples ends. */
async function checkFit(source: StatisticsSource, known: KnownSamples, { tolerance, check }: { readonly tolerance: number; readonly check: Check }): Promise<void> {
  const { weights, means, covariances } = modelOf(known.rows, 'full')
  const options = { components: 2, initialize: { weights, means, covariances }, tolerance: 1e-10, maxIterations: 2000 } as const
  const endOf = async (each: StatisticsSource): Promise<number | Error> =>
    fitGaussianMixture(each, options).then(({ logLikelihoods }) => logLikelihoods.at(-1)!, (error: unknown) => (error instanceof Error ? error : new Error(String(error))))
  const [found, expected] = [await endOf(source), await endOf(await inMemory(known))]
  if (typeof found === 'number' && typeof expected === 'number') {
    check(Math.abs(found - expected) <= Math.max(fitTolerance, tolerance) * Math.abs(expected), `a fit must end at the log-likelihood ${expected} of a fit of the samples, but it ends at ${found}`)
  } else {
    // Samples that cannot be fitted, such as those of dependent columns, cannot be fitted from anywhere.
    const wordOf = (end: number | Error): string => (typeof end === 'number' ? `the log-likelihood ${end}` : end.name)
    check(wordOf(found) === wordOf(expected), `a fit must end with ${wordOf(expected)} as a fit of the samples does, but it ends with ${wordOf(found)}`)
  }
}

/** Two components on both sides of the mean, in the scales of the columns; full covariances have correlations. */
function modelOf(samples: Matrix, scatter: 'full' | 'diagonal'): MixtureParameters {
  const { columns } = samples
  const { mean, deviations } = columnMoments(samples)
  const means = Float64Array.from({ length: 2 * columns }, (_, at) => mean[at % columns] + (at < columns ? -0.5 : 0.7) * deviations[at % columns])
  const covariances =
    scatter === 'full'
      ? Float64Array.from({ length: 2 * columns ** 2 }, (_, at) => {
          const [i, j] = [Math.floor(at / columns) % columns, at % columns]
          return (i === j ? 1 : 0.2) * deviations[i] * deviations[j]
        })
      : Float64Array.from({ length: 2 * columns }, (_, at) => (at < columns ? 1 : 0.5) * deviations[at % columns] ** 2)
  return { covarianceType: scatter === 'full' ? 'full' : 'diag', components: 2, columns, weights: Float64Array.of(0.6, 0.4), means, covariances }
}

/** Mean and standard deviation of each column, whose missing cells count as its mean; 1 for a column without spread. */
function columnMoments(rows: Matrix): { readonly mean: Float64Array; readonly deviations: Float64Array } {
  const filled = withColumnMeans(rows)
  const mean = columnMeans(filled)
  return { mean, deviations: columnVariances(filled, mean).map(variance => Math.sqrt(variance) || 1) }
}

/** The statistics computed by their definition, row by row. */
function statisticsByDefinition({ rows: { data, rows, columns }, weights: rowWeights }: KnownSamples, model: MixtureParameters, scatter: 'full' | 'diagonal'): SufficientStatistics {
  const { components, weights, means, covariances } = model
  const size = scatter === 'full' ? columns * columns : columns
  const counts = new Float64Array(components)
  const sums = new Float64Array(components * columns)
  const scatters = new Float64Array(components * size)
  const factors = Array.from({ length: components }, (_, k) => {
    const own = covariances.slice(k * size, (k + 1) * size)
    return factorCovariance(scatter === 'full' ? own : diagonalMatrix(own), columns, k)
  })
  let logLikelihood = 0
  let totalWeight = 0
  for (let row = 0; row < rows; row++) {
    const rowWeight = rowWeights?.[row] ?? 1
    totalWeight += rowWeight
    const centred = Array.from({ length: components }, (_, k) => Float64Array.from({ length: columns }, (_, i) => data[row * columns + i] - means[k * columns + i]))
    const joint = centred.map((difference, k) => {
      const white = difference.slice()
      solveLowerInPlace(factors[k], { offset: 0, size: columns, count: columns }, white)
      let logDensity = Math.log(weights[k]) - (columns / 2) * Math.log(2 * Math.PI)
      for (let i = 0; i < columns; i++) logDensity -= Math.log(factors[k][i * columns + i]) + white[i] ** 2 / 2
      return logDensity
    })
    const logDensity = logSumExp(joint)
    logLikelihood += rowWeight * logDensity
    for (let k = 0; k < components; k++) {
      const responsibility = rowWeight * Math.exp(joint[k] - logDensity)
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        sums[k * columns + i] += responsibility * centred[k][i]
        if (scatter === 'diagonal') scatters[k * columns + i] += responsibility * centred[k][i] ** 2
        else for (let j = 0; j <= i; j++) scatters[k * size + i * columns + j] += responsibility * centred[k][i] * centred[k][j]
      }
    }
  }
  return { scatter, components, columns, rows, totalWeight, logLikelihood, centres: means, counts, sums, scatters }
}

/** Names of the fields that differ by more than the tolerance, relative to the largest entry of the field. */
function differences(found: SufficientStatistics, expected: SufficientStatistics, tolerance: number): readonly string[] {
  const arrays = ['centres', 'counts', 'sums', 'scatters'] as const
  const wrong = arrays.filter(name => {
    const scale = expected[name].reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
    return found[name]?.length !== expected[name].length || !found[name].every((value, at) => Math.abs(value - expected[name][at]) <= tolerance * scale)
  })
  const numbers = ['rows', 'totalWeight', 'logLikelihood'] as const
  return [...wrong, ...numbers.filter(name => !(Math.abs(found[name] - expected[name]) <= tolerance * Math.abs(expected[name])))]
}
