import type { Random } from '@mixtura/numerics'
import type { Batch, BatchFeed, CheckpointOptions, JsonRecord, PhaseFollower, TrainingPlan, TrainingView } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'
import type { VaeBatch } from './objective.js'
import { standardNormals } from './standardNormals.js'
import type { CompleteVaeOptions, VaePhase } from './vaeOptions.js'
import type { VariationalNetworks } from './variationalNetworks.js'

/** Inputs that pretraining and training share. */
export interface VaeTraining {
  readonly options: CompleteVaeOptions
  readonly follow: PhaseFollower<VaePhase>
  readonly view: () => Promise<TrainingView>
  readonly checkpoints: CheckpointOptions | undefined
  /** Settings that a checkpoint must match. */
  readonly settings: JsonRecord
  readonly networks: VariationalNetworks
  readonly prior: LearnableMixture
  readonly feed: BatchFeed
  /** N, the number of rows. */
  readonly rows: number
  readonly batchesPerEpoch: number
}

/** The phases that train networks; each has a checkpoint. */
export type TrainedPhase = Extract<VaePhase, 'pretraining' | 'training'>

/** Name of the checkpoint of a phase in the store. */
export function checkpointName(phase: TrainedPhase, { checkpoints }: Pick<VaeTraining, 'checkpoints'>): string {
  const name = checkpoints?.name ?? 'gaussian-mixture-vae'
  return phase === 'training' ? name : `${name}-pretraining`
}

/** The part of the training plan that both phases share. */
export function phasePlan(
  phase: TrainedPhase,
  { options, follow, view, checkpoints, settings, feed }: VaeTraining,
): Pick<TrainingPlan<Batch>, 'batches' | 'epochs' | 'seed' | 'settings' | 'signal' | 'checkpoints' | 'onEpoch'> {
  const { epochs } = phase === 'pretraining' ? options.pretraining : options
  return {
    batches: feed.batches,
    seed: options.seed,
    settings: { ...settings, phase },
    epochs,
    ...follow.training(phase, epochs, view),
    ...(checkpoints ? { checkpoints: { ...checkpoints, name: checkpointName(phase, { checkpoints }) } } : {}),
  }
}

/** A batch of the feed with the noise of its step. */
export function vaeBatch({ inputs, originals }: Batch, latent: number, random: Random): VaeBatch {
  const rows = inputs.shape[0]
  return {
    inputs,
    targets: tf.reshape(originals, [rows, originals.size / rows]),
    noise: standardNormals(rows, latent, random),
  }
}

/** β after `step` variational steps, including those of pretraining. It rises linearly over the warm-up. */
export function betaAt(step: number, { options: { beta, warmUpEpochs }, batchesPerEpoch }: VaeTraining): number {
  return warmUpEpochs > 0 ? beta * Math.min(1, step / (warmUpEpochs * batchesPerEpoch)) : beta
}
