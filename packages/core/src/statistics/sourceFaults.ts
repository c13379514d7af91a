import { columnMeans, columnVariances, createRandom, diagonalMatrix, factorCovariance, finiteMatrix, logSumExp, solveLowerInPlace, type Matrix, type Samples } from '@mixtura/numerics'
import { numberIn, optional, readOptions, requireObject } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import type { StatisticsSource } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/**
 * Checks a `StatisticsSource` against its contract. Returns one sentence for each violation, and none if there is no violation.
 * It is meant for tests of your own source, such as one over a database, a cluster or a device.
 *
 * @param samples [N, D] the samples that the source holds, each row once; a few hundred rows are enough.
 * @param options.tolerance maximum difference between statistics and their definition in float64, relative to the largest
 *   statistic of the same kind; 1e-9 by default. About 1e-5 suits float32.
 * @throws {InvalidOptionError} {ShapeError} {NonFiniteValuesError} for invalid arguments.
 * @throws the error of the source, if it throws one that it should not.
 */
export async function sourceFaults(source: StatisticsSource, samples: Samples, options?: { readonly tolerance?: number }): Promise<readonly string[]> {
  const { tolerance = 1e-9 } = readOptions<NonNullable<typeof options>>('sourceFaults', options, { tolerance: optional(numberIn({ atLeast: 0, example: 1e-9 })) })
  requireObject('source', source, { what: 'a StatisticsSource', fields: { accumulate: 'function', draw: 'function' }, remedy: 'Pass for example await samplesSource(samples).' })
  const rows = finiteMatrix(samples)
  const faults: string[] = []
  const check = (holds: boolean, fault: string): void => void (holds || faults.push(fault))
  check(source.rows === rows.rows, `rows must be ${rows.rows}, but it is ${source.rows}`)
  check(source.columns === rows.columns, `columns must be ${rows.columns}, but it is ${source.columns}`)
  if (faults.length > 0) return faults

  for (const scatter of ['full', 'diagonal'] as const) {
    const model = modelOf(rows, scatter)
    const found = await source.accumulate(model, { scatter })
    const wrong = differences(found, statisticsByDefinition(rows, model, scatter), tolerance)
    check(wrong.length === 0, `accumulate with scatter '${scatter}' must give the statistics of all rows, but ${wrong.join(', ')} differ`)
    const again = await source.accumulate(model, { scatter })
    check(differences(again, found, 0).length === 0, `accumulate with scatter '${scatter}' must give the same bits again, but it does not`)
    // Only the logarithms of the weights matter: half of each weight means ln 2 less for every row.
    const halved = await source.accumulate({ ...model, weights: model.weights.map(weight => weight / 2) }, { scatter })
    const shift = found.logLikelihood - halved.logLikelihood - rows.rows * Math.LN2
    check(Math.abs(shift) <= tolerance * (Math.abs(found.logLikelihood) + rows.rows), 'accumulate must take weights that do not sum to 1 as they are, but it does not')
  }
  const reason = new Error('given up')
  const rejected = await source.accumulate(modelOf(rows, 'diagonal'), { scatter: 'diagonal', signal: AbortSignal.abort(reason) }).catch((error: unknown) => error)
  check(rejected === reason, 'accumulate must reject with the reason of its signal, but it does not')

  const known = new Set(Array.from({ length: rows.rows }, (_, row) => rowText(rows, row)))
  const count = Math.min(rows.rows, 5)
  const drawn = (await source.draw(count, createRandom(1))).samples
  check(drawn.rows === count && drawn.columns === rows.columns, `draw(${count}) must give ${count} x ${rows.columns} numbers, but it gives ${drawn.rows} x ${drawn.columns}`)
  check(Array.from({ length: drawn.rows }, (_, row) => rowText(drawn, row)).every(row => known.has(row)), 'draw must give rows of the source, but it gives others')
  const same = (await source.draw(count, createRandom(1))).samples
  check(drawn.data.every((value, at) => value === same.data[at]), 'draw must give the same rows by the same generator, but it does not')
  const all = (await source.draw(rows.rows + 10, createRandom(2))).samples
  check(all.rows === rows.rows, `draw of more rows than there are must give all ${rows.rows}, but it gives ${all.rows}`)
  return faults
}

const rowText = ({ data, columns }: Matrix, row: number): string => Array.from(data.subarray(row * columns, (row + 1) * columns), Math.fround).join(' ')

/** Two components on both sides of the mean, in the scales of the columns; full covariances have correlations. */
function modelOf(samples: Matrix, scatter: 'full' | 'diagonal'): MixtureParameters {
  const { columns } = samples
  const mean = columnMeans(samples)
  const deviations = columnVariances(samples, mean).map(variance => Math.sqrt(variance) || 1)
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

/** The statistics computed by their definition, row by row. */
function statisticsByDefinition({ data, rows, columns }: Matrix, model: MixtureParameters, scatter: 'full' | 'diagonal'): SufficientStatistics {
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
  for (let row = 0; row < rows; row++) {
    const centred = Array.from({ length: components }, (_, k) => Float64Array.from({ length: columns }, (_, i) => data[row * columns + i] - means[k * columns + i]))
    const joint = centred.map((difference, k) => {
      const white = difference.slice()
      solveLowerInPlace(factors[k], { offset: 0, size: columns, count: columns }, white)
      let logDensity = Math.log(weights[k]) - (columns / 2) * Math.log(2 * Math.PI)
      for (let i = 0; i < columns; i++) logDensity -= Math.log(factors[k][i * columns + i]) + white[i] ** 2 / 2
      return logDensity
    })
    const logDensity = logSumExp(joint)
    logLikelihood += logDensity
    for (let k = 0; k < components; k++) {
      const responsibility = Math.exp(joint[k] - logDensity)
      counts[k] += responsibility
      for (let i = 0; i < columns; i++) {
        sums[k * columns + i] += responsibility * centred[k][i]
        if (scatter === 'diagonal') scatters[k * columns + i] += responsibility * centred[k][i] ** 2
        else for (let j = 0; j <= i; j++) scatters[k * size + i * columns + j] += responsibility * centred[k][i] * centred[k][j]
      }
    }
  }
  return { scatter, components, columns, rows, totalWeight: rows, logLikelihood, centres: means, counts, sums, scatters }
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
