import { InvalidOptionError } from '@mixtura/numerics'
import {
  choice,
  count,
  flag,
  nonNegative,
  numberIn,
  optional,
  record,
  seed,
  withoutReaders,
  type OptionReaders,
  type Reader,
} from '@mixtura/numerics/validation'
import { followReaders, rateAt, trainingReaders, type AugmentationOptions, type CheckpointOptions, type FollowOptions, type JsonRecord, type LearningRate } from '@mixtura/tensor'
import { augmentationReaders } from '../autoencoder/augmentedBatches.js'
import { manifoldPartition, partitionReaders, type ManifoldPartition, type PartitionMethod, type PartitionPhase } from '../clustering/partitionRows.js'
import { learnableCovarianceTypes, varianceFloor, type LearnableCovarianceType } from '../mixtures/learnableMixture.js'
import { networkDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { sampleReaders, type DeepSamples, type SampleOptions } from '../samples/prepareSamples.js'
import type { ElboForm } from './objective.js'
import { likelihoods, type VaeLikelihood } from './reconstruction.js'
import type { OutputVariance } from './variationalNetworks.js'

/** How the networks are trained before the prior is fitted to their codes. */
export interface PretrainingOptions {
  /** Whether the networks train as a plain autoencoder or as a variational one with prior N(0, I); 'autoencoder' by default. */
  readonly kind?: 'autoencoder' | 'variational'
  /** Number of epochs. 0 skips pretraining and the fit of the prior to its codes. */
  readonly epochs: number
  /** Learning rate of pretraining; that of training by default. */
  readonly learningRate?: LearningRate
}

/**
 * Phases of a fit:
 *
 *   'pretraining'               training of the networks without the mixture
 *   'neighbours' and 'layout'   embedding of the codes, with partition 'manifold'
 *   'partition'                 fit of the mixture that initialises the prior
 *   'training'                  training of networks and prior together
 *   'refit'                     EM fits of the prior after training
 */
export type VaePhase = 'pretraining' | PartitionPhase | 'training' | 'refit'

/** Options of `fitGaussianMixtureVae`. */
export interface GaussianMixtureVaeOptions extends SampleOptions, FollowOptions<VaePhase> {
  /** K, the number of components of the prior; 1 with prior 'standard'. */
  readonly components?: number
  /** A learned mixture, or N(0, I), which gives the standard variational autoencoder; 'mixture' by default. */
  readonly prior?: 'mixture' | 'standard'
  /**
   * Covariance structure of the prior; 'diag' by default, as in VaDE. 'full' suits few components in few latent dimensions:
   * groups of codes are oblique, and diagonal components split them.
   */
  readonly covarianceType?: LearnableCovarianceType
  /** Z, the number of latent dimensions; 10 by default. */
  readonly latent?: number
  /** Network of the encoder, which the decoder mirrors; dense 500-500 by default. */
  readonly network?: NetworkDesign
  /** By default 'bernoulli' if all scaled values lie in [0, 1], else 'gaussian'. */
  readonly likelihood?: VaeLikelihood
  /** Variance of the Gaussian likelihood, squared units of the scaled columns; by default 'shared', one learned variance. */
  readonly outputVariance?: OutputVariance
  /** Form of the KL term; 'monte-carlo' by default. 'mean-field' is that of VaDE. */
  readonly elbo?: ElboForm
  /** Weight of the KL term; 1 by default, which gives the evidence lower bound. */
  readonly beta?: number
  /** Epochs over which beta rises from 0, including those of variational pretraining; 0 by default. */
  readonly warmUpEpochs?: number
  /** Nats per latent dimension that the KL term may reach at no cost; 0 by default. */
  readonly freeBits?: number
  /** By default { kind: 'autoencoder', epochs: 10 }; with prior 'standard' there is no pretraining by default. */
  readonly pretraining?: PretrainingOptions
  /**
   * How the codes of pretraining are divided to initialise the prior. 'mixture', the default, takes the most likely mixture and is
   * best for likelihood. 'manifold' embeds the graph of neighbours, as in `fitDeepClustering`, and is better for clusters.
   */
  readonly partition?: PartitionMethod
  /** Settings of the manifold partition; 15 neighbours and 50 passes by default. */
  readonly manifold?: Partial<ManifoldPartition>
  /** Starts of the mixture fit to the codes; 4 by default. */
  readonly priorStarts?: number
  /** Whether EM refits the prior after training, with as many starts; true by default. */
  readonly refitPrior?: boolean
  /** ln s² of the posterior before training, between -10 and 10; -2 by default. */
  readonly initialLogVariance?: number
  /** Least variance of the prior; 1e-3 by default. */
  readonly varianceFloor?: number
  /** Pseudo-rows per component of the Dirichlet prior on the weights, which keeps them above 0; 1 by default. */
  readonly weightPseudoCount?: number
  /**
   * A component whose share of the rows falls below `reviveBelow` / K is reinitialised at the next epoch; 0.01 by default.
   * With 0 this never happens.
   */
  readonly reviveBelow?: number
  /** Adam's learning rate for the networks; 1e-3 by default. */
  readonly learningRate?: LearningRate
  /** Learning rate of the prior, which has its own Adam; half that of the networks by default. */
  readonly priorLearningRate?: LearningRate
  /** Gradients with a larger norm are scaled down to this norm, separately for networks and prior; unlimited by default. */
  readonly clipNorm?: number
  /** Epochs of training; 50 by default. 0 returns networks and prior as they are after pretraining. */
  readonly epochs?: number
  /** Rows per training step; 128 by default. */
  readonly batchSize?: number
  /** Random rotation and shift of images before encoding. The decoder reconstructs the original image. */
  readonly augmentation?: Pick<AugmentationOptions, 'rotation' | 'shift'>
  /** Held-out rows; their `validationElbo` is recorded for each epoch. */
  readonly validation?: DeepSamples
  /** Training ends after this many epochs without a better `validationElbo`; never by default. */
  readonly patience?: number
  /** Seed, a whole number from 0; 0 by default. */
  readonly seed?: number
  /** Where checkpoints are stored; the name is 'gaussian-mixture-vae' by default. Pretraining is stored as '<name>-pretraining'. */
  readonly checkpoints?: CheckpointOptions
}

/** Options with all defaults filled in, without those about the data or the run. */
export type CompleteVaeOptions = Required<
  Omit<GaussianMixtureVaeOptions, 'shape' | 'scale' | 'likelihood' | 'clipNorm' | 'augmentation' | 'validation' | 'patience' | 'signal' | 'checkpoints' | 'onProgress'>
> & { readonly clipNorm: number | undefined; readonly pretraining: Required<PretrainingOptions>; readonly manifold: ManifoldPartition }

const outputVariance: Reader<OutputVariance> = (name, value) => {
  if (value === 'shared' || value === 'columns') return value
  return numberIn({ above: 0, expected: "a number above 0, 'shared' or 'columns'", example: 1, remedy: 'Leave it out to have one learned.' })(name, value)
}

/** Not checked here: `acceptSamples`, which knows the columns, checks the validation rows. */
const validation: Reader<DeepSamples> = (_name, value) => value as DeepSamples

/** Readers of every option. */
export const vaeReaders: OptionReaders<GaussianMixtureVaeOptions> = {
  ...sampleReaders,
  components: optional(count(1)),
  prior: optional(choice(['mixture', 'standard'])),
  covarianceType: optional(choice(learnableCovarianceTypes)),
  latent: optional(count(1)),
  network: optional(networkDesign),
  likelihood: optional(choice(likelihoods)),
  outputVariance: optional(outputVariance),
  elbo: optional(choice(['monte-carlo', 'mean-field'])),
  beta: optional(nonNegative(1)),
  warmUpEpochs: optional(nonNegative(1)),
  freeBits: optional(nonNegative(1)),
  pretraining: optional(record<PretrainingOptions>({
    kind: optional(choice(['autoencoder', 'variational'])),
    epochs: count(0),
    learningRate: optional(trainingReaders.learningRate),
  })),
  partition: optional(partitionReaders.partition),
  manifold: optional(partitionReaders.manifold),
  priorStarts: optional(count(1)),
  refitPrior: optional(flag),
  initialLogVariance: optional(numberIn({ above: -10, below: 10, expected: 'between -10 and 10', example: 'initialLogVariance: -2' })),
  varianceFloor: optional(varianceFloor),
  weightPseudoCount: optional(nonNegative(1)),
  reviveBelow: optional(nonNegative(1)),
  learningRate: optional(trainingReaders.learningRate),
  priorLearningRate: optional(trainingReaders.learningRate),
  clipNorm: optional(trainingReaders.clipNorm),
  epochs: optional(count(0)),
  batchSize: optional(count(1)),
  augmentation: optional(record(withoutReaders(augmentationReaders, 'noise'))),
  validation: optional(validation),
  patience: optional(count(1)),
  seed: optional(seed),
  ...followReaders,
  checkpoints: optional(trainingReaders.checkpoints),
}

/**
 * Fills in the defaults.
 *
 * @param options as `vaeReaders` read them.
 * @throws {InvalidOptionError} for options that exclude each other.
 */
export function completeVaeOptions(options: GaussianMixtureVaeOptions): CompleteVaeOptions {
  const { prior = 'mixture', learningRate = 1e-3, components = prior === 'standard' ? 1 : undefined } = options
  if (components === undefined) {
    throw new InvalidOptionError('components', 'given', undefined, 'Pass for example components: 10.')
  }
  if (prior === 'standard' && components !== 1) {
    throw new InvalidOptionError('components', "1 or left out beside prior: 'standard'", components, "Leave prior out for a mixture.")
  }
  const pretraining = { kind: 'autoencoder', epochs: prior === 'standard' ? 0 : 10, learningRate, ...options.pretraining } as const
  return {
    components,
    prior,
    covarianceType: options.covarianceType ?? 'diag',
    latent: options.latent ?? 10,
    network: options.network ?? { kind: 'dense', widths: [500, 500] },
    outputVariance: options.outputVariance ?? 'shared',
    elbo: options.elbo ?? 'monte-carlo',
    beta: options.beta ?? 1,
    warmUpEpochs: options.warmUpEpochs ?? 0,
    freeBits: options.freeBits ?? 0,
    pretraining,
    partition: options.partition ?? 'mixture',
    manifold: { ...manifoldPartition(options.latent ?? 10), ...options.manifold },
    priorStarts: options.priorStarts ?? 4,
    refitPrior: options.refitPrior ?? true,
    initialLogVariance: options.initialLogVariance ?? -2,
    varianceFloor: options.varianceFloor ?? 1e-3,
    weightPseudoCount: options.weightPseudoCount ?? 1,
    reviveBelow: options.reviveBelow ?? 0.01,
    learningRate,
    priorLearningRate: options.priorLearningRate ?? (step => rateAt(learningRate, step) / 2),
    clipNorm: options.clipNorm,
    epochs: options.epochs ?? 50,
    batchSize: options.batchSize ?? 128,
    seed: options.seed ?? 0,
  }
}

/** Settings that a checkpoint must match. Learning rates are represented by their values at the first and thousandth step. */
export function vaeSettings(options: CompleteVaeOptions, data: JsonRecord): JsonRecord {
  const { learningRate, priorLearningRate, pretraining, network, manifold, clipNorm = null, seed: _seed, epochs: _epochs, ...plain } = options
  const rates = (rate: LearningRate): readonly number[] => [rateAt(rate, 1), rateAt(rate, 1000)]
  return {
    ...plain,
    ...data,
    network: { ...network },
    manifold: { ...manifold },
    clipNorm,
    pretraining: { ...pretraining, learningRate: rates(pretraining.learningRate) },
    learningRate: rates(learningRate),
    priorLearningRate: rates(priorLearningRate),
  }
}
