import { createRandom, type Matrix, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, isRecord, readOptions, requireChoice, requireCount } from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { encodeLabels, type Label } from '../metrics/encodeLabels.js'
import { drawReaders, type DrawOptions } from '../mixture/drawOptions.js'
import { requireModel, type GaussianMixture } from '../mixture/gaussianMixture.js'
import type { LabelledSamples } from '../mixture/sampleMixture.js'
import { parseClassifierJson, toClassifierJson, type MixtureClassifierJson } from './classifierJson.js'
import { classifierMethods, type ClassifierMethod, type ClassifierParameters } from './classifierParameters.js'
import { requireCovarianceType } from '../covariance/requireCovarianceType.js'
import { sampleClasses } from './sampleClasses.js'

/** A classifier by class densities: p(c | x) ∝ π_c p(x | c), where each p(x | c) is a Gaussian mixture. It is immutable. */
export class MixtureClassifier implements ClassifierParameters {
  readonly method: ClassifierMethod
  readonly classes: readonly Label[]
  readonly priors: Float64Array
  readonly mixtures: readonly GaussianMixture[]
  readonly covarianceType: CovarianceType | null
  readonly parameterCount: number

  /** @throws {ShapeError} unless each class has one prior and one mixture. */
  constructor(parameters: ClassifierParameters) {
    requireClassifier(parameters)
    this.method = parameters.method
    this.classes = parameters.classes
    this.priors = parameters.priors
    this.mixtures = parameters.mixtures
    this.covarianceType = parameters.covarianceType
    this.parameterCount = parameters.parameterCount
  }

  /**
   * Restores a classifier that `toJSON` saved; its predictions have the same bits.
   *
   * @throws {InvalidClassifierError} if the format, its version or a field is not as expected.
   * @throws {InvalidModelError} if the mixture of a class cannot be read.
   */
  static fromJSON(json: unknown): MixtureClassifier {
    return new MixtureClassifier(parseClassifierJson(json))
  }

  /** Plain data for JSON.stringify; all numbers survive the text exactly. */
  toJSON(): MixtureClassifierJson {
    return toClassifierJson(this)
  }

  /** D */
  get columns(): number {
    return this.mixtures[0].columns
  }

  /**
   * [N, C] ln p(x_n | c) + ln π_c, nats.
   *
   * @throws {ShapeError} {NonFiniteValuesError} for invalid samples.
   */
  async jointLogDensity(samples: Samples): Promise<Matrix> {
    const data = this.#accept(samples)
    const { length: classes } = this.classes
    const joint = new Float64Array(data.rows * classes)
    for (const [c, mixture] of this.mixtures.entries()) {
      const logDensities = await mixture.logDensity(data)
      const logPrior = Math.log(this.priors[c])
      for (let n = 0; n < data.rows; n++) joint[n * classes + c] = logDensities[n] + logPrior
    }
    return { data: joint, rows: data.rows, columns: classes }
  }

  /** [N] ln Σ_c π_c p(x_n | c), nats; low for samples that are far from every class. */
  async logDensity(samples: Samples): Promise<Float64Array> {
    const joint = await this.jointLogDensity(samples)
    return Float64Array.from({ length: joint.rows }, (_, n) => logSumOfRow(joint, n))
  }

  /** [N, C] p(c | x_n) in the order of `classes`; rows sum to 1. */
  async posteriors(samples: Samples): Promise<Matrix> {
    const joint = await this.jointLogDensity(samples)
    const { rows, columns } = joint
    const posteriors = new Float64Array(rows * columns)
    for (let n = 0; n < rows; n++) {
      const total = logSumOfRow(joint, n)
      for (let c = 0; c < columns; c++) posteriors[n * columns + c] = Math.exp(joint.data[n * columns + c] - total)
    }
    return { data: posteriors, rows, columns }
  }

  /** [N] most probable class of each sample; the first among equals. */
  async predict(samples: Samples): Promise<readonly Label[]> {
    const { data, rows, columns } = await this.jointLogDensity(samples)
    return Array.from({ length: rows }, (_, n) => {
      let best = 0
      for (let c = 1; c < columns; c++) if (data[n * columns + c] > data[n * columns + best]) best = c
      return this.classes[best]
    })
  }

  /**
   * Draws from the classes by their priors, or from one of them.
   *
   * @param count number of samples, at least 1.
   * @param options `component` is the index of a class.
   * @throws {InvalidOptionError} if the count or an option is out of range.
   * @returns samples [count, D] and the index of the class of each, [count].
   */
  sample(count: number, options?: DrawOptions): LabelledSamples {
    requireCount('count', count, 1)
    const { seed = 0, component } = readOptions('sample', options, drawReaders(this.classes.length))
    return sampleClasses(this, count, { random: createRandom(seed), component })
  }

  #accept(samples: Samples): Matrix {
    const data = toMatrix(samples)
    if (data.columns === this.columns) {
      requireFinite(data, samples)
      return data
    }
    throw new ShapeError(
      'samples',
      `[N, ${this.columns}], as the classifier has ${this.columns} columns`,
      `[${data.rows}, ${data.columns}]`,
      'Pass the columns that the classifier was fitted on, in their order.',
    )
  }
}

function requireClassifier(parameters: unknown): asserts parameters is ClassifierParameters {
  const refuse = (thing: string, expected: string, actual: unknown): never => {
    throw new ShapeError(thing, expected, describeValue(actual), 'Take a classifier from fitMixtureClassifier or MixtureClassifier.fromJSON.')
  }
  if (!isRecord(parameters)) return refuse('parameters', '{ method, classes, priors, mixtures, covarianceType, parameterCount }', parameters)
  const { method, classes, priors, mixtures, covarianceType, parameterCount } = parameters
  requireChoice('method', method, classifierMethods)
  if (!Array.isArray(classes) || classes.length === 0) return refuse('classes', 'a list of labels', classes)
  encodeLabels(classes as readonly Label[], 'classes')
  if (!(priors instanceof Float64Array && priors.length === classes.length)) return refuse('priors', `a Float64Array [${classes.length}]`, priors)
  if (!Array.isArray(mixtures) || mixtures.length !== classes.length) return refuse('mixtures', `a list of ${classes.length} mixtures`, mixtures)
  for (const mixture of mixtures) requireModel('mixtures', mixture)
  if (covarianceType !== null) requireCovarianceType('covarianceType', covarianceType)
  requireCount('parameterCount', parameterCount, 0)
}

/** ln Σ_c exp(l_nc) */
function logSumOfRow({ data, columns }: Matrix, row: number): number {
  let maximum = -Infinity
  for (let c = 0; c < columns; c++) maximum = Math.max(maximum, data[row * columns + c])
  if (maximum === -Infinity) return maximum
  let sum = 0
  for (let c = 0; c < columns; c++) sum += Math.exp(data[row * columns + c] - maximum)
  return maximum + Math.log(sum)
}
