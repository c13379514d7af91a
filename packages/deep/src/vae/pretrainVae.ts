import { createRandom } from '@mixtura/numerics'
import { adam, runTraining, type TrainingRun } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { learnableMixture, type LearnableMixture } from '../mixtures/learnableMixture.js'
import { autoencoderObjective, vaeObjective } from './objective.js'
import { betaAt, phasePlan, vaeBatch, type VaeTraining } from './vaeTraining.js'

/** Trains the networks without the mixture: as a plain autoencoder, or with the prior N(0, I). */
export async function pretrainVae(training: VaeTraining): Promise<TrainingRun> {
  const { networks, options } = training
  const { latent, pretraining, clipNorm, elbo: form, freeBits, varianceFloor } = options
  const optimizer = adam(networks.parameters, { learningRate: pretraining.learningRate, ...(clipNorm ? { clipNorm } : {}) })
  const standard = standardPrior(latent, varianceFloor)
  try {
    return await runTraining({
      ...phasePlan('pretraining', training),
      program: { parameters: networks.parameters, parts: { optimizer } },
      step: (batch, { step, random }) =>
        tf.tidy(() => {
          const values = vaeBatch(batch, latent, random)
          if (pretraining.kind === 'autoencoder') return optimizer.minimize(() => autoencoderObjective(networks, values))
          return optimizer.minimize(() => {
            const { responsibilities: _, ...scalars } = vaeObjective(networks, standard, {
              ...values,
              form,
              freeBits,
              beta: betaAt(step, training),
              pseudoShare: 0,
            })
            return scalars
          })
        }),
    })
  } finally {
    optimizer.dispose()
    standard.dispose()
  }
}

/** N(0, I) as a learnable mixture of one component. */
export function standardPrior(columns: number, varianceFloor: number): LearnableMixture {
  const prior = learnableMixture({ components: 1, columns, varianceFloor, name: 'prior' }, createRandom(0))
  tf.tidy(() => prior.means.assign(tf.zerosLike(prior.means)))
  return prior
}
