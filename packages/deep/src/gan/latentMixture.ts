import { InvalidOptionError, type Random } from '@mixtura/numerics'
import { count, flag, list, nonNegative, optional, positive, type OptionReaders } from '@mixtura/numerics/validation'
import type { NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** The Gaussian mixture from which the generator's latents are drawn. */
export interface LatentMixtureOptions {
  /** K; 50 by default. It may exceed the number of clusters in the data. */
  readonly components?: number
  /** Z, the dimension of a latent vector; 2 by default. */
  readonly dimensions?: number
  /** [K] probabilities; all equal by default. */
  readonly weights?: readonly number[]
  /** Initial means are uniform on ±spread; 1 by default. */
  readonly spread?: number
  /** Initial σ; 0.3 by default. */
  readonly deviation?: number
  /** Whether means and σ are trained with the generator; true by default. */
  readonly learnable?: boolean
  /** λ of the penalty λ mean (σ - 1)², which keeps learned σ from vanishing; 0 by default. */
  readonly deviationPenalty?: number
  /**
   * Whether the generator also reads the component as K indicators, as in ClusterGAN. It can then place each component
   * independently of its neighbours. True by default.
   */
  readonly oneHot?: boolean
}

export type LatentMixtureSettings = Required<Omit<LatentMixtureOptions, 'weights'>> & { readonly weights: readonly number[] }

/** B draws of component and noise. They are made on the host, so they are the same on every backend and after a resume. */
export interface LatentDraws {
  /** [B] */
  readonly components: Int32Array
  /** [B, Z] standard normal */
  readonly noise: Float32Array
}

export interface LatentBatch {
  /** [B, Z] z = μ_k + σ_k ε */
  readonly codes: tf.Tensor2D
  /** [B, K] one-hot components. */
  readonly indicators: tf.Tensor2D
  /** [B, Z] or [B, Z + K]: the inputs of the generator. */
  readonly inputs: tf.Tensor2D
}

export interface LatentMixture {
  readonly settings: LatentMixtureSettings
  /** Number of inputs of the generator. */
  readonly inputs: number
  /** 'latent/means' [K, Z] and 'latent/logDeviations' [K, Z]. */
  readonly variables: NamedVariables
  /**
   * z = μ_k + exp(ln σ_k) ∘ ε, differentiable with respect to μ and ln σ (reparameterisation).
   *
   * @see Gurumurthy, Sarvadevabhatla & Babu, DeLiGAN (2017), section 4.
   */
  transform(draws: LatentDraws): LatentBatch
  /** λ mean (σ - 1)². @see DeLiGAN, section 4. */
  penalty(): tf.Scalar
  dispose(): void
}

/** Readers of every option. They do not check that the weights fit the components. */
export const latentReaders: OptionReaders<LatentMixtureOptions> = {
  components: optional(count(1)),
  dimensions: optional(count(1)),
  weights: optional(list(nonNegative(1), 'weights: [0.5, 0.5]')),
  spread: optional(nonNegative(1)),
  deviation: optional(positive(0.3)),
  learnable: optional(flag),
  deviationPenalty: optional(nonNegative(1)),
  oneHot: optional(flag),
}

/**
 * Fills in the defaults.
 *
 * @param options as `latentReaders` read them.
 * @throws {InvalidOptionError} for weights that do not fit the components.
 */
export function completeLatentMixture(options: LatentMixtureOptions): LatentMixtureSettings {
  const { components = 50, dimensions = 2, spread = 1, deviation = 0.3, learnable = true, deviationPenalty = 0, oneHot = true } = options
  const weights = completeWeights(options.weights, components)
  return { components, dimensions, weights, spread, deviation, learnable, deviationPenalty, oneHot }
}

/** Number of inputs of the generator. */
export function latentInputs({ components, dimensions, oneHot }: LatentMixtureSettings): number {
  return dimensions + (oneHot ? components : 0)
}

/** @param random draws the initial means. */
export function latentMixture(settings: LatentMixtureSettings, random: Random): LatentMixture {
  const { components, dimensions, spread, deviation, deviationPenalty, oneHot } = settings
  const shape: [number, number] = [components, dimensions]
  const startMeans = Float32Array.from({ length: components * dimensions }, () => 2 * spread * random.uniform() - spread)
  const means = tf.tidy(() => tf.variable(tf.tensor2d(startMeans, shape)))
  const logDeviations = tf.tidy(() => tf.variable(tf.fill(shape, Math.log(deviation))))
  return {
    settings,
    inputs: latentInputs(settings),
    variables: { 'latent/means': means, 'latent/logDeviations': logDeviations },
    transform({ components: drawn, noise }) {
      const indicators = tf.tensor2d(oneHotRows(drawn, components), [drawn.length, components])
      const deviations = tf.exp(tf.matMul(indicators, logDeviations))
      const centres = tf.matMul<tf.Tensor2D>(indicators, means)
      const codes = tf.add<tf.Tensor2D>(centres, tf.mul(deviations, tf.tensor2d(noise, [drawn.length, dimensions])))
      return { codes, indicators, inputs: oneHot ? tf.concat2d([codes, indicators], 1) : codes }
    },
    penalty: () => tf.tidy(() => tf.mul(deviationPenalty, tf.mean(tf.squaredDifference(tf.exp(logDeviations), 1))) as tf.Scalar),
    dispose: () => tf.dispose([means, logDeviations]),
  }
}

/** @param component of all draws; if it is left out, components are drawn by weight. */
export function drawLatents({ weights, dimensions }: LatentMixtureSettings, count: number, random: Random, component?: number): LatentDraws {
  const components = new Int32Array(count)
  const noise = new Float32Array(count * dimensions)
  for (let i = 0; i < count; i++) components[i] = component ?? drawComponent(weights, random.uniform())
  for (let i = 0; i < noise.length; i++) noise[i] = random.normal()
  return { components, noise }
}

function drawComponent(weights: readonly number[], uniform: number): number {
  let below = 0
  for (let k = 0; k < weights.length - 1; k++) {
    below += weights[k]
    if (uniform < below) return k
  }
  return weights.length - 1
}

function oneHotRows(components: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(components.length * width)
  components.forEach((component, row) => {
    rows[row * width + component] = 1
  })
  return rows
}

function completeWeights(weights: readonly number[] | undefined, components: number): readonly number[] {
  if (!weights) return new Array<number>(components).fill(1 / components)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (weights.length === components && Math.abs(sum - 1) < 1e-6) {
    return weights.map(weight => weight / sum)
  }
  throw new InvalidOptionError('latent.weights', `${components} numbers of at least 0 that sum to 1`, `[${weights.join(', ')}]`, 'Leave them out for equal weights.')
}
