import { InvalidOptionError } from '@mixtura/numerics'
import {
  callback,
  choice,
  count,
  flag,
  numberIn,
  optional,
  record,
  seed,
  withoutReaders,
  type OptionReaders,
  type Reader,
} from '@mixtura/numerics/validation'
import { rateAt, trainingReaders, type AugmentationOptions, type CheckpointOptions, type EpochRecord, type JsonRecord, type LearningRate } from '@mixtura/tensor'
import { augmentationReaders } from '../autoencoder/augmentedBatches.js'
import { manifoldPartition, partitionReaders, type ManifoldPartition, type PartitionMethod } from '../clustering/partitionRows.js'
import { varianceFloor, type LearnableCovarianceType } from '../mixtures/learnableMixture.js'
import { networkDesign, type NetworkDesign } from '../networks/networkDesign.js'
import { sampleReaders, type DeepSamples, type SampleOptions } from '../samples/prepareSamples.js'
import type { ElboForm } from './objective.js'
import type { VaeLikelihood } from './reconstruction.js'
import type { OutputVariance } from './variationalNetworks.js'

/** How the networks are trained before the prior is fitted to their codes. */
export interface PretrainingOptions {
  /** As a plain autoencoder, or as a variational one with the prior N(0, I); 'autoencoder' by default. */
  readonly kind?: 'autoencoder' | 'variational'
  /** 0 leaves pretraining and the fit of the prior out. */
  readonly epochs: number
  /** That of the training by default. */
  readonly learningRate?: LearningRate
}

export type VaePhase = 'pretraining' | 'training'

export interface GaussianMixtureVaeOptions extends SampleOptions {
  /** K of the prior; 1 with prior 'standard'. */
  readonly components?: number
  /** A learned mixture, or N(0, I), which is the plain variational autoencoder; 'mixture' by default. */
  readonly prior?: 'mixture' | 'standard'
  /**
   * Of the prior's components; 'diag' by default, as in VaDE. 'full' suits few components over few latent numbers: groups
   * of codes are oblique, and diagonal components cut them up.
   */
  readonly covarianceType?: LearnableCovarianceType
  /** Latent numbers, Z; 10 by default. */
  readonly latent?: number
  /** Of the encoder; the decoder mirrors it. Dense 500-500 by default. */
  readonly network?: NetworkDesign
  /** 'bernoulli' where all values lie in [0, 1] once scaled, else 'gaussian', by default. */
  readonly likelihood?: VaeLikelihood
  /** Of the Gaussian likelihood, squared units of the scaled columns; 'shared', one that is learned, by default. */
  readonly outputVariance?: OutputVariance
  /** Form of the bound; 'monte-carlo' by default, 'mean-field' is VaDE's. */
  readonly elbo?: ElboForm
  /** Weight of the KL term; 1 by default, which is the bound itself. */
  readonly beta?: number
  /** Epochs over which beta rises from 0, those of a variational pretraining included; 0 by default. */
  readonly warmUpEpochs?: number
  /** Nats per latent number that the KL term may take unpaid; 0 by default. */
  readonly freeBits?: number
  /** { kind: 'autoencoder', epochs: 10 } by default; none with prior 'standard'. */
  readonly pretraining?: PretrainingOptions
  /**
   * What divides the codes of pretraining, so that the prior can begin: 'mixture', the most likely one, by default, which is best
   * for likelihood; 'manifold', an embedding of the graph of their neighbours, for clusters, as in `fitDeepClustering`.
   */
  readonly partition?: PartitionMethod
  /** Of the manifold partition; 15 neighbours and 50 passes by default. */
  readonly manifold?: Partial<ManifoldPartition>
  /** Starts of the mixture that is fitted to the codes; 4 by default. */
  readonly priorStarts?: number
  /** Whether EM gives the prior its optimum after training, with as many starts; true by default. */
  readonly refitPrior?: boolean
  /** ln s² of the posterior before training, between -10 and 10; -2 by default. */
  readonly initialLogVariance?: number
  /** No variance of the prior falls below; 1e-3 by default. */
  readonly varianceFloor?: number
  /** Rows of evidence that each component has beforehand (Dirichlet), so that no weight goes to 0; 1 by default. */
  readonly weightPseudoCount?: number
  /** A component whose share of the rows falls below this, over K, begins anew at the next epoch; 0.01 by default, 0 never. */
  readonly reviveBelow?: number
  /** Of the networks, by Adam; 1e-3 by default. */
  readonly learningRate?: LearningRate
  /** Of the prior, by its own Adam; half that of the networks by default. */
  readonly priorLearningRate?: LearningRate
  /** Gradients of larger norm are scaled down to it, networks and prior each; unlimited by default. */
  readonly clipNorm?: number
  /** Of the training; 50 by default, 0 for networks and prior as they are after pretraining. */
  readonly epochs?: number
  /** 128 by default. */
  readonly batchSize?: number
  /** Turns and moves images before they are encoded; what is decoded is the image as it was. */
  readonly augmentation?: Pick<AugmentationOptions, 'rotation' | 'shift'>
  /** Further rows whose `validationElbo` is told for each epoch. */
  readonly validation?: DeepSamples
  /** Ends the training after so many epochs without a better `validationElbo`; never by default. */
  readonly patience?: number
  /** 0 by default. */
  readonly seed?: number
  /** Ends the fit after the step under way; what was learned stays, and is written to the checkpoint. */
  readonly signal?: AbortSignal
  /** Pretraining is kept beside, under the name with '-pretraining' behind; 'gaussian-mixture-vae' by default. */
  readonly checkpoints?: CheckpointOptions
  /** Called after every epoch; the phase ends where it answers 'stop'. */
  readonly onEpoch?: (record: EpochRecord & { readonly phase: VaePhase }) => void | 'stop' | Promise<void | 'stop'>
}

/** Those that are not about the data or the run, completed. */
export type CompleteVaeOptions = Required<
  Omit<GaussianMixtureVaeOptions, 'shape' | 'scale' | 'likelihood' | 'clipNorm' | 'augmentation' | 'validation' | 'patience' | 'signal' | 'checkpoints' | 'onEpoch'>
> & { readonly clipNorm: number | undefined; readonly pretraining: Required<PretrainingOptions>; readonly manifold: ManifoldPartition }

const amount: Reader<number> = (name, value) => numberIn({ atLeast: 0, expected: 'a finite number of at least 0', example: `${name}: 1` })(name, value)

const outputVariance: Reader<OutputVariance> = (name, value) => {
  if (value === 'shared' || value === 'columns') return value
  return numberIn({ above: 0, expected: "a number above 0, 'shared' or 'columns'", example: 1, remedy: 'Leave it out to have one learned.' })(name, value)
}

/** `acceptSamples` reads them, which knows the columns. */
const validation: Reader<DeepSamples> = (_name, value) => value as DeepSamples

/** Readers of every option. */
export const vaeReaders: OptionReaders<GaussianMixtureVaeOptions> = {
  ...sampleReaders,
  components: optional(count(1)),
  prior: optional(choice(['mixture', 'standard'])),
  covarianceType: optional(choice(['diag', 'full'])),
  latent: optional(count(1)),
  network: optional(networkDesign),
  likelihood: optional(choice(['bernoulli', 'gaussian'])),
  outputVariance: optional(outputVariance),
  elbo: optional(choice(['monte-carlo', 'mean-field'])),
  beta: optional(amount),
  warmUpEpochs: optional(amount),
  freeBits: optional(amount),
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
  weightPseudoCount: optional(amount),
  reviveBelow: optional(amount),
  learningRate: optional(trainingReaders.learningRate),
  priorLearningRate: optional(trainingReaders.learningRate),
  clipNorm: optional(trainingReaders.clipNorm),
  epochs: optional(count(0)),
  batchSize: optional(count(1)),
  augmentation: optional(record(withoutReaders(augmentationReaders, 'noise'))),
  validation: optional(validation),
  patience: optional(count(1)),
  seed: optional(seed),
  signal: optional(trainingReaders.signal),
  checkpoints: optional(trainingReaders.checkpoints),
  onEpoch: optional(callback<NonNullable<GaussianMixtureVaeOptions['onEpoch']>>()),
}

/**
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

/** What a checkpoint must have been made with; rates by their first and thousandth step. */
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
