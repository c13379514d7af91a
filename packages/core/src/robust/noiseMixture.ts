import { type Matrix, type Samples, ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'
import { InvalidModelError } from '../errors.js'
import { GaussianMixture, requireModel } from '../mixture/gaussianMixture.js'
import type { GaussianMixtureJson } from '../mixture/mixtureJson.js'
import { requireOneOf, requireRecord, shownValue } from '../mixture/modelFields.js'

const format = 'mixtura-noise-mixture'
const version = 1

/** A mixture with noise as plain JSON data. */
export interface NoiseMixtureJson {
  readonly format: typeof format
  readonly version: typeof version
  readonly noiseWeight: number
  readonly logVolume: number
  readonly gaussians: GaussianMixtureJson
}

/** Label of a row that is noise. */
export const noiseLabel = -1

/**
 * A Gaussian mixture with a uniform noise component, p(x) = w₀ / V + (1 - w₀) Σ_k w_k N(x; μ_k, Σ_k). It is immutable.
 * V is the volume of the data that the mixture was fitted to. The noise has the density 1 / V everywhere, also outside of that volume.
 *
 * Every method that takes samples, [N, D], throws {ShapeError} for other columns and {NonFiniteValuesError} for NaN and infinities.
 */
export class NoiseMixture {
  /** Its weights sum to 1. */
  readonly gaussians: GaussianMixture
  /** w₀, from 0 to 1. */
  readonly noiseWeight: number
  /** ln V, V in the product of the columns' units. */
  readonly logVolume: number

  /** @throws {ShapeError} unless the noise weight is at least 0 and below 1, and the log-volume is finite. */
  constructor(parameters: Pick<NoiseMixture, 'gaussians' | 'noiseWeight' | 'logVolume'>) {
    if (!isRecord(parameters)) {
      throw new ShapeError('parameters', '{ gaussians, noiseWeight, logVolume }', describeValue(parameters), 'Pass the parts of a mixture with noise.')
    }
    const { gaussians, noiseWeight, logVolume } = parameters
    requireModel('gaussians', gaussians)
    if (typeof noiseWeight !== 'number' || !(noiseWeight >= 0 && noiseWeight < 1)) {
      throw new ShapeError('noiseWeight', 'at least 0 and below 1', describeValue(noiseWeight), 'Pass for example 0.05.')
    }
    if (!Number.isFinite(logVolume)) throw new ShapeError('logVolume', 'a finite number', describeValue(logVolume), 'Pass ln V.')
    this.gaussians = gaussians
    this.noiseWeight = noiseWeight
    this.logVolume = logVolume
  }

  /** @throws {InvalidModelError} if the format, its version or a field is not as expected. */
  static fromJSON(json: unknown): NoiseMixture {
    const record = requireRecord(json)
    requireOneOf(record, 'format', [format])
    requireOneOf(record, 'version', [version])
    const { noiseWeight, logVolume } = record
    if (typeof noiseWeight !== 'number' || !(noiseWeight >= 0 && noiseWeight < 1)) {
      throw new InvalidModelError('noiseWeight', 'a number of at least 0 and below 1', shownValue(noiseWeight))
    }
    if (typeof logVolume !== 'number' || !Number.isFinite(logVolume)) {
      throw new InvalidModelError('logVolume', 'a finite number', shownValue(logVolume))
    }
    return new NoiseMixture({ gaussians: GaussianMixture.fromJSON(record.gaussians), noiseWeight, logVolume })
  }

  /** Plain data for JSON.stringify. */
  toJSON(): NoiseMixtureJson {
    const { gaussians, noiseWeight, logVolume } = this
    return { format, version, noiseWeight, logVolume, gaussians: gaussians.toJSON() }
  }

  /** The parameters of the Gaussians, the noise weight, and the volume, which is taken from the data too. */
  get parameterCount(): number {
    return this.gaussians.parameterCount + 2
  }

  /** [N] ln p(x_n), nats. */
  async logDensity(samples: Samples): Promise<Float64Array> {
    const ofGaussians = await this.gaussians.logDensity(samples)
    const ofNoise = this.#logNoiseDensity
    return ofGaussians.map(logDensity => {
      const withWeight = Math.log1p(-this.noiseWeight) + logDensity
      const [larger, smaller] = withWeight > ofNoise ? [withWeight, ofNoise] : [ofNoise, withWeight]
      return larger + Math.log1p(Math.exp(smaller - larger))
    })
  }

  /** [N] probability that each sample is noise. */
  async noiseProbabilities(samples: Samples): Promise<Float64Array> {
    return (await this.logDensity(samples)).map(logDensity => Math.exp(this.#logNoiseDensity - logDensity))
  }

  /** [N, K] posterior probability of each Gaussian given each sample; rows sum to 1 minus the probability of noise. */
  async responsibilities(samples: Samples): Promise<Matrix> {
    const { data, rows, columns } = await this.gaussians.responsibilities(samples)
    const noise = await this.noiseProbabilities(samples)
    return { data: Float64Array.from(data, (value, at) => value * (1 - noise[Math.floor(at / columns)])), rows, columns }
  }

  /** [N] the most probable Gaussian of each sample, or -1 if noise is at least as probable. */
  async predict(samples: Samples): Promise<Int32Array> {
    const { data, columns } = await this.responsibilities(samples)
    const noise = await this.noiseProbabilities(samples)
    return Int32Array.from(noise, (probability, row) => {
      let best = noiseLabel
      let largest = probability
      for (let k = 0; k < columns; k++) {
        if (!(data[row * columns + k] > largest)) continue
        best = k
        largest = data[row * columns + k]
      }
      return best
    })
  }

  /** Mean of ln p(x_n), nats per sample. */
  async meanLogLikelihood(samples: Samples): Promise<number> {
    const logDensities = await this.logDensity(samples)
    return logDensities.reduce((sum, value) => sum + value, 0) / logDensities.length
  }

  /** -2 ln L + 2 p with p parameters; smaller is better (Akaike 1974). */
  async aic(samples: Samples): Promise<number> {
    const logDensities = await this.logDensity(samples)
    return -2 * logDensities.reduce((sum, value) => sum + value, 0) + 2 * this.parameterCount
  }

  /** -2 ln L + p ln N; smaller is better (Schwarz 1978). */
  async bic(samples: Samples): Promise<number> {
    const logDensities = await this.logDensity(samples)
    return -2 * logDensities.reduce((sum, value) => sum + value, 0) + this.parameterCount * Math.log(logDensities.length)
  }

  /** ln(w₀ / V) */
  get #logNoiseDensity(): number {
    return Math.log(this.noiseWeight) - this.logVolume
  }
}
