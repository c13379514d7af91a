import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, nonNegative, optional, positive, record, shareBelowOne, type OptionReaders } from '@mixtura/numerics/validation'
import { modelReaders, type Activation } from '@mixtura/tensor'
import { convolutionalDesign, networkDesign, type DenseDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { completeHead, headOptions, type DiscriminatorHeadOptions, type DiscriminatorHeadSettings } from './discriminatorHead.js'
import { completeLatentMixture, latentReaders, type LatentMixtureOptions, type LatentMixtureSettings } from './latentMixture.js'

/** An encoder that learns to recover the component and the latent vector that a generated row came from. */
export interface GanEncoderOptions {
  /** Network of the encoder; that of the discriminator by default. */
  readonly design?: NetworkDesign
  /** β_c, the weight of the cross-entropy of the component; 1 by default. */
  readonly componentWeight?: number
  /** β_n, the weight of the squared error of the latent vector; 1 by default. */
  readonly codeWeight?: number
}

export const objectives = ['non-saturating', 'minimax'] as const
export const learningRateDecays = ['cosine', 'none'] as const

/** Design of a GAN and how it is trained. A checkpoint must match all of these options. */
export interface GanDesignOptions {
  readonly latent?: LatentMixtureOptions
  /**
   * Network of the generator. Widths are those of the encoder that it mirrors. By default two layers of 128, or convolutions for
   * images.
   */
  readonly generator?: NetworkDesign
  readonly discriminator?: NetworkDesign
  /** How the discriminator's outputs are interpreted; 'logit' by default. */
  readonly head?: DiscriminatorHeadOptions
  /** Number of rows that the discriminator sees at once; 1 by default. */
  readonly packing?: number
  /** With an encoder, the model can encode and predict; none by default. */
  readonly encoder?: GanEncoderOptions
  /** 'non-saturating', the default: the generator maximises ln D. 'minimax': it minimises ln (1 - D). */
  readonly objective?: (typeof objectives)[number]
  /** Activation of the generator's output; by default 'sigmoid' if all values of the rows lie in [0, 1], else 'linear'. */
  readonly outputActivation?: Activation
  /** Number of updates of both networks; 2,000 by default. */
  readonly steps?: number
  /** B, a multiple of `packing`; 256 by default, or the number of rows if there are fewer. */
  readonly batchSize?: number
  /** Adam's learning rate for both networks; 2e-3 by default. */
  readonly learningRate?: number
  /** 'cosine', the default, lowers the rate to 0 along half a cosine, so that training converges. */
  readonly learningRateDecay?: (typeof learningRateDecays)[number]
  /** β₁ of Adam; 0 by default, because momentum makes the two networks oscillate. */
  readonly beta1?: number
  /**
   * σ of the noise added to the discriminator's inputs, in the network's units. It falls linearly to 0 over the first half of
   * training; 0 by default.
   */
  readonly instanceNoise?: number
  /**
   * Decay per step of the moving average of the generator's parameters, from which the model is made; 0.999 by default, 0 for no
   * average.
   */
  readonly averaging?: number
}

export interface GanSettings {
  /** Shape of one row: [columns], or [height, width, channels]. */
  readonly shape: readonly number[]
  readonly latent: LatentMixtureSettings
  readonly generator: NetworkDesign
  readonly discriminator: NetworkDesign
  readonly head: DiscriminatorHeadSettings
  readonly packing: number
  readonly encoder: Required<GanEncoderOptions> | null
  readonly objective: (typeof objectives)[number]
  readonly outputActivation: Activation
  readonly steps: number
  readonly batchSize: number
  readonly learningRate: number
  readonly learningRateDecay: (typeof learningRateDecays)[number]
  readonly beta1: number
  readonly instanceNoise: number
  readonly averaging: number
}

export const smallDenseDesign: DenseDesign = { kind: 'dense', widths: [128, 128] }

/** Facts about the rows that defaults depend on. */
export interface GanRows {
  readonly rows: number
  readonly shape: readonly number[]
  /** Whether all scaled values lie in [0, 1]. */
  readonly isUnitRange: boolean
}

/** Readers of every option. */
export const ganDesignReaders: OptionReaders<GanDesignOptions> = {
  latent: optional(record(latentReaders)),
  generator: optional(networkDesign),
  discriminator: optional(networkDesign),
  head: optional(headOptions),
  packing: optional(count(1)),
  encoder: optional(record<GanEncoderOptions>({ design: optional(networkDesign), componentWeight: optional(nonNegative(0.1)), codeWeight: optional(nonNegative(0.1)) })),
  objective: optional(choice(objectives)),
  outputActivation: optional(modelReaders.activation),
  steps: optional(count(1)),
  batchSize: optional(count(1)),
  learningRate: optional(positive('2e-3')),
  learningRateDecay: optional(choice(learningRateDecays)),
  beta1: optional(shareBelowOne(0.9)),
  instanceNoise: optional(nonNegative(0.1)),
  averaging: optional(shareBelowOne(0.9)),
}

/**
 * Fills in the defaults.
 *
 * @param options as `ganDesignReaders` read them.
 * @throws {InvalidOptionError} for options that do not fit the rows or each other.
 */
export function completeGanSettings(options: GanDesignOptions, { rows, shape, isUnitRange }: GanRows): GanSettings {
  const design = shape.length === 3 ? convolutionalDesign : smallDenseDesign
  const { generator = design, discriminator = design, head = 'logit', packing = 1, objective = 'non-saturating' } = options
  const { steps = 2_000, learningRate = 2e-3, learningRateDecay = 'cosine', beta1 = 0, instanceNoise = 0, averaging = 0.999 } = options
  if (packing > rows) {
    throw new InvalidOptionError('packing', `at most the ${rows} rows that there are`, packing, 'Pass for example packing: 1.')
  }
  return {
    shape,
    latent: completeLatentMixture(options.latent ?? {}),
    generator,
    discriminator,
    head: completeHead(head),
    packing,
    encoder: options.encoder ? completeEncoder(options.encoder, discriminator) : null,
    objective,
    outputActivation: options.outputActivation ?? (isUnitRange ? 'sigmoid' : 'linear'),
    steps,
    batchSize: completeBatchSize(options.batchSize, packing, rows),
    learningRate,
    learningRateDecay,
    beta1,
    instanceNoise,
    averaging,
  }
}

function completeBatchSize(batchSize: number | undefined, packing: number, rows: number): number {
  if (batchSize === undefined) return Math.floor(Math.min(256, rows) / packing) * packing
  if (batchSize % packing !== 0) {
    throw new InvalidOptionError('batchSize', `a multiple of packing (${packing})`, batchSize, `Pass for example batchSize: ${128 * packing}.`)
  }
  if (batchSize > rows) {
    throw new InvalidOptionError('batchSize', `at most the ${rows} rows that there are`, batchSize, 'Pass a smaller batchSize, or leave it out.')
  }
  return batchSize
}

function completeEncoder(options: GanEncoderOptions, discriminator: NetworkDesign): Required<GanEncoderOptions> {
  const { design = discriminator, componentWeight = 1, codeWeight = 1 } = options
  return { design, componentWeight, codeWeight }
}
