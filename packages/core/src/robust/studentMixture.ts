import { createRandom, type Matrix, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { readOptions, requireComponent, requireCount } from '@mixtura/numerics/validation'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { drawReaders, type DrawOptions } from '../mixture/drawOptions.js'
import { sampleMixture, type LabelledSamples } from '../mixture/sampleMixture.js'
import { gammaVariate } from './gammaVariate.js'
import { studentDistances } from './studentDistances.js'
import { outlierWeights, studentEStep, type StudentEStep } from './studentEStep.js'
import { parseStudentJson, toStudentJson, type StudentMixtureJson } from './studentJson.js'
import { asGaussian, checkStudentParameters, type DegreesOfFreedomKind, type StudentParameters } from './studentParameters.js'

/**
 * A mixture of multivariate t distributions, p(x) = Σ_k w_k t(x; μ_k, Σ_k, ν_k). Its tails are heavier than those of Gaussians, so
 * outliers are less improbable. It is immutable. After a fit, components are in canonical order: by descending weight, ties by mean.
 *
 * Every method that takes samples, [N, D], throws {ShapeError} for other columns and {NonFiniteValuesError} for NaN and infinities.
 */
export class StudentMixture implements StudentParameters {
  readonly covarianceType: CovarianceType
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  /** [K] */
  readonly weights: Float64Array
  /** [K, D] row-major, data units. */
  readonly means: Float64Array
  /** Scale matrices, in the shape of the structure's covariances; data units squared. */
  readonly scales: Float64Array
  /** [K] */
  readonly degreesOfFreedom: Float64Array
  readonly degreesOfFreedomKind: DegreesOfFreedomKind

  /**
   * @throws {ShapeError} if the lengths of the arrays disagree, the weights are not a distribution, or a ν is not positive.
   * @throws {DegenerateCovarianceError} if a scale is not positive definite.
   */
  constructor(parameters: StudentParameters) {
    checkStudentParameters(parameters)
    this.covarianceType = parameters.covarianceType
    this.components = parameters.components
    this.columns = parameters.columns
    this.weights = parameters.weights
    this.means = parameters.means
    this.scales = parameters.scales
    this.degreesOfFreedom = parameters.degreesOfFreedom
    this.degreesOfFreedomKind = parameters.degreesOfFreedomKind
  }

  /**
   * Restores a mixture that `toJSON` saved; its predictions have the same bits.
   *
   * @throws {InvalidModelError} if the format, its version or a field is not as expected.
   */
  static fromJSON(json: unknown): StudentMixture {
    return new StudentMixture(parseStudentJson(json))
  }

  /** Plain data for JSON.stringify. */
  toJSON(): StudentMixtureJson {
    return toStudentJson(this)
  }

  /** Number of free parameters: K - 1 weights, K D means, those of the scales, and K, 1 or 0 degrees of freedom. */
  get parameterCount(): number {
    const { components, columns } = this
    const ofTails = { each: components, shared: 1, given: 0 }[this.degreesOfFreedomKind]
    return components - 1 + components * columns + covarianceStructure(this.covarianceType).parameterCount(components, columns) + ofTails
  }

  /** [D, D] covariance ν / (ν - 2) Σ of one component, data units squared; infinite or undefined (NaN) for ν up to 2. */
  componentCovariance(component: number): Float64Array {
    requireComponent(component, this.components)
    const nu = this.degreesOfFreedom[component]
    const { layout } = covarianceStructure(this.covarianceType)
    const scale = expandCovariance(layout, this.scales, { component, columns: this.columns })
    return scale.map(value => (nu > 2 ? (value * nu) / (nu - 2) : NaN))
  }

  /** [N] ln p(x_n), nats. */
  async logDensity(samples: Samples): Promise<Float64Array> {
    return (await this.#eStep(samples)).logDensities
  }

  /** [N, K] posterior probability of each component given each sample; rows sum to 1. */
  async responsibilities(samples: Samples): Promise<Matrix> {
    const { responsibilities, logDensities } = await this.#eStep(samples)
    return { data: responsibilities, rows: logDensities.length, columns: this.components }
  }

  /**
   * [N, K] u_nk = (ν_k + D) / (ν_k + δ_nk): the weight of row n in the mean and scale of component k. It is at most
   * 1 + D / ν_k, near 1 for rows of the component, and near 0 for those far from it.
   */
  async outlierWeights(samples: Samples): Promise<Matrix> {
    const data = this.#accept(samples)
    const distances = await studentDistances(data, this)
    return { data: outlierWeights(this, distances), rows: data.rows, columns: this.components }
  }

  /** [N] the most probable component of each sample, the first among equals. */
  async predict(samples: Samples): Promise<Int32Array> {
    const { responsibilities, logDensities } = await this.#eStep(samples)
    const { components } = this
    return Int32Array.from(logDensities, (_, row) => {
      let best = 0
      for (let k = 1; k < components; k++) {
        if (responsibilities[row * components + k] > responsibilities[row * components + best]) best = k
      }
      return best
    })
  }

  /** Mean of ln p(x_n), nats per sample. */
  async meanLogLikelihood(samples: Samples): Promise<number> {
    const { logLikelihood, logDensities } = await this.#eStep(samples)
    return logLikelihood / logDensities.length
  }

  /** -2 ln L + 2 p with p parameters; smaller is better (Akaike 1974). */
  async aic(samples: Samples): Promise<number> {
    return -2 * (await this.#eStep(samples)).logLikelihood + 2 * this.parameterCount
  }

  /** -2 ln L + p ln N; smaller is better (Schwarz 1978). */
  async bic(samples: Samples): Promise<number> {
    const { logLikelihood, logDensities } = await this.#eStep(samples)
    return -2 * logLikelihood + this.parameterCount * Math.log(logDensities.length)
  }

  /**
   * Draws from the mixture, or from one of its components: the mean of the component plus a Gaussian deviation over √(χ²_ν / ν).
   *
   * @param count number of samples to draw, at least 1.
   * @throws {InvalidOptionError} if the count or an option is out of range.
   * @returns samples [count, D] and the component of each, [count].
   */
  sample(count: number, options?: DrawOptions): LabelledSamples {
    requireCount('count', count, 1)
    const { seed = 0, component } = readOptions('sample', options, drawReaders(this.components))
    const random = createRandom(seed)
    const { samples, labels } = sampleMixture(asGaussian(this), count, { random: random.fork(0), component })
    const tails = random.fork(1)
    const { columns, means, degreesOfFreedom } = this
    const { data } = samples
    labels.forEach((k, row) => {
      const half = degreesOfFreedom[k] / 2
      const stretch = Math.sqrt(half / gammaVariate(half, tails))
      for (let i = 0; i < columns; i++) {
        const mean = means[k * columns + i]
        data[row * columns + i] = mean + stretch * (data[row * columns + i] - mean)
      }
    })
    return { samples, labels }
  }

  async #eStep(samples: Samples): Promise<StudentEStep> {
    return studentEStep(this, await studentDistances(this.#accept(samples), this))
  }

  #accept(samples: Samples): Matrix {
    const data = toMatrix(samples)
    if (data.columns !== this.columns) {
      throw new ShapeError(
        'samples',
        `[N, ${this.columns}], as the mixture has ${this.columns} columns`,
        `[${data.rows}, ${data.columns}]`,
        'Pass the columns that the mixture was fitted on, in their order.',
      )
    }
    requireFinite(data, samples)
    return data
  }
}
