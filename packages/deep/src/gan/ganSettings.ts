import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, numberIn, optional, record, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { modelReaders, type Activation } from '@mixtura/tensor'
import { convolutionalDesign, networkDesign, type DenseDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { completeHead, headOptions, type DiscriminatorHeadOptions, type DiscriminatorHeadSettings } from './discriminatorHead.js'
import { completeLatentMixture, latentReaders, type LatentMixtureOptions, type LatentMixtureSettings } from './latentMixture.js'

/** An encoder that learns to tell from a generated row which component and which latent vector it came from. */
export interface GanEncoderOptions {
  /** That of the discriminator by default. */
  readonly design?: NetworkDesign
  /** β_c of the cross-entropy of the component; 1 by default. */
  readonly componentWeight?: number
  /** β_n of the squared error of the latent vector; 1 by default. */
  readonly codeWeight?: number
}

/** What a GAN is and how it is trained; all of it belongs to a checkpoint's identity. */
export interface GanDesignOptions {
  readonly latent?: LatentMixtureOptions
  /** Widths are those of the encoder that it mirrors. Two layers of 128 by default; convolutions where rows are images. */
  readonly generator?: NetworkDesign
  readonly discriminator?: NetworkDesign
  /** How the discriminator's outputs are read; 'logit' by default. */
  readonly head?: DiscriminatorHeadOptions
  /** Rows that the discriminator sees side by side; 1 by default. */
  readonly packing?: number
  /** None by default; with one, the model can encode and predict. */
  readonly encoder?: GanEncoderOptions
  /** 'non-saturating': the generator maximises ln D; 'minimax': it minimises ln (1 - D). The first by default. */
  readonly objective?: 'non-saturating' | 'minimax'
  /** Of the generator's rows; 'sigmoid' where all values of the rows lie in [0, 1], else 'linear'. */
  readonly outputActivation?: Activation
  /** Updates of both networks; 2,000 by default. */
  readonly steps?: number
  /** B; 256 by default, or as many as there are rows; a multiple of `packing`. */
  readonly batchSize?: number
  /** Of Adam, for both networks; 2e-3 by default. */
  readonly learningRate?: number
  /** 'cosine' falls to 0 along half a cosine, so that the game settles; by default. */
  readonly learningRateDecay?: 'cosine' | 'none'
  /** Of Adam; 0 by default: momentum makes the two networks circle. */
  readonly beta1?: number
  /** σ of noise on what the discriminator sees, in the network's units; falls linearly to 0 over the first half. 0 by default. */
  readonly instanceNoise?: number
  /** Per step, of the moving average of the generator's parameters that the model is made of; 0 for none, 0.999 by default. */
  readonly averaging?: number
}

export interface GanSettings {
  /** Of one row: [columns], or [height, width, channels]. */
  readonly shape: readonly number[]
  readonly latent: LatentMixtureSettings
  readonly generator: NetworkDesign
  readonly discriminator: NetworkDesign
  readonly head: DiscriminatorHeadSettings
  readonly packing: number
  readonly encoder: Required<GanEncoderOptions> | null
  readonly objective: 'non-saturating' | 'minimax'
  readonly outputActivation: Activation
  readonly steps: number
  readonly batchSize: number
  readonly learningRate: number
  readonly learningRateDecay: 'cosine' | 'none'
  readonly beta1: number
  readonly instanceNoise: number
  readonly averaging: number
}

export const smallDenseDesign: DenseDesign = { kind: 'dense', widths: [128, 128] }

/** What the rows decide. */
export interface GanRows {
  readonly rows: number
  readonly shape: readonly number[]
  /** Whether all values that the networks see lie in [0, 1]. */
  readonly isUnitRange: boolean
}

const amount: Reader<number> = (name, value) => numberIn({ atLeast: 0, expected: 'a finite number of at least 0', example: `${name}: 0.1` })(name, value)
const share: Reader<number> = (name, value) => numberIn({ atLeast: 0, below: 1, expected: 'at least 0 and below 1', example: `${name}: 0.9` })(name, value)

/** Readers of every option. */
export const ganDesignReaders: OptionReaders<GanDesignOptions> = {
  latent: optional(record(latentReaders)),
  generator: optional(networkDesign),
  discriminator: optional(networkDesign),
  head: optional(headOptions),
  packing: optional(count(1)),
  encoder: optional(record<GanEncoderOptions>({ design: optional(networkDesign), componentWeight: optional(amount), codeWeight: optional(amount) })),
  objective: optional(choice(['non-saturating', 'minimax'])),
  outputActivation: optional(modelReaders.activation),
  steps: optional(count(1)),
  batchSize: optional(count(1)),
  learningRate: optional(numberIn({ above: 0, expected: 'a finite number above 0', example: 'learningRate: 2e-3' })),
  learningRateDecay: optional(choice(['cosine', 'none'])),
  beta1: optional(share),
  instanceNoise: optional(amount),
  averaging: optional(share),
}

/**
 * @param options as `ganDesignReaders` read them.
 * @throws {InvalidOptionError} for options that do not fit the rows, or each other.
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
