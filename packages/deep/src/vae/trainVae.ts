import { adam, runTraining, type TrainingRun } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { componentShares } from './componentShares.js'
import { minimizeTogether, type ParameterGroup } from './minimizeTogether.js'
import { vaeObjective } from './objective.js'
import { reviveComponents } from './reviveComponents.js'
import { betaAt, phasePlan, vaeBatch, type VaeTraining } from './vaeTraining.js'

/**
 * Trains networks and prior together on the evidence lower bound.
 *
 * @param options.validationElbo computes the mean bound of held-out rows, which is recorded for each epoch.
 */
export async function trainVae(
  training: VaeTraining,
  { validationElbo, patience }: { readonly validationElbo?: (() => Promise<number>) | undefined; readonly patience?: number | undefined },
): Promise<TrainingRun> {
  const { networks, prior, options, rows, batchesPerEpoch } = training
  const { latent, components, elbo: form, freeBits, weightPseudoCount, reviveBelow, pretraining } = options
  const isLearned = options.prior === 'mixture'
  const clip = options.clipNorm ? { clipNorm: options.clipNorm } : {}
  const groups: Record<string, ParameterGroup> = {
    networks: { parameters: networks.parameters, optimizer: adam(networks.parameters, { learningRate: options.learningRate, ...clip }) },
    ...(isLearned
      ? { prior: { parameters: prior.parameters, optimizer: adam(prior.parameters, { learningRate: options.priorLearningRate, ...clip }) } }
      : {}),
  }
  const shares = componentShares(components, batchesPerEpoch)
  const earlierSteps = pretraining.kind === 'variational' ? pretraining.epochs * batchesPerEpoch : 0
  try {
    return await runTraining({
      ...phasePlan('training', training),
      program: {
        parameters: { ...networks.parameters, ...prior.parameters, 'prior/shares': shares.variable },
        parts: Object.fromEntries(Object.entries(groups).map(([name, { optimizer }]) => [name, optimizer])),
      },
      step: async (batch, { step, epoch, random }) => {
        const isFirstOfEpoch = step === (epoch - 1) * batchesPerEpoch + 1
        if (isLearned && isFirstOfEpoch && epoch > 1 && reviveBelow > 0) {
          const codes = tf.tidy(() => networks.encode(batch.inputs).mean)
          const dead = await shares.dead(reviveBelow)
          await reviveComponents(prior, { dead, codes, random: random.fork(0) })
          shares.forget(dead)
          codes.dispose()
        }
        return tf.tidy(() => {
          const beta = betaAt(step + earlierSteps, training)
          const values = vaeBatch(batch, latent, random)
          const pseudoShare = isLearned ? weightPseudoCount / rows : 0
          const { responsibilities, ...scalars } = minimizeTogether(Object.values(groups), () =>
            vaeObjective(networks, prior, { ...values, form, freeBits, beta, pseudoShare }),
          )
          shares.add(responsibilities)
          return { ...scalars, beta }
        })
      },
      evaluate: async () => ({
        occupiedComponents: components - (await shares.dead(reviveBelow || 0.01)).length,
        ...(validationElbo ? { validationElbo: await validationElbo() } : {}),
      }),
      ...(patience === undefined ? {} : { stopEarly: { metric: 'validationElbo', better: 'higher', patience } }),
    })
  } finally {
    for (const { optimizer } of Object.values(groups)) optimizer.dispose()
    shares.dispose()
  }
}
