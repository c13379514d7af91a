import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { ShapeError } from '../errors.js'
import { toMatrix, type Matrix, type Samples } from '../matrix/matrix.js'
import type { Label } from '../metrics/encodeLabels.js'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { parseClassifierJson, toClassifierJson, type MixtureClassifierJson } from './classifierJson.js'
import type { ClassifierMethod, ClassifierParameters } from './classifierParameters.js'

/** A classifier by class densities, p(c | x) ∝ π_c p(x | c), each p(x | c) a Gaussian mixture. It never changes. */
export class MixtureClassifier implements ClassifierParameters {
  readonly method: ClassifierMethod
  readonly classes: readonly Label[]
  readonly priors: Float64Array
  readonly mixtures: readonly GaussianMixture[]
  readonly covarianceType: CovarianceType | null
  readonly parameterCount: number

  constructor(parameters: ClassifierParameters) {
    this.method = parameters.method
    this.classes = parameters.classes
    this.priors = parameters.priors
    this.mixtures = parameters.mixtures
    this.covarianceType = parameters.covarianceType
    this.parameterCount = parameters.parameterCount
  }

  /**
   * A classifier as `toJSON` wrote it; predictions are the same to the last bit.
   *
   * @throws {InvalidClassifierError} if the format, its version or a field is not as expected.
   * @throws {InvalidModelError} if the mixture of a class cannot be read.
   */
  static fromJSON(json: unknown): MixtureClassifier {
    return new MixtureClassifier(parseClassifierJson(json))
  }

  /** Plain data for JSON.stringify; numbers in it survive the text exactly. */
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
   * @throws {ShapeError} {NonFiniteValuesError} if the samples do not fit the classifier.
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

  /** [N] ln Σ_c π_c p(x_n | c), nats: low for samples unlike any class. */
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

  /** [N] the most probable class of each sample, the first of equals. */
  async predict(samples: Samples): Promise<readonly Label[]> {
    const { data, rows, columns } = await this.jointLogDensity(samples)
    return Array.from({ length: rows }, (_, n) => {
      let best = 0
      for (let c = 1; c < columns; c++) if (data[n * columns + c] > data[n * columns + best]) best = c
      return this.classes[best]
    })
  }

  #accept(samples: Samples): Matrix {
    const data = toMatrix(samples)
    if (data.columns === this.columns) return data // each mixture checks that it is finite
    throw new ShapeError(
      'samples',
      `[N, ${this.columns}], as the classifier has ${this.columns} columns`,
      `[${data.rows}, ${data.columns}]`,
      'Pass the columns that the classifier was fitted on, in their order.',
    )
  }
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
