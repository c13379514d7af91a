import { conditionalCoefficients, createRandom, type Matrix, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { readOptions, requireIndices } from '@mixtura/numerics/validation'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import { fillMissing, imputeReaders, type ImputeOptions } from '../missing/imputeMissing.js'
import { drawComponent } from '../mixture/sampleMixture.js'
import { groupByPattern } from '../statistics/missingPatterns.js'
import { codedFamilies } from './columnFamilies.js'
import { codeRows } from './codedRows.js'
import { splitColumns } from './mixedColumns.js'
import { requireMixedModel, type MixedMixture } from './mixedMixture.js'

/**
 * The rows with each missing cell filled, given the observed cells of its row. By the method 'mean', numbers and counts take their
 * expectation, and levels the most probable one. By the method 'draw', a class is drawn for the row, and from it all missing cells, so that
 * filled cells vary, and vary together, as true ones do.
 *
 * @param samples [N, P] in the order of the columns; not modified.
 * @returns [N, P]
 * @throws {ShapeError} for other columns, a cell that its column cannot have, or a row that no class can have.
 * @throws {InvalidOptionError} for an unknown method, or a seed out of range.
 * @see Vermunt, van Ginkel, van der Ark & Sijtsma, Multiple imputation of incomplete categorical data using latent class analysis (2008).
 */
export async function imputeMixed(model: MixedMixture, samples: Samples, options: ImputeOptions = {}): Promise<Matrix> {
  requireMixedModel('model', model)
  const { method = 'mean', seed = 0 } = readOptions('imputeMixed', options, imputeReaders)
  const given = toMatrix(samples)
  const { columns, components, columnParameters } = model
  const posterior = await model.responsibilities(given)
  const random = createRandom(seed)
  const shares = method === 'draw' ? drawnClasses(posterior, random.fork(0)) : (posterior.data as Float64Array)
  const table = codeRows(given, columns)
  const data = Float64Array.from(given.data)
  if (model.numbers) {
    const filled = fillMissing(model.numbers, table.numbers, { responsibilities: shares, method, random: random.fork(1) })
    splitColumns(columns).numbers.forEach((column, i) => {
      for (let row = 0; row < table.rows; row++) data[row * columns.length + column] = filled.data[row * filled.columns + i]
    })
  }
  codedFamilies(columns, components).forEach(({ family, shape, from, to, column, description }, c) => {
    const parameters = columnParameters.subarray(from, to)
    const { codes, values } = table.coded[c]
    const generator = random.fork(2 + c)
    const probabilities = Array.from({ length: components }, (_, k) => levelProbabilities(model, column, k))
    codes.forEach((code, row) => {
      if (code < values.length) return
      const own = shares.subarray(row * components, (row + 1) * components)
      const of = (valueOf: (k: number) => number): number => own.reduce((sum, share, k) => (share > 0 ? sum + share * valueOf(k) : sum), 0)
      if (method === 'draw') data[row * columns.length + column] = family.draw(parameters, own.indexOf(1), generator.fork(row), shape)
      else if (description.levels.length === 0) data[row * columns.length + column] = of(k => family.mean(parameters, k, shape))
      else data[row * columns.length + column] = largestOf(description.levels.map((_, l) => of(k => probabilities[k][l])))
    })
  })
  return { data, rows: table.rows, columns: columns.length }
}

/** What is expected of one column in each row, given the other columns. */
export interface ColumnPrediction {
  /** [N] expectation of a number or count; of levels, that of their code. */
  readonly means: Float64Array
  /** [N] variance of the same. */
  readonly variances: Float64Array
  /** [N, L] probability of each level; null for numbers and counts. */
  readonly probabilities: Matrix | null
}

/**
 * Predicts one column from the others. The cells of the column itself are not read.
 *
 * @param samples [N, P] in the order of the columns.
 * @param column number of the column, from 0.
 * @throws {ShapeError} for other columns, a cell that its column cannot have, or a row that no class can have.
 */
export async function predictColumn(model: MixedMixture, samples: Samples, column: number): Promise<ColumnPrediction> {
  requireMixedModel('model', model)
  const given = toMatrix(samples)
  requireIndices('column', [column], { kind: 'column', count: model.columns.length })
  if (given.columns !== model.columns.length) {
    throw new ShapeError('samples', `[N, ${model.columns.length}], a cell for each column`, `[${given.rows}, ${given.columns}]`, 'Pass the columns in their order.')
  }
  const masked: Matrix = { ...given, data: Float64Array.from(given.data) }
  for (let at = column; at < masked.data.length; at += masked.columns) masked.data[at] = NaN
  const { components, columns } = model
  const { data: shares } = await model.responsibilities(masked)
  const rows = given.rows
  const { levels, kind } = columns[column]
  const inClass = kind === 'number' ? numbersInClasses(model, masked, column) : codesInClasses(model, column)
  const means = new Float64Array(rows)
  const variances = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let squares = 0
    for (let k = 0; k < components; k++) {
      const share = shares[row * components + k]
      const { mean, variance } = inClass(row, k)
      means[row] += share * mean
      squares += share * variance
    }
    for (let k = 0; k < components; k++) squares += shares[row * components + k] * (inClass(row, k).mean - means[row]) ** 2
    variances[row] = squares
  }
  if (levels.length === 0) return { means, variances, probabilities: null }
  const ofClass = Array.from({ length: components }, (_, k) => levelProbabilities(model, column, k))
  const probabilities = new Float64Array(rows * levels.length)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) for (let l = 0; l < levels.length; l++) probabilities[row * levels.length + l] += shares[row * components + k] * ofClass[k][l]
  }
  return { means, variances, probabilities: { data: probabilities, rows, columns: levels.length } }
}

type Moments = { readonly mean: number; readonly variance: number }

function codesInClasses(model: MixedMixture, column: number): (row: number, component: number) => Moments {
  const ofClass = Array.from({ length: model.components }, (_, k): Moments => {
    const distribution = model.distribution(column, k)
    if (distribution.kind === 'number' || distribution.kind === 'count') return distribution
    const mean = distribution.probabilities.reduce((sum, probability, l) => sum + probability * l, 0)
    return { mean, variance: distribution.probabilities.reduce((sum, probability, l) => sum + probability * (l - mean) ** 2, 0) }
  })
  return (_, k) => ofClass[k]
}

/** Mean and variance of a number given the other numbers of the row, in each class. */
function numbersInClasses(model: MixedMixture, samples: Matrix, column: number): (row: number, component: number) => Moments {
  const numbers = model.numbers!
  const { numbers: cells } = codeRows(samples, model.columns)
  const target = splitColumns(model.columns).numbers.indexOf(column)
  const { components } = model
  const { layout } = covarianceStructure(numbers.covarianceType)
  const means = new Float64Array(cells.rows * components)
  const variances = new Float64Array(cells.rows * components)
  for (const { observed, rows, samples: known } of groupByPattern(cells)) {
    for (let k = 0; k < components; k++) {
      const covariance = expandCovariance(layout, numbers.covariances, { component: k, columns: numbers.columns })
      const { coefficients, residual } = observed.length > 0
        ? conditionalCoefficients(covariance, numbers.columns, observed)
        : { coefficients: new Float64Array(0), residual: covariance }
      const size = observed.length
      rows.forEach((row, at) => {
        let mean = numbers.means[k * numbers.columns + target]
        for (let i = 0; i < size; i++) mean += coefficients[target * size + i] * (known.data[at * size + i] - numbers.means[k * numbers.columns + observed[i]])
        means[row * components + k] = mean
        variances[row * components + k] = residual[target * numbers.columns + target]
      })
    }
  }
  return (row, k) => ({ mean: means[row * components + k], variance: variances[row * components + k] })
}

function levelProbabilities(model: MixedMixture, column: number, component: number): Float64Array {
  const distribution = model.distribution(column, component)
  return 'probabilities' in distribution ? distribution.probabilities : new Float64Array(0)
}

/** One-hot shares: a class drawn for each row. */
function drawnClasses({ data, rows, columns }: Matrix, random: ReturnType<typeof createRandom>): Float64Array {
  const drawn = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) drawn[row * columns + drawComponent(data.subarray(row * columns, (row + 1) * columns), random.fork(row))] = 1
  return drawn
}

const largestOf = (values: readonly number[]): number => values.indexOf(Math.max(...values))
