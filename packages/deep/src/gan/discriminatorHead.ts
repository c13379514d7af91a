import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, isRecord, positive, optional, record, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { relativeLogDensity, simplexMixture } from './simplexMixture.js'

/** Scores the embeddings of a discriminator by a Gaussian mixture whose means are the corners of a simplex. */
export interface MixtureHeadOptions {
  readonly kind: 'mixture'
  /** d, the dimension of the embedding, which has d + 1 components; 9 by default. */
  readonly dimensions?: number
  /** σ of every component; 0.5 by default. The corners are at distance 1 from the centre. */
  readonly deviation?: number
}

/** 'logit': one output, the log odds of being real, as in most GANs. Otherwise a mixture. */
export type DiscriminatorHeadOptions = 'logit' | MixtureHeadOptions
export type DiscriminatorHeadSettings = 'logit' | Required<MixtureHeadOptions>

/** Interprets the outputs of a discriminator. D(x) is the probability that x is real; logarithms are in nats. */
export interface DiscriminatorHead {
  /** Number of outputs that the discriminator must have. */
  readonly outputs: number
  /** ln D, [B, 1] */
  logReal(outputs: tf.Tensor): tf.Tensor
  /** ln (1 - D), [B, 1] */
  logFake(outputs: tf.Tensor): tf.Tensor
}

/** Floor of 1 - D, so that a generated row exactly at the mode costs 18 nats instead of infinitely many. */
const smallestOdds = 1e-8

const mixtureHeadReaders: OptionReaders<MixtureHeadOptions> = {
  kind: choice(['mixture']),
  dimensions: optional(count(1)),
  deviation: optional(positive(0.5)),
}

/** Reads the option for the head. */
export const headOptions: Reader<DiscriminatorHeadOptions> = (name, value) => {
  if (value === 'logit') return value
  if (isRecord(value) && value['kind'] === 'mixture') return record(mixtureHeadReaders)(name, value)
  throw new InvalidOptionError(name, `'logit' or { kind: 'mixture' }`, value, `Leave it out for 'logit'.`)
}

/** Fills in the defaults. @param head as `headOptions` reads it. */
export function completeHead(head: DiscriminatorHeadOptions): DiscriminatorHeadSettings {
  if (head === 'logit') return head
  const { kind, dimensions = 9, deviation = 0.5 } = head
  return { kind, dimensions, deviation }
}

export function discriminatorHead(settings: DiscriminatorHeadSettings): DiscriminatorHead {
  return settings === 'logit' ? logitHead : mixtureHead(settings)
}

/** D = 1 / (1 + exp(-l)): ln D = -softplus(-l), ln (1 - D) = -softplus(l). */
const logitHead: DiscriminatorHead = {
  outputs: 1,
  logReal: outputs => tf.tidy(() => tf.neg(tf.softplus(tf.neg(outputs)))),
  logFake: outputs => tf.tidy(() => tf.neg(tf.softplus(outputs))),
}

/**
 * D(x) = p(e(x)) / max p, where p is the mixture and e(x) are the outputs limited to ±2.5. The paper's λ is max p here, so
 * its log (λ - p) is ln (1 - D) + ln λ, and nothing overflows.
 *
 * @see Eghbal-zadeh, Zellinger & Widmer, Mixture density generative adversarial networks (2019).
 */
function mixtureHead({ dimensions, deviation }: Required<MixtureHeadOptions>): DiscriminatorHead {
  const mixture = simplexMixture(dimensions, deviation)
  const logReal = (outputs: tf.Tensor): tf.Tensor => relativeLogDensity(mixture, tf.sub(tf.mul(5, tf.sigmoid(outputs)), 2.5))
  return {
    outputs: dimensions,
    logReal: outputs => tf.tidy(() => logReal(outputs)),
    logFake: outputs => tf.tidy(() => tf.log(tf.add(tf.neg(tf.expm1(logReal(outputs))), smallestOdds))),
  }
}
