import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, isRecord, numberIn, optional, record, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { relativeLogDensity, simplexMixture } from './simplexMixture.js'

/** A discriminator whose embeddings are scored by a mixture of Gaussians on the corners of a simplex. */
export interface MixtureHeadOptions {
  readonly kind: 'mixture'
  /** d of the embedding, in which d + 1 components lie; 9 by default. */
  readonly dimensions?: number
  /** σ of every component; 0.5 by default, where corners are at distance 1 from the centre. */
  readonly deviation?: number
}

/** One number, the log odds of being real, as in most GANs; or a mixture. */
export type DiscriminatorHeadOptions = 'logit' | MixtureHeadOptions
export type DiscriminatorHeadSettings = 'logit' | Required<MixtureHeadOptions>

/** What the outputs of a discriminator say: D(x) is the probability that x is real, taken in log space, nats. */
export interface DiscriminatorHead {
  /** Numbers that the discriminator must put out. */
  readonly outputs: number
  /** ln D, [B, 1] */
  logReal(outputs: tf.Tensor): tf.Tensor
  /** ln (1 - D), [B, 1] */
  logFake(outputs: tf.Tensor): tf.Tensor
}

/** 1 - D is floored here, so that a fake at the very mode costs 18 nats and not infinitely many. */
const smallestOdds = 1e-8

const mixtureHeadReaders: OptionReaders<MixtureHeadOptions> = {
  kind: choice(['mixture']),
  dimensions: optional(count(1)),
  deviation: optional(numberIn({ above: 0, expected: 'a finite number above 0', example: 0.5 })),
}

/** Reads a head. */
export const headOptions: Reader<DiscriminatorHeadOptions> = (name, value) => {
  if (value === 'logit') return value
  if (isRecord(value) && value['kind'] === 'mixture') return record(mixtureHeadReaders)(name, value)
  throw new InvalidOptionError(name, `'logit' or { kind: 'mixture' }`, value, `Leave it out for 'logit'.`)
}

/** @param head as `headOptions` reads it. */
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
 * D(x) = p(e(x)) / max p, with p the mixture and e(x) the outputs squeezed into ±2.5. The paper's λ is max p, so that
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
