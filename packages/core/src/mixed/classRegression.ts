import { columnMeans, columnVariances, correlationFactor, type Matrix, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { choice, count, nonNegative, numberIn, optional, readOptions, signal as readSignal } from '@mixtura/numerics/validation'
import { loadSteps } from '../covariance/structures.js'
import { coordinateAscent } from '../em/coordinateAscent.js'
import { regularization as readRegularization, tolerance as readTolerance } from '../fit/fitOptionReaders.js'
import { regularizationMatrix, type Regularization } from '../em/regularization.js'
import { structureScales } from '../em/structureScale.js'
import { withColumnMeans } from '../statistics/missingCellsSource.js'
import { accumulateFrom, scatterRequest } from '../statistics/projections.js'
import { acceptRowKnowledge, rowsOfWeight } from '../statistics/rowKnowledge.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { takeRows } from '../statistics/takeRows.js'
import { chiSquareQuantile } from '../use/chiSquare.js'
import { normalTails } from '../use/normalTails.js'
import { classificationErrors, modalClasses } from './classificationErrors.js'
import { codedFamilies } from './columnFamilies.js'
import { codeRows } from './codedRows.js'
import { mixedFitDefaults } from './mixedFitOptions.js'
import { MixedMixture, requireMixedModel } from './mixedMixture.js'
import { mixedMStep } from './mixedMStep.js'
import { iterateOf, mixedParameterCount, parametersOf, type MixedIterate } from './mixedParameters.js'
import { addSquare, estimateCovariance, inverseOf } from './mixedScores.js'
import { mixedSource } from './mixedSource.js'
import { logMemberships, stepMemberships } from './multinomialLogit.js'

/** Options of `classRegression`. */
export interface ClassRegressionOptions {
  /**
   * 'three' by default: the classes stay those of the model, rows are assigned to them, and the errors of this classification are corrected
   * for (Vermunt's maximum likelihood). 'one': covariates and classes are estimated together, from the model on, so that covariates may move
   * the classes.
   */
  readonly steps?: 'one' | 'three'
  /** Of the intervals; 0.95 by default. */
  readonly confidence?: number
  /** [N] how often each row counts, at least 0. */
  readonly sampleWeights?: ArrayLike<number>
  /** That of the fit, for 'one'; 0 by default. */
  readonly pseudoCount?: number
  /** That of the fit, for 'one'; its default by default. */
  readonly regularization?: Regularization
  /** As in `fitMixedMixture`; 1e-9 by default. */
  readonly tolerance?: number
  /** 2000 by default. */
  readonly maxIterations?: number
  readonly signal?: AbortSignal
}

/** One coefficient: the change of ln p(class) / p(class 0) with one unit of the covariate. */
export interface ClassCoefficient {
  readonly estimate: number
  /** Null if the rows do not identify the coefficients. */
  readonly standardError: number | null
  readonly lower: number | null
  readonly upper: number | null
  /** Two-sided, of the hypothesis that the coefficient is 0. */
  readonly pValue: number | null
}

/** Result of `classRegression`. */
export interface ClassRegression {
  /** With 'one' the model whose classes were estimated with the covariates, its classes in the order of the given one; else the given one. */
  readonly model: MixedMixture
  /** [K][C + 1] intercept first; those of class 0, the reference, are 0 without errors. */
  readonly coefficients: readonly (readonly ClassCoefficient[])[]
  /** [N, K] probability of each class given the covariates of the row alone. */
  readonly memberships: Matrix
  readonly converged: boolean
  /** With 'one' the mean of ln p(row given its covariates); with 'three' that of the assigned classes. Nats per row, after each iteration. */
  readonly logLikelihoods: readonly number[]
  /** Number of free parameters, coefficients instead of weights; with 'three' the coefficients alone. */
  readonly parameterCount: number
  readonly confidence: number
}

/**
 * Regresses the class on covariates by a multinomial logit, ln p(k | z) / p(0 | z) = β_k0 + β_kᵀ z.
 *
 * @param model of `fitMixedMixture`. @param samples [N, P] the rows that it was fitted on.
 * @param covariates [N, C] finite; code categories as indicators.
 * @throws {ShapeError} {NonFiniteValuesError} for samples or covariates that do not fit.
 * @throws {InvalidOptionError} for an option out of range.
 * @see Bandeen-Roche et al., Latent variable regression for multiple discrete outcomes (1997), for one step;
 *   Vermunt, Latent class modeling with covariates: two improved three-step approaches (2010), eq. 8 and sec. 4.2, for three.
 */
export async function classRegression(model: MixedMixture, samples: Samples, covariates: Samples, options: ClassRegressionOptions = {}): Promise<ClassRegression> {
  requireMixedModel('model', model)
  const accepted = readOptions<Omit<ClassRegressionOptions, 'sampleWeights'> & { readonly sampleWeights?: Float64Array }>('classRegression', options, {
    steps: optional(choice(['one', 'three'])),
    confidence: optional(numberIn({ above: 0, below: 1, expected: 'a number between 0 and 1', example: 'confidence: 0.95' })),
    sampleWeights: rowOptionReaders.sampleWeights,
    pseudoCount: optional(nonNegative(1)),
    regularization: optional(readRegularization),
    tolerance: optional(readTolerance),
    maxIterations: optional(count(0)),
    signal: optional(readSignal),
  })
  const data = toMatrix(samples)
  const counted = rowsOfWeight(data, acceptRowKnowledge({ weights: accepted.sampleWeights }, data.rows))
  const given = toMatrix(covariates, 'covariates')
  if (given.rows !== data.rows) throw new ShapeError('covariates', `[${data.rows}, C], a row for each row of samples`, `[${given.rows}, ${given.columns}]`, 'Give every row its covariates.')
  requireFinite(given, covariates)
  const covariatesOfCounted = counted.rows ? takeRows(given, counted.rows) : given
  requireIndependent(covariatesOfCounted)
  const scaled = scalingOf(covariatesOfCounted)
  const run = { data: counted.samples, weights: counted.knowledge.weights, design: designOf(covariatesOfCounted, scaled), everyRow: designOf(given, scaled), options: accepted }
  return accepted.steps === 'one' ? jointly(model, run, scaled) : inThreeSteps(model, run, scaled)
}

type Accepted = Omit<ClassRegressionOptions, 'sampleWeights'>
interface Run {
  /** The rows of positive weight. */
  readonly data: Matrix
  readonly weights: Float64Array | undefined
  /** [N, C + 1] */
  readonly design: Matrix
  /** The same with the rows of weight 0, which take no part. */
  readonly everyRow: Matrix
  readonly options: Accepted
}
interface Scaling {
  readonly means: Float64Array
  readonly deviations: Float64Array
}

/** Covariates whose squared multiple correlation exceeds 1 minus this say nothing that the others do not. */
const dependenceTolerance = 1e-10

/** @throws {ShapeError} for a covariate that does not vary, or follows from the others. */
function requireIndependent(covariates: Matrix): void {
  const { data, rows, columns } = covariates
  const means = columnMeans(covariates)
  const scatter = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) for (let j = 0; j < columns; j++) scatter[i * columns + j] += (data[row * columns + i] - means[i]) * (data[row * columns + j] - means[j])
  }
  const constant = Array.from(means.keys()).find(c => !(scatter[c * columns + c] > 0))
  const dependent = constant ?? correlationFactor(scatter, columns, dependenceTolerance).dependent
  if (dependent === undefined) return
  const actual = constant === undefined ? 'a linear combination of the columns before it' : 'constant'
  throw new ShapeError(`column ${dependent} of covariates`, 'one that varies by itself', actual, 'Leave that column out; the intercept is added by itself.')
}

function scalingOf(covariates: Matrix): Scaling {
  const means = columnMeans(covariates)
  return { means, deviations: columnVariances(covariates, means).map(variance => Math.sqrt(variance) || 1) }
}

/** An intercept and the covariates in standard deviations about their means, in which Newton's steps lose no digits. */
function designOf({ data, rows, columns }: Matrix, { means, deviations }: Scaling): Matrix {
  const width = columns + 1
  const scaled = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    scaled[row * width] = 1
    for (let c = 0; c < columns; c++) scaled[row * width + c + 1] = (data[row * columns + c] - means[c]) / deviations[c]
  }
  return { data: scaled, rows, columns: width }
}

const [defaultTolerance, defaultIterations] = [1e-9, 2000]

/** Classes and coefficients by EM together. */
async function jointly(model: MixedMixture, run: Run, scaling: Scaling): Promise<ClassRegression> {
  const { data, weights, design, everyRow, options } = run
  const { tolerance = defaultTolerance, maxIterations = defaultIterations, signal, pseudoCount = 0 } = options
  const { components, columns } = model
  const table = codeRows(data, columns)
  const start = iterateOf(model)
  await loadSteps(start.covarianceType)
  const regularization = table.numbers.columns > 0 ? await regularizationOf(table.numbers, start, { weights, regularization: options.regularization }) : new Float64Array(0)
  const target = { covarianceType: start.covarianceType, regularization, families: codedFamilies(columns, components), coded: table.coded, pseudoCount }
  const source = await mixedSource(table, { columns, components, knowledge: { weights }, keepsRows: true })
  type State = { readonly iterate: MixedIterate; readonly coefficients: Float64Array }
  const expect = async ({ iterate, coefficients }: State) => {
    const responsibilities = new Float64Array(data.rows * components)
    const priors = { logPriors: logMemberships(design, coefficients), responsibilities }
    const withPriors: StatisticsSource = { ...source, accumulate: (at, request) => source.accumulateRows(at, request, priors) }
    const statistics = await accumulateFrom(withPriors, iterate, { ...scatterRequest(iterate), signal })
    return { model: { iterate, coefficients }, objective: statistics.logLikelihood / statistics.totalWeight, expectation: { statistics, responsibilities } }
  }
  const coefficients = new Float64Array(components * design.columns)
  for (let k = 1; k < components; k++) coefficients[k * design.columns] = Math.log(model.weights[k] / model.weights[0])
  const found = await coordinateAscent<State, Awaited<ReturnType<typeof expect>>['expectation']>(
    { start: { iterate: start, coefficients } },
    { mayFall: true, expect, maximize: (state, { statistics, responsibilities }) => ({ iterate: mixedMStep(statistics, target, state.iterate), coefficients: stepMemberships(design, state.coefficients, responsibilities) }) },
    { tolerance, maxIterations, signal },
  )
  const { expectation: { responsibilities } } = await expect(found.model)
  const fitted = new MixedMixture(parametersOf(found.model.iterate, columns))
  const shares = logMemberships(design, found.model.coefficients).map(Math.exp)
  const unweighted = responsibilities.map((value, at) => (weights ? value / weights[Math.floor(at / components)] : value))
  const { covariance } = await estimateCovariance(fitted, use => use(data, weights), { pseudoCount, membership: { design, shares, responsibilities: unweighted } })
  const size = (components - 1) * design.columns
  const ofCoefficients = covariance && submatrix(covariance, size)
  return {
    ...resultOf(found.model.coefficients, ofCoefficients, { design, scaling, components, options }),
    model: fitted, memberships: membershipsOf(everyRow, found.model.coefficients),
    converged: found.converged, logLikelihoods: found.objectives, parameterCount: mixedParameterCount(fitted) - (components - 1) + size,
  }
}

/** Vermunt's ML: the assigned class is an indicator of the true one with known errors. */
async function inThreeSteps(model: MixedMixture, run: Run, scaling: Scaling): Promise<ClassRegression> {
  const { data, weights, design, everyRow, options } = run
  const { tolerance = defaultTolerance, maxIterations = defaultIterations, signal } = options
  const { components } = model
  const posterior = (await model.responsibilities(data)).data as Float64Array
  const assigned = modalClasses(posterior, components)
  const errors = classificationErrors(posterior, assigned, { components, weights })
  const totalWeight = weights?.reduce((sum, weight) => sum + weight, 0) ?? data.rows
  const start = new Float64Array(components * design.columns)
  for (let k = 1; k < components; k++) start[k * design.columns] = Math.log(model.weights[k] / model.weights[0])
  const expectOf = (coefficients: Float64Array): { readonly objective: number; readonly responsibilities: Float64Array; readonly shares: Float64Array } => {
    const shares = logMemberships(design, coefficients).map(Math.exp)
    const responsibilities = new Float64Array(shares.length)
    let objective = 0
    for (let row = 0; row < data.rows; row++) {
      let total = 0
      for (let t = 0; t < components; t++) total += responsibilities[row * components + t] = shares[row * components + t] * errors[t * components + assigned[row]]
      const weight = weights ? weights[row] : 1
      for (let t = 0; t < components; t++) responsibilities[row * components + t] *= weight / total
      objective += weight * Math.log(total)
    }
    return { objective: objective / totalWeight, responsibilities, shares }
  }
  const found = await coordinateAscent<Float64Array, Float64Array>(
    { start },
    {
      mayFall: true,
      expect: async coefficients => {
        const { objective, responsibilities } = expectOf(coefficients)
        return { model: coefficients, objective, expectation: responsibilities }
      },
      maximize: (coefficients, responsibilities) => stepMemberships(design, coefficients, responsibilities),
    },
    { tolerance, maxIterations, signal },
  )
  const { responsibilities, shares } = expectOf(found.model)
  const size = (components - 1) * design.columns
  const information = new Float64Array(size * size)
  const scores = new Float64Array(size)
  for (let row = 0; row < data.rows; row++) {
    const weight = weights ? weights[row] : 1
    for (let k = 1; k < components; k++) {
      const rest = responsibilities[row * components + k] / weight - shares[row * components + k]
      for (let c = 0; c < design.columns; c++) scores[(k - 1) * design.columns + c] = rest * design.data[row * design.columns + c]
    }
    addSquare(information, scores, weight)
  }
  return {
    ...resultOf(found.model, inverseOf(information, size), { design, scaling, components, options }),
    model, memberships: membershipsOf(everyRow, found.model),
    converged: found.converged, logLikelihoods: found.objectives, parameterCount: size,
  }
}

function membershipsOf(design: Matrix, coefficients: Float64Array): Matrix {
  return { data: logMemberships(design, coefficients).map(Math.exp), rows: design.rows, columns: coefficients.length / design.columns }
}

/** Coefficients in the units of the covariates. */
function resultOf(
  coefficients: Float64Array,
  covariance: Float64Array | null,
  { design, scaling: { means, deviations }, components, options }: { readonly design: Matrix; readonly scaling: Scaling; readonly components: number; readonly options: Accepted },
): Pick<ClassRegression, 'coefficients' | 'confidence'> {
  const { confidence = 0.95 } = options
  const radius = Math.sqrt(chiSquareQuantile(confidence, 1))
  const width = design.columns
  const size = (components - 1) * width
  /** Derivatives of one coefficient by the scaled ones of its class. */
  const gradientOf = (c: number): Float64Array => Float64Array.from({ length: width }, (_, d) => (c === 0 ? (d === 0 ? 1 : -means[d - 1] / deviations[d - 1]) : d === c ? 1 / deviations[c - 1] : 0))
  return {
    confidence,
    coefficients: Array.from({ length: components }, (_, k) => Array.from({ length: width }, (_unused, c): ClassCoefficient => {
      const gradient = gradientOf(c)
      const estimate = gradient.reduce((sum, value, d) => sum + value * coefficients[k * width + d], 0)
      if (k === 0 || !covariance) return { estimate, standardError: null, lower: null, upper: null, pValue: null }
      let variance = 0
      for (let d = 0; d < width; d++) for (let e = 0; e < width; e++) variance += gradient[d] * gradient[e] * covariance[((k - 1) * width + d) * size + (k - 1) * width + e]
      const standardError = Math.sqrt(variance)
      const { lower, upper } = normalTails(estimate / standardError)
      return { estimate, standardError, lower: estimate - radius * standardError, upper: estimate + radius * standardError, pValue: 2 * Math.min(lower, upper) }
    })),
  }
}

function submatrix(matrix: Float64Array, size: number): Float64Array {
  const all = Math.sqrt(matrix.length)
  return Float64Array.from({ length: size * size }, (_, at) => matrix[Math.floor(at / size) * all + (at % size)])
}

async function regularizationOf(
  numbers: Matrix,
  { covarianceType }: MixedIterate,
  { weights, regularization = mixedFitDefaults.regularization }: { readonly weights: Float64Array | undefined; readonly regularization: Regularization | undefined },
): Promise<Float64Array> {
  const source = await samplesSource(numbers, { missing: 'marginalize', weights, threads: 1 })
  const drawn = { samples: withColumnMeans(numbers), weights }
  return regularizationMatrix(source, { regularization, covarianceType, drawn, scales: structureScales(drawn) })
}
