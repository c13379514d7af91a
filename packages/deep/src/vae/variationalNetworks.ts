import { forkSeed, ShapeError } from '@mixtura/numerics'
import type { Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { decoderOf, encoderOf, inputShapeOf, sizeOf, type NetworkDesign } from '../networks/networkDesign.js'
import type { LatentPosterior } from './elbo.js'
import { bernoulliLogLikelihood, gaussianLogLikelihood, type VaeLikelihood } from './reconstruction.js'

/** τ of the Gaussian likelihood: a fixed number, one learned variance for all columns, or one learned variance per column. */
export type OutputVariance = number | 'shared' | 'columns'

export interface VariationalNetworkOptions {
  readonly design: NetworkDesign
  /** Shape of one row. */
  readonly shape: readonly number[]
  /** Z, the number of latent dimensions. */
  readonly latent: number
  readonly likelihood: VaeLikelihood
  readonly outputVariance: OutputVariance
  /** ln s² of every row before training. */
  readonly initialLogVariance: number
  readonly seed: number
}

/** The networks of q(z | x) and p(x | z). */
export interface VariationalNetworks {
  /** Shape of one row as the encoder takes it. */
  readonly inputShape: readonly number[]
  readonly parameters: Readonly<Record<string, tf.Variable>>
  /**
   * @param inputs [B, ...inputShape]
   */
  encode(inputs: tf.Tensor): LatentPosterior
  /**
   * @param z [B, Z]
   * @returns [B, D] logits of the Bernoulli likelihood, or means of the Gaussian likelihood.
   */
  decode(z: tf.Tensor2D): tf.Tensor2D
  /**
   * ln p(x | z), nats, summed over the last axis.
   *
   * @param values [..., D]
   * @param outputs [..., D] outputs of `decode`.
   */
  logLikelihood(values: tf.Tensor, outputs: tf.Tensor): tf.Tensor
  /** τ of the Gaussian likelihood, [D] or [1]. */
  outputVariances(): tf.Tensor1D
  dispose(): void
}

/** Bound on |ln s²|, so s² stays between 4.5e-5 and 2.2e4. */
const logVarianceBound = 10
/** Least learned τ, in squared units of the scaled columns. */
const outputVarianceFloor = 1e-4

/**
 * Makes an encoder with 2 Z outputs and a decoder. The outputs for ln s² start with kernel 0 and one constant for all rows,
 * not as a second random projection. ln s² is 10 tanh(· / 10), which neither overflows nor loses its gradient.
 */
export function variationalNetworks(options: VariationalNetworkOptions): VariationalNetworks {
  const { design, shape, latent, likelihood, outputVariance, initialLogVariance, seed } = options
  const columns = sizeOf(shape)
  const encoder = encoderOf(design, { shape, code: 2 * latent, seed: forkSeed(seed, 'encoder'), name: 'encoder' })
  const decoder = decoderOf(design, { shape, code: latent, seed: forkSeed(seed, 'decoder'), name: 'decoder' })
  setLogVarianceHead(encoder, latent, logVarianceBound * Math.atanh(initialLogVariance / logVarianceBound))

  const isLearned = likelihood === 'gaussian' && typeof outputVariance !== 'number'
  const rawOutputLogVariances = isLearned
    ? tf.tidy(() => tf.variable(tf.zeros([outputVariance === 'columns' ? columns : 1])) as tf.Variable<tf.Rank.R1>)
    : undefined
  const logFloor = Math.log(outputVarianceFloor)
  const outputLogVariances = (): tf.Tensor1D =>
    rawOutputLogVariances
      ? tf.add(tf.softplus(tf.sub(rawOutputLogVariances, logFloor)), logFloor)
      : tf.tensor1d([Math.log(Number(outputVariance))])

  const parameters = {
    ...encoder.parameters,
    ...decoder.parameters,
    ...(rawOutputLogVariances ? { 'decoder/rawOutputLogVariances': rawOutputLogVariances } : {}),
  }
  return {
    inputShape: inputShapeOf(design, shape),
    parameters,
    encode(inputs) {
      const [mean, raw] = tf.split(encoder.apply(inputs), 2, 1) as [tf.Tensor2D, tf.Tensor2D]
      return { mean, logVariance: tf.mul(tf.tanh(tf.div(raw, logVarianceBound)), logVarianceBound) }
    },
    decode(z) {
      return tf.reshape(decoder.apply(z), [z.shape[0], columns])
    },
    logLikelihood: (values, outputs) =>
      likelihood === 'bernoulli' ? bernoulliLogLikelihood(values, outputs) : gaussianLogLikelihood(values, outputs, outputLogVariances()),
    outputVariances: () => tf.tidy(() => tf.exp(outputLogVariances())),
    dispose() {
      encoder.dispose()
      decoder.dispose()
      rawOutputLogVariances?.dispose()
    },
  }
}

/** Sets the ln s² half of the last layer, kernel [H, 2 Z] and bias [2 Z], to 0 and `start`. */
function setLogVarianceHead(encoder: Network, latent: number, start: number): void {
  const [kernel, bias] = Object.values(encoder.parameters).slice(-2)
  if (kernel?.rank !== 2 || kernel.shape[1] !== 2 * latent || bias?.rank !== 1) {
    throw new ShapeError('last layer of the encoder', `dense, of ${2 * latent} units`, `[${kernel?.shape.join(', ')}]`, 'End the design with a dense layer.')
  }
  tf.tidy(() => {
    const ofMean = tf.slice(kernel, [0, 0], [kernel.shape[0], latent])
    kernel.assign(tf.concat([ofMean, tf.zerosLike(ofMean)], 1))
    bias.assign(tf.concat([tf.zeros([latent]), tf.fill([latent], start)]))
  })
}
