import type { Random } from '@mixtura/numerics'
import { logSoftmax, stopGradient, type Network, type Optimizer, type StepContext, type StepMetrics } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { inputShapeOf } from '../networks/networkDesign.js'
import type { DiscriminatorHead } from './discriminatorHead.js'
import type { GeneratorSide } from './ganNetworks.js'
import type { GanSettings } from './ganSettings.js'
import { drawLatents, type LatentBatch } from './latentMixture.js'
import { packedShape, packRows } from './packing.js'
import type { ParameterAverage } from './parameterAverage.js'

export interface GanPlayers {
  readonly generatorSide: GeneratorSide
  readonly discriminator: Network
  readonly head: DiscriminatorHead
  readonly generatorOptimizer: Optimizer
  readonly discriminatorOptimizer: Optimizer
  readonly average: ParameterAverage
}

const forks = { discriminatorLatents: 0, generatorLatents: 1, noiseOnReal: 2, noiseOnFake: 3, noiseOnGenerated: 4 } as const

/**
 * Updates the discriminator once, then the generator once, each with new latent draws:
 *
 *   discriminator loss = -mean ln D(x) - mean ln (1 - D(G(z)))
 *   generator loss     = -mean ln D(G(z)), or mean ln (1 - D(G(z)))
 *                        + λ mean (σ - 1)² + β_c CE(k, Ê_k(G(z))) + β_n mean (z - Ê_z(G(z)))²
 *
 * @see Goodfellow et al., Generative adversarial nets (2014), algorithm 1; Mukherjee et al., ClusterGAN (2019).
 */
export function ganStep(settings: GanSettings, players: GanPlayers) {
  const { packing, batchSize, objective, shape } = settings
  const { generatorSide, discriminator, head, generatorOptimizer, discriminatorOptimizer, average } = players
  const seenShape = inputShapeOf(settings.discriminator, packedShape(shape, packing))

  const judged = (packs: tf.Tensor): tf.Tensor => discriminator.apply(tf.reshape(packs, [packs.shape[0], ...seenShape]))

  function discriminatorLoss(real: tf.Tensor, fake: tf.Tensor): tf.Scalar {
    const packs = tf.concat([packRows(real, packing), packRows(fake, packing)])
    const [ofReal, ofFake] = tf.split(judged(packs), 2)
    return tf.neg(tf.add(tf.mean(head.logReal(ofReal)), tf.mean(head.logFake(ofFake))))
  }

  function generatorLoss(fake: tf.Tensor): tf.Scalar {
    const outputs = judged(packRows(fake, packing))
    return objective === 'minimax' ? tf.mean(head.logFake(outputs)) : tf.neg(tf.mean(head.logReal(outputs)))
  }

  return ({ inputs }: { readonly inputs: tf.Tensor }, { step, random }: StepContext): StepMetrics =>
    tf.tidy(() => {
      const deviation = instanceNoiseAt(settings, step)
      const noisy = (rows: tf.Tensor, noise: Random): tf.Tensor => (deviation > 0 ? addNoise(rows, deviation, noise) : rows)
      const real = noisy(tf.reshape(inputs, [batchSize, ...shape]), random.fork(forks.noiseOnReal))
      const fake = noisy(
        generatorSide.generate(drawLatents(settings.latent, batchSize, random.fork(forks.discriminatorLatents))).rows,
        random.fork(forks.noiseOnFake),
      )
      const ofDiscriminator = discriminatorOptimizer.minimize(() => ({ loss: discriminatorLoss(real, fake) }))

      const draws = drawLatents(settings.latent, batchSize, random.fork(forks.generatorLatents))
      const { loss, ...ofGenerator } = generatorOptimizer.minimize(() => {
        const generated = generatorSide.generate(draws)
        const losses = {
          generatorLoss: generatorLoss(noisy(generated.rows, random.fork(forks.noiseOnGenerated))),
          ...encoderLosses(generatorSide, generated),
        }
        return { ...losses, loss: weightedSum(settings, losses, generatorSide) }
      })
      average.update(step)
      loss.dispose()
      return { discriminatorLoss: ofDiscriminator.loss, ...ofGenerator }
    })
}

interface GeneratorLosses {
  readonly generatorLoss: tf.Scalar
  readonly componentLoss?: tf.Scalar
  readonly codeLoss?: tf.Scalar
}

function weightedSum({ encoder, latent }: GanSettings, losses: GeneratorLosses, side: GeneratorSide): tf.Scalar {
  let sum = losses.generatorLoss
  if (latent.learnable && latent.deviationPenalty > 0) sum = tf.add(sum, side.latent.penalty())
  if (encoder && losses.componentLoss) sum = tf.add(sum, tf.mul(encoder.componentWeight, losses.componentLoss))
  if (encoder && losses.codeLoss) sum = tf.add(sum, tf.mul(encoder.codeWeight, losses.codeLoss))
  return sum
}

/** Losses in nats and in squared units of the latent. The latents are constant targets, so no gradient moves them to fit. */
function encoderLosses({ encode }: GeneratorSide, { rows, codes, indicators }: LatentBatch & { readonly rows: tf.Tensor }): {
  readonly componentLoss?: tf.Scalar
  readonly codeLoss?: tf.Scalar
} {
  if (!encode) return {}
  const encoded = encode(rows)
  const logShares = logSoftmax(encoded.logits)
  return {
    componentLoss: tf.neg(tf.mean(tf.sum(tf.mul(indicators, logShares), 1))),
    codeLoss: tf.mean(tf.squaredDifference(stopGradient(codes), encoded.codes)),
  }
}

/** σ₀ max(0, 1 - 2 (t - 1) / steps), which is 0 after half of the steps. */
export function instanceNoiseAt({ instanceNoise, steps }: GanSettings, step: number): number {
  return instanceNoise * Math.max(0, 1 - (2 * (step - 1)) / steps)
}

function addNoise(rows: tf.Tensor, deviation: number, random: Random): tf.Tensor {
  const noise = Float32Array.from({ length: rows.size }, () => deviation * random.normal())
  return tf.add(rows, tf.tensor(noise, rows.shape))
}
