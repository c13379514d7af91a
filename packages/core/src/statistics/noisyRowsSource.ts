import {
  choleskyInPlace,
  createYielder,
  DegenerateCovarianceError,
  drawRowNumbers,
  type Matrix,
  requireFinite,
  requireSpread,
  type Samples,
  ShapeError,
  toMatrix,
} from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import { takeRows } from './takeRows.js'
import { acceptRowKnowledge, countedRows, knowledgeOf, type GivenRowKnowledge } from './rowKnowledge.js'
import type { StatisticsSource } from './statisticsSource.js'
import { FarSampleError } from '../errors.js'
import { readRequest, requireDraw } from './readRequest.js'
import { knowledgeReaders } from './rowOptionReaders.js'

const logTwoPi = Math.log(2 * Math.PI)

/**
 * Samples with Gaussian measurement errors, whose covariance is known for each row. The mixture describes the values without
 * the errors. Given x_n with error covariance S_n and T = Σ_k + S_n, the true value has expectation
 * μ_k + Σ_k T⁻¹ (x_n - μ_k) and covariance Σ_k - Σ_k T⁻¹ Σ_k. EM uses the statistics of these.
 *
 * @param samples [N, D], finite.
 * @param noiseCovariances [N, D] error variances, or [N, D * D] row-major error covariances; data units squared.
 * @throws {ShapeError} if the noise does not fit the samples, or is not a variance.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {FarSampleError} by `accumulate`, if a row has no finite log-density under any component.
 * @see Bovy, Hogg & Roweis, Extreme deconvolution (2011), eq. 16 to 20.
 */
export async function noisyRowsSource(
  samples: Samples,
  noiseCovariances: Samples,
  rowKnowledge: GivenRowKnowledge = {},
): Promise<StatisticsSource> {
  const all = toMatrix(samples)
  requireFinite(all, samples)
  const known = acceptRowKnowledge(readOptions('noisyRowsSource', rowKnowledge, knowledgeReaders), all.rows)
  const allNoise = toMatrix(noiseCovariances, 'noiseCovariances')
  checkNoise(allNoise, all)
  const { samples: data, rows: counted, knowledge } = countedRows(all, known)
  requireSpread(data)
  const noise = counted ? takeRows(allNoise, counted) : allNoise
  const { rows, columns } = data
  return {
    rows,
    columns,

    async accumulate(model, request) {
      const { scatter, signal } = readRequest(model, request, columns)
      const { components, weights, means } = model
      const { layout } = covarianceStructure(model.covarianceType)
      const covariances = Array.from({ length: components }, (_, k) => expandCovariance(layout, model.covariances, { component: k, columns }))
      const counts = new Float64Array(components)
      const sums = new Float64Array(components * columns)
      const scatters = new Float64Array(components * columns * (scatter === 'full' ? columns : 1))
      const logDensities = new Float64Array(components)
      const shifts = new Float64Array(components * columns)
      const remaining = covariances.map(() => new Float64Array(columns * columns))
      const yieldIfDue = createYielder()
      let logLikelihood = 0
      let totalWeight = 0
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < components; k++) {
          const prior = knowledge.labelPriors && components > 1 ? knowledge.labelPriors.data[row * components + k] : 1
          const logDensity = deconvolve(data, noise, {
            row,
            mean: means.subarray(k * columns, (k + 1) * columns),
            covariance: covariances[k],
            shift: shifts.subarray(k * columns, (k + 1) * columns),
            remaining: remaining[k],
            component: k,
          })
          logDensities[k] = Math.log(weights[k] * prior) + logDensity
        }
        const maximum = logDensities.reduce((most, value) => Math.max(most, value), -Infinity)
        if (!Number.isFinite(maximum)) throw new FarSampleError('samples', row)
        const sum = logDensities.reduce((total, value) => total + Math.exp(value - maximum), 0)
        const weight = knowledge.weights ? knowledge.weights[row] : 1
        logLikelihood += weight * (maximum + Math.log(sum))
        totalWeight += weight
        for (let k = 0; k < components; k++) {
          const r = (weight * Math.exp(logDensities[k] - maximum)) / sum
          if (r === 0) continue
          counts[k] += r
          for (let i = 0; i < columns; i++) {
            const shift = shifts[k * columns + i]
            sums[k * columns + i] += r * shift
            if (scatter === 'diagonal') {
              scatters[k * columns + i] += r * (shift ** 2 + remaining[k][i * columns + i])
              continue
            }
            for (let j = 0; j <= i; j++) {
              scatters[(k * columns + i) * columns + j] += r * (shift * shifts[k * columns + j] + remaining[k][i * columns + j])
            }
          }
        }
        const pause = yieldIfDue()
        if (pause) {
          await pause
          signal?.throwIfAborted()
        }
      }
      return { scatter, components, columns, rows, totalWeight, logLikelihood, centres: means, counts, sums, scatters }
    },

    draw: async (count, random) => {
      requireDraw(count, random)
      const drawn = drawRowNumbers(rows, count, random)
      return { samples: takeRows(data, drawn), ...knowledgeOf(knowledge, drawn) }
    },
  }
}

function checkNoise(noise: Matrix, { rows, columns }: Matrix): void {
  if (noise.rows !== rows || (noise.columns !== columns && noise.columns !== columns * columns)) {
    throw new ShapeError(
      'noiseCovariances',
      `[${rows}, ${columns}] variances or [${rows}, ${columns * columns}] covariances`,
      `[${noise.rows}, ${noise.columns}]`,
      'Give each row the variances of its columns, or its whole covariance matrix.',
    )
  }
  const isMatrix = noise.columns !== columns
  const entry = (row: number, i: number, j: number): number => noise.data[(row * columns + i) * columns + j]
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      const variance = isMatrix ? entry(row, i, i) : noise.data[row * columns + i]
      if (!(variance >= 0 && variance < Infinity)) {
        throw new ShapeError('noiseCovariances', 'finite variances of at least 0', `${variance} at row ${row}, column ${i}`, 'Correct that entry.')
      }
      for (let j = 0; isMatrix && j < i; j++) {
        const [lower, upper] = [entry(row, i, j), entry(row, j, i)]
        // Refuses a correlation above 1, and two that differ by more than rounding.
        const largest = Math.sqrt(variance) * Math.sqrt(entry(row, j, j))
        if (Math.abs(lower) <= largest * (1 + 1e-8) && Math.abs(lower - upper) <= 1e-8 * largest) continue
        throw new ShapeError(
          'noiseCovariances',
          'symmetric and positive semidefinite',
          `${lower} at [${i}, ${j}] and ${upper} at [${j}, ${i}] of row ${row}`,
          'Correct those entries.',
        )
      }
    }
  }
}

/**
 * One row under one component: writes the expectation of the true value minus the mean, and its remaining covariance.
 * Returns ln N(x; μ, T).
 */
function deconvolve(
  samples: Matrix,
  noise: Matrix,
  { row, mean, covariance, shift, remaining, component }: {
    readonly row: number
    readonly mean: Float64Array
    readonly covariance: Float64Array
    readonly shift: Float64Array
    readonly remaining: Float64Array
    readonly component: number
  },
): number {
  const { columns } = samples
  const factor = covariance.slice()
  for (let i = 0; i < columns; i++) {
    if (noise.columns === columns) factor[i * columns + i] += noise.data[row * columns + i]
    else for (let j = 0; j < columns; j++) factor[i * columns + j] += noise.data[(row * columns + i) * columns + j]
  }
  const failed = choleskyInPlace(factor, columns)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)

  // y = L⁻¹ (x - μ) and Z = L⁻¹ Σ: then Σ T⁻¹ (x - μ) = Zᵀ y and Σ T⁻¹ Σ = Zᵀ Z.
  const y = new Float64Array(columns)
  for (let i = 0; i < columns; i++) y[i] = samples.data[row * columns + i] - mean[i]
  const z = covariance.slice()
  let logDeterminant = 0
  let distance = 0
  for (let i = 0; i < columns; i++) {
    const pivot = factor[i * columns + i]
    logDeterminant += Math.log(pivot)
    for (let j = 0; j < i; j++) {
      const multiple = factor[i * columns + j]
      y[i] -= multiple * y[j]
      for (let c = 0; c < columns; c++) z[i * columns + c] -= multiple * z[j * columns + c]
    }
    y[i] /= pivot
    distance += y[i] ** 2
    for (let c = 0; c < columns; c++) z[i * columns + c] /= pivot
  }
  for (let i = 0; i < columns; i++) {
    shift[i] = 0
    for (let l = 0; l < columns; l++) shift[i] += z[l * columns + i] * y[l]
    for (let j = 0; j <= i; j++) {
      let explained = 0
      for (let l = 0; l < columns; l++) explained += z[l * columns + i] * z[l * columns + j]
      remaining[i * columns + j] = covariance[i * columns + j] - explained
    }
  }
  return -0.5 * (columns * logTwoPi + distance) - logDeterminant
}
