import type { DrawOptions, GaussianMixture } from '@mixtura/core'
import { drawReaders } from '@mixtura/core/validation'
import { createRandom, type Matrix } from '@mixtura/numerics'
import { choice, count, optional, readOptions, requireCount, requireObject, seed, type OptionReaders } from '@mixtura/numerics/validation'
import { ensureBackend, readModelFile, requireModelArrays, writeModelFile } from '@mixtura/tensor'
import { learnableMixtureFrom, type LearnableMixture } from '../mixtures/learnableMixture.js'
import type { GeneratedSamples } from '../models/generatedSamples.js'
import { assignArrays, readArrays } from '../models/networkArrays.js'
import { sizeOf } from '../networks/networkDesign.js'
import { acceptSamples, type DeepSamples, type SampleEncoding } from '../samples/prepareSamples.js'
import { decodeRows } from './decodeRows.js'
import { encodeRows, type RowPosteriors } from './encodeRows.js'
import { importanceWeights, logMeanExp } from './importanceWeights.js'
import { settingsFromJson, settingsToJson, shapesOfSettings, type VaeModelSettings } from './vaeModelSettings.js'
import { variationalNetworks, type VariationalNetworks } from './variationalNetworks.js'

/** Options of the estimates of ln p(x). */
export interface LikelihoodOptions {
  /** Number of draws of z per row. */
  readonly draws?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
}

const likelihoodReaders: OptionReaders<LikelihoodOptions> = { draws: optional(count(1)), seed: optional(seed) }

/** Options of `sample`. */
export interface VaeDrawOptions extends DrawOptions {
  /** 'mean' of p(x | z) by default, which looks better; 'draw' samples from p(x | z), as the model defines. */
  readonly output?: 'mean' | 'draw'
}

/** Fork of the seed's generator for draws from p(x | z). The prior draws from the generator itself. */
const outputNoise = 0

const kind = 'gaussian-mixture-vae'
const version = 1

/**
 * A fitted variational autoencoder with a Gaussian mixture as prior. It is immutable.
 *
 * Methods that take samples, [N, D] in the units of training, throw {ShapeError} for another number of columns and
 * {NonFiniteValuesError} for NaN and infinities. Densities are in nats per row and refer to the data in their own units.
 */
export class GaussianMixtureVae {
  /** p(z). Components are in canonical order, and all component indices of the model refer to that order. */
  readonly prior: GaussianMixture
  readonly settings: VaeModelSettings
  readonly #networks: VariationalNetworks
  readonly #devicePrior: LearnableMixture

  /** @param parts `networks` belong to the model from then on. */
  constructor(parts: { readonly networks: VariationalNetworks; readonly prior: GaussianMixture; readonly settings: VaeModelSettings }) {
    const remedy = 'Use fitGaussianMixtureVae or GaussianMixtureVae.load, which make them.'
    requireObject('parts', parts, { what: 'the parts of a model', fields: { networks: 'object', prior: 'object', settings: 'object' }, remedy })
    const { networks, prior, settings } = parts
    this.prior = prior
    this.settings = settings
    this.#networks = networks
    this.#devicePrior = learnableMixtureFrom(prior, { varianceFloor: settings.varianceFloor }, createRandom(0))
  }

  /**
   * Reads a model that `save` wrote. It gives the same results on the same backend.
   *
   * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
   * @throws {InvalidModelFileError} if they hold another kind of model or another version, or if settings and arrays do not match.
   * @throws {InvalidModelError} if the stored prior is not a valid mixture.
   */
  static async load(bytes: Uint8Array): Promise<GaussianMixtureVae> {
    const { settings: json, arrays } = readModelFile(kind, version, bytes)
    const { settings, prior } = settingsFromJson(json)
    requireModelArrays(shapesOfSettings(settings), arrays)
    await ensureBackend()
    const networks = variationalNetworks({ ...settings, design: settings.network, initialLogVariance: 0, seed: 0 })
    try {
      assignArrays(networks.parameters, arrays)
      return new GaussianMixtureVae({ networks, prior, settings })
    } catch (error) {
      networks.dispose()
      throw error
    }
  }

  async save(): Promise<Uint8Array> {
    const arrays = await readArrays(this.#networks.parameters)
    return writeModelFile(kind, version, { settings: settingsToJson(this.settings, this.prior), arrays })
  }

  /** K, the number of components of the prior. */
  get components(): number {
    return this.prior.components
  }

  /** [N, Z] means of q(z | x). */
  async encode(samples: DeepSamples): Promise<Matrix> {
    return (await this.posterior(samples)).means
  }

  /** Mean and variances of q(z | x) for each row. */
  async posterior(samples: DeepSamples): Promise<RowPosteriors> {
    return encodeRows(this.#networks, this.#accept(samples), { scale: this.settings.scale })
  }

  /** [N, K] p(c | z) at the mean of q(z | x); rows sum to 1. */
  async responsibilities(samples: DeepSamples): Promise<Matrix> {
    return this.prior.responsibilities(await this.encode(samples))
  }

  /** [N] most probable component of each row. */
  async predict(samples: DeepSamples): Promise<Int32Array> {
    return this.prior.predict(await this.encode(samples))
  }

  /** [N, D] mean of p(x | z) at the mean of q(z | x), in the units of the samples. */
  async reconstruct(samples: DeepSamples): Promise<Matrix> {
    return this.decode(await this.encode(samples))
  }

  /**
   * [N, D] mean of p(x | z), in the units of the samples.
   *
   * @param codes [N, Z]
   */
  async decode(codes: Matrix): Promise<Matrix> {
    return decodeRows(this.#networks, acceptSamples(codes, this.settings.latent), this.settings)
  }

  /**
   * Generates rows: draws z, the code, from the prior or from one of its components, then takes the mean of p(x | z) or a draw
   * from it.
   *
   * @param count rows to generate, at least 1.
   * @throws {InvalidOptionError} if the count or an option is out of range.
   */
  async sample(count: number, options?: VaeDrawOptions): Promise<GeneratedSamples> {
    requireCount('count', count, 1)
    const { output = 'mean', ...draw } = readOptions<VaeDrawOptions>('sample', options, {
      ...drawReaders(this.components),
      output: optional(choice(['mean', 'draw'])),
    })
    const { samples: codes, labels } = this.prior.sample(count, draw)
    const noise = output === 'draw' ? { random: createRandom(draw.seed ?? 0).fork(outputNoise) } : {}
    return { samples: await decodeRows(this.#networks, codes, { ...this.settings, ...noise }), labels, codes }
  }

  /**
   * [N] evidence lower bound on ln p(x), Monte Carlo form, averaged over `draws` draws of z (1 by default).
   *
   * @throws {InvalidOptionError} for options out of range.
   */
  async elbo(samples: DeepSamples, options?: LikelihoodOptions): Promise<Float64Array> {
    const { draws = 1, seed: drawnBy = 0 } = readOptions<LikelihoodOptions>('elbo', options, likelihoodReaders)
    return this.#fromWeights(samples, { draws, seed: drawnBy }, logWeights => logWeights.reduce((sum, value) => sum + value, 0) / logWeights.length)
  }

  /**
   * [N] importance-weighted estimate of ln p(x): ln (1/k) Σ_s w_s over k = `draws` draws (100 by default). In expectation it is
   * a lower bound that rises with k.
   *
   * @throws {InvalidOptionError} for options out of range.
   * @see Burda, Grosse & Salakhutdinov, Importance weighted autoencoders (2016), eq. 8 and theorem 1.
   */
  async importanceWeightedLogLikelihood(samples: DeepSamples, options?: LikelihoodOptions): Promise<Float64Array> {
    const { draws = 100, seed: drawnBy = 0 } = readOptions<LikelihoodOptions>('importanceWeightedLogLikelihood', options, likelihoodReaders)
    return this.#fromWeights(samples, { draws, seed: drawnBy }, logMeanExp)
  }

  /** Frees the device memory. The model cannot be used afterwards. */
  dispose(): void {
    this.#networks.dispose()
    this.#devicePrior.dispose()
  }

  #accept(samples: DeepSamples) {
    return acceptSamples(samples, sizeOf(this.settings.shape))
  }

  async #fromWeights(
    samples: DeepSamples,
    options: { readonly draws: number; readonly seed: number },
    summary: (logWeights: Float64Array) => number,
  ): Promise<Float64Array> {
    const matrix = this.#accept(samples)
    const { scale, likelihood } = this.settings
    const logVolume = likelihood === 'gaussian' ? logVolumeOf(scale, matrix.columns) : 0
    const values = new Float64Array(matrix.rows)
    await importanceWeights({ networks: this.#networks, prior: this.#devicePrior, matrix, scale }, options, (row, logWeights) => {
      values[row] = summary(logWeights) + logVolume
    })
    return values
  }
}

/** ln |d scaled / d x|: added to a log-density of scaled values, it gives the log-density of the data. */
function logVolumeOf({ factor }: SampleEncoding, columns: number): number {
  if (typeof factor === 'number') return columns * Math.log(Math.abs(factor))
  return factor.reduce((sum, value) => sum + Math.log(Math.abs(value)), 0)
}
