import { createRandom, type Matrix, type Samples, ShapeError } from '@mixtura/numerics'
import {
  choice,
  count,
  describeValue,
  flattenNumbers,
  isRecord,
  optional,
  type OptionReaders,
  readOptions,
  requireComponent,
  requireCount,
} from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { requireCovarianceType } from '../covariance/requireCovarianceType.js'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import { acceptRowKnowledge } from '../statistics/rowKnowledge.js'
import { conditionalParameters, type Condition } from './conditionalParameters.js'
import { requireNear } from '../model/requireNear.js'
import { marginalOfColumns } from './marginalOfColumns.js'
import { acceptSamples } from './acceptSamples.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import { componentFactors } from '../model/componentFactors.js'
import { evaluate } from './evaluate.js'
import { initialParameters, type InitialMixture } from './initialMixture.js'
import { parseMixtureJson, toMixtureJson, type GaussianMixtureJson } from './mixtureJson.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'
import { score, type Score } from './score.js'
import { drawReaders, type DrawOptions } from './drawOptions.js'
import { sampleMixture, type LabelledSamples } from './sampleMixture.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'

/** Options for scoring samples. */
export interface ScoreOptions {
  /** 'error' by default: missing cells (NaN, null, undefined) are refused. 'marginalize': they are integrated out. */
  readonly missing?: 'error' | 'marginalize'
  /**
   * Maximum number of threads that share the rows. The result has the same bits for any number. By default all hardware threads
   * if the samples are in shared memory (a SharedArrayBuffer) and many enough to gain from them, else one. If a number is given,
   * other samples are copied into shared memory.
   */
  readonly threads?: number
}

/** Options for scoring weighted samples. */
export interface WeightedScoreOptions extends ScoreOptions {
  /** [N] how often each row counts, at least 0. */
  readonly sampleWeights?: ArrayLike<number>
}

/** Options of a criterion that counts parameters. */
export interface CriterionOptions extends WeightedScoreOptions {
  /** That of the mixture by default; pass the fit's parameterCount if some parameters were fixed. */
  readonly parameterCount?: number
}

const scoreReaders: OptionReaders<ScoreOptions> = { missing: rowOptionReaders.missing, threads: rowOptionReaders.threads }
const weightedScoreReaders: OptionReaders<WeightedScoreOptions> = { ...scoreReaders, sampleWeights: rowOptionReaders.sampleWeights }
const criterionReaders: OptionReaders<CriterionOptions> = { ...weightedScoreReaders, parameterCount: optional(count(0)) }
const iclReaders: OptionReaders<CriterionOptions & { readonly assignment: 'hard' | 'soft' }> = {
  ...criterionReaders,
  assignment: choice(['hard', 'soft']),
}

/**
 * A Gaussian mixture p(x) = Σ_k w_k N(x; μ_k, Σ_k): fitted, loaded, or given by its parameters. It is immutable. Its
 * components are in canonical order: by descending weight, ties by mean.
 *
 * Samples are [N, D] in the units of the means. Every method that takes them throws {ShapeError} for another number of
 * columns and {NonFiniteValuesError} for infinities and NaN (unless `missing` allows NaN). If a row is so far away that its
 * squared distances overflow, its log-density is -Infinity and methods that need its component throw {FarSampleError}.
 */
export class GaussianMixture implements MixtureParameters {
  readonly covarianceType: CovarianceType
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  /** [K] */
  readonly weights: Float64Array
  /** [K, D] row-major, data units. */
  readonly means: Float64Array
  /**
   * full [K, D, D], tied [D, D], diag [K, D], spherical [K]; data units squared. With q factors [K, D, q + 1]: for each
   * column its loadings in data units, then its noise variance; see componentLoadings and componentNoiseVariances.
   */
  readonly covariances: Float64Array

  /** @param parameters checked and in canonical order; for other parameters use `fromParameters`. */
  constructor(parameters: MixtureParameters) {
    requireMixture('parameters', parameters)
    this.covarianceType = parameters.covarianceType
    this.components = parameters.components
    this.columns = parameters.columns
    this.weights = parameters.weights
    this.means = parameters.means
    this.covariances = parameters.covariances
  }

  /**
   * A mixture from given numbers, without fitting.
   *
   * @throws {InvalidOptionError} unless covarianceType is valid, and exactly one of covariances and precisions is given.
   * @throws {ShapeError} if the arrays do not fit each other, or the weights are not a distribution.
   * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
   */
  static fromParameters(parameters: InitialMixture & { readonly covarianceType: CovarianceType }): GaussianMixture {
    if (!isRecord(parameters)) {
      throw new ShapeError('parameters', '{ covarianceType, weights, means, covariances }', describeValue(parameters), 'Pass the numbers of a mixture.')
    }
    requireCovarianceType('covarianceType', parameters.covarianceType)
    const components = flattenNumbers('weights', parameters.weights).length
    const numbers = flattenNumbers('means', parameters.means).length
    const columns = numbers / components
    if (!(Number.isSafeInteger(columns) && columns >= 1)) {
      throw new ShapeError(
        'means',
        'one row of the same length for each weight',
        `${numbers} numbers for ${components} weights`,
        'Pass weights [components] and means [components, columns].',
      )
    }
    return new GaussianMixture(
      inCanonicalOrder(initialParameters(parameters, { covarianceType: parameters.covarianceType, components, columns })),
    )
  }

  /**
   * Restores a mixture that `toJSON` saved; its predictions have the same bits.
   *
   * @throws {InvalidModelError} if the format, its version or a field is not as expected.
   */
  static fromJSON(json: unknown): GaussianMixture {
    return new GaussianMixture(parseMixtureJson(json))
  }

  /** Plain data for JSON.stringify; all numbers survive the text exactly. */
  toJSON(): GaussianMixtureJson {
    return toMixtureJson(this)
  }

  /** Number of free parameters: K - 1 for weights, K D for means, and those of the covariances. */
  get parameterCount(): number {
    const { components, columns } = this
    const ofCovariances = covarianceStructure(this.covarianceType).parameterCount(components, columns)
    return components - 1 + components * columns + ofCovariances
  }

  /** [D] mean of one component, data units. */
  componentMean(component: number): Float64Array {
    requireComponent(component, this.components)
    return this.means.slice(component * this.columns, (component + 1) * this.columns)
  }

  /** [D, D] row-major covariance of one component, for any structure; data units squared. */
  componentCovariance(component: number): Float64Array {
    requireComponent(component, this.components)
    const { layout } = covarianceStructure(this.covarianceType)
    return expandCovariance(layout, this.covariances, { component, columns: this.columns })
  }

  /** [D] variances of one component, the diagonal of its covariance, for any structure; data units squared. */
  componentVariances(component: number): Float64Array {
    requireComponent(component, this.components)
    return covarianceStructure(this.covarianceType).layout.variances(this.covariances, component, this.columns)
  }

  /**
   * [D, q] row-major loadings Λ of one component, data units. Its covariance is Λ Λᵀ + Ψ.
   *
   * @throws {InvalidOptionError} unless the mixture has factors.
   */
  componentLoadings(component: number): Matrix {
    const { loadings } = componentFactors(this, component)
    return { data: loadings, rows: this.columns, columns: loadings.length / this.columns }
  }

  /**
   * [D] noise variances of one component, the diagonal of Ψ; data units squared.
   *
   * @throws {InvalidOptionError} unless the mixture has factors.
   */
  componentNoiseVariances(component: number): Float64Array {
    return componentFactors(this, component).noiseVariances
  }

  /** p(y | x), the mixture of the remaining columns given the values of some; see conditionalMixture. */
  conditional(condition: Condition): GaussianMixture {
    return new GaussianMixture(conditionalParameters(this, condition))
  }

  /** The marginal mixture of the given columns, in their order; see marginalMixture. */
  marginal(columns: readonly number[]): GaussianMixture {
    return new GaussianMixture(marginalOfColumns(this, columns))
  }

  /** [N] ln p(x_n), nats; for a row with missing cells, the log-density of its observed cells. */
  async logDensity(samples: Samples, options: ScoreOptions = {}): Promise<Float64Array> {
    const accepted = readOptions('logDensity', options, scoreReaders)
    const { logDensities } = await evaluate(this, acceptSamples(samples, this.columns, accepted), ['logDensities'], accepted)
    return logDensities
  }

  /** [N, K] posterior probability of each component given each sample; rows sum to 1. */
  async responsibilities(samples: Samples, options: ScoreOptions = {}): Promise<Matrix> {
    const accepted = readOptions('responsibilities', options, scoreReaders)
    const data = acceptSamples(samples, this.columns, accepted)
    const { responsibilities, logDensities } = await evaluate(this, data, ['responsibilities', 'logDensities'], accepted)
    logDensities.forEach(requireNear)
    return { data: responsibilities, rows: data.rows, columns: this.components }
  }

  /** [N] most probable component of each sample; the lowest index among equals. */
  async predict(samples: Samples, options: ScoreOptions = {}): Promise<Int32Array> {
    const accepted = readOptions('predict', options, scoreReaders)
    const { labels, logDensities } = await evaluate(this, acceptSamples(samples, this.columns, accepted), ['labels', 'logDensities'], accepted)
    logDensities.forEach(requireNear)
    return labels
  }

  /** Mean of ln p(x_n), nats per sample. */
  async meanLogLikelihood(samples: Samples, options: WeightedScoreOptions = {}): Promise<number> {
    const { logLikelihood, totalWeight } = await this.#score(samples, readOptions('meanLogLikelihood', options, weightedScoreReaders))
    return logLikelihood / totalWeight
  }

  /** -2 ln L + 2 p with p parameters; smaller is better (Akaike 1974). */
  async aic(samples: Samples, options: CriterionOptions = {}): Promise<number> {
    const { parameterCount = this.parameterCount, ...accepted } = readOptions('aic', options, criterionReaders)
    const { logLikelihood } = await this.#score(samples, accepted)
    return -2 * logLikelihood + 2 * parameterCount
  }

  /** -2 ln L + p ln N; smaller is better (Schwarz 1978). N is the sum of the weights. */
  async bic(samples: Samples, options: CriterionOptions = {}): Promise<number> {
    const { parameterCount = this.parameterCount, ...accepted } = readOptions('bic', options, criterionReaders)
    const { logLikelihood, totalWeight } = await this.#score(samples, accepted)
    return -2 * logLikelihood + parameterCount * Math.log(totalWeight)
  }

  /**
   * BIC plus twice the entropy of the classification; smaller is better. The entropy penalises overlap.
   *
   * @param options.assignment 'soft': -Σ_nk r_nk ln r_nk; 'hard': -Σ_n ln max_k r_nk, as in mclust.
   * @see Biernacki, Celeux & Govaert, Assessing a mixture model for clustering with the integrated
   *   completed likelihood (2000).
   */
  async icl(samples: Samples, options: CriterionOptions & { readonly assignment: 'hard' | 'soft' }): Promise<number> {
    const { parameterCount = this.parameterCount, assignment, ...accepted } = readOptions('icl', options, iclReaders)
    const { logLikelihood, totalWeight, entropy } = await this.#score(samples, accepted, assignment)
    return -2 * logLikelihood + parameterCount * Math.log(totalWeight) + 2 * entropy
  }

  /**
   * Draws from the mixture, or from one of its components.
   *
   * @param count number of samples, at least 1.
   * @throws {InvalidOptionError} if the count or an option is out of range.
   * @returns samples [count, D] and the component of each, [count].
   */
  sample(count: number, options?: DrawOptions): LabelledSamples {
    requireCount('count', count, 1)
    const { seed = 0, component } = readOptions('sample', options, drawReaders(this.components))
    return sampleMixture(this, count, { random: createRandom(seed), component })
  }

  #score(samples: Samples, options: WeightedScoreOptions, assignment?: 'hard' | 'soft'): Promise<Score> {
    const data = acceptSamples(samples, this.columns, options)
    const { weights } = acceptRowKnowledge({ weights: options.sampleWeights }, data.rows)
    const { missing, threads } = options
    return score(this, data, { weights, assignment, missing, threads })
  }
}

/** @throws {ShapeError} unless `value` has the fields and methods of a GaussianMixture; it may come from another copy of the package. */
export function requireModel(name: string, value: unknown): asserts value is GaussianMixture {
  requireMixture(name, value)
  if ('logDensity' in value && typeof value.logDensity === 'function') return
  throw new ShapeError(name, 'a GaussianMixture', describeValue(value), 'Pass the model of a fit, or GaussianMixture.fromParameters(…).')
}
