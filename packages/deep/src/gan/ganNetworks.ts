import { createRandom, forkSeed } from '@mixtura/numerics'
import type { NamedVariables, Network } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { decoderOf, encoderOf, inputShapeOf } from '../networks/networkDesign.js'
import type { GanSettings } from './ganSettings.js'
import { createHolder, type Holder } from './holder.js'
import { latentMixture, type LatentBatch, type LatentDraws, type LatentMixture } from './latentMixture.js'
import { spreadBiases } from './spreadBiases.js'

/** The parts of a GAN that are kept after training: generator, latent mixture and, if there is one, the encoder. */
export interface GeneratorSide {
  readonly latent: LatentMixture
  /** All variables, including those of a latent mixture that is not learned. */
  readonly variables: NamedVariables
  /** The variables that training updates. */
  readonly parameters: NamedVariables
  /** Generates rows [B, ...shape] in the network's units, and returns the latents that they were generated from. */
  generate(draws: LatentDraws): LatentBatch & { readonly rows: tf.Tensor }
  /** Undefined without an encoder. */
  readonly encode: ((rows: tf.Tensor) => EncodedRows) | undefined
  dispose(): void
}

export interface EncodedRows {
  /** [B, Z] estimated latent vector of each row. */
  readonly codes: tf.Tensor2D
  /** [B, K] unnormalised log-probabilities of the components. */
  readonly logits: tf.Tensor2D
}

/** Fork of the seed's generator for each network and for the latent mixture. */
const forks = { latent: 0, generator: 1, discriminator: 2, encoder: 3 } as const

/** @throws {InvalidOptionError} for a design that cannot generate or read rows of the shape. */
export function generatorSide(settings: GanSettings, seed: number): GeneratorSide {
  const holder = createHolder()
  try {
    return openGeneratorSide(settings, seed, holder)
  } catch (error) {
    holder.dispose()
    throw error
  }
}

function openGeneratorSide(settings: GanSettings, seed: number, { hold, dispose }: Holder): GeneratorSide {
  const { shape, encoder: encoderSettings, outputActivation } = settings
  const { components, dimensions, learnable } = settings.latent
  const latent = hold(latentMixture(settings.latent, createRandom(seed).fork(forks.latent)))
  const generator = hold(
    decoderOf(settings.generator, { shape, code: latent.inputs, seed: forkSeed(seed, forks.generator), name: 'generator', outputActivation }),
  )
  const encoder =
    encoderSettings &&
    hold(encoderOf(encoderSettings.design, { shape, code: dimensions + components, seed: forkSeed(seed, forks.encoder), name: 'encoder' }))
  const networks = { ...generator.parameters, ...encoder?.parameters }
  return {
    latent,
    variables: { ...latent.variables, ...networks },
    parameters: learnable ? { ...latent.variables, ...networks } : networks,
    generate(draws) {
      const drawn = latent.transform(draws)
      return { ...drawn, rows: tf.reshape(generator.apply(drawn.inputs), [draws.components.length, ...shape]) }
    },
    encode: encoder
      ? rows => {
          const outputs = encoder.apply(tf.reshape(rows, [rows.shape[0], ...inputShapeOf(encoderSettings.design, shape)])) as tf.Tensor2D
          const [codes, logits] = tf.split<tf.Tensor2D>(outputs, [dimensions, components], 1)
          return { codes, logits }
        }
      : undefined,
    dispose,
  }
}

/** @param shape of one packed row. */
export function discriminatorNetwork(settings: GanSettings, { shape, outputs, seed }: {
  readonly shape: readonly number[]
  readonly outputs: number
  readonly seed: number
}): Network {
  const network = encoderOf(settings.discriminator, { shape, code: outputs, seed: forkSeed(seed, forks.discriminator), name: 'discriminator' })
  spreadBiases(network, createRandom(forkSeed(seed, 'discriminator biases')))
  return network
}
