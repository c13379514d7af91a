import { forkSeed, type Random } from '@mixtura/numerics'
import { denseNetwork, type NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { decoderOf, encoderOf, inputShapeOf, type NetworkDesign } from '../networks/networkDesign.js'
import { decoderShapes, denseShapes, encoderShapes, type ParameterShapes } from '../networks/networkShapes.js'
import { reconstructionFeatures } from './reconstructionFeatures.js'

export interface AnomalyNetworkDesign {
  /** Shape of one row. */
  readonly shape: readonly number[]
  readonly network: NetworkDesign
  readonly code: number
  readonly components: number
  readonly estimationWidths: readonly number[]
  readonly dropout: number
}

/** Outputs of the networks for a batch. */
export interface AnomalyOutputs {
  /** [B, D] x */
  readonly rows: tf.Tensor2D
  /** [B, D] x' */
  readonly reconstructions: tf.Tensor2D
  /** [B, code + 2] z */
  readonly features: tf.Tensor2D
  /** [B, K] γ, the estimated probability of each component; rows sum to 1. */
  readonly shares: tf.Tensor2D
}

/** A compression network, its mirror for the reconstruction, and the estimation network that assigns features to components. */
export interface AnomalyNetworks {
  readonly parameters: NamedVariables
  /** Number of values of a feature vector: code + 2. */
  readonly columns: number
  /** @param dropoutBy draws which units of the estimation network are dropped. Without it no unit is dropped. */
  apply(inputs: tf.Tensor, dropoutBy?: Random): AnomalyOutputs
  dispose(): void
}

export function anomalyNetworks(design: AnomalyNetworkDesign, seed: number): AnomalyNetworks {
  const { shape, network, code, components, estimationWidths, dropout } = design
  const encoder = encoderOf(network, { shape, code, seed: forkSeed(seed, 'compression'), name: 'compression' })
  const decoder = decoderOf(network, { shape, code, seed: forkSeed(seed, 'reconstruction'), name: 'reconstruction' })
  const columns = code + 2
  const hidden = denseNetwork({
    inputs: columns,
    widths: estimationWidths,
    activation: 'tanh',
    outputActivation: 'tanh',
    seed: forkSeed(seed, 'estimation'),
    name: 'estimation',
  })
  const units = hidden.outputShape[0]
  const logits = denseNetwork({ inputs: units, widths: [components], seed: forkSeed(seed, 'membership'), name: 'membership' })
  const networks = [encoder, decoder, hidden, logits]
  const inputShape = inputShapeOf(network, shape)
  return {
    parameters: Object.assign({}, ...networks.map(({ parameters }) => parameters)),
    columns,
    apply(inputs, dropoutBy) {
      const batch = inputs.shape[0]
      const codes = encoder.apply(tf.reshape(inputs, [batch, ...inputShape]))
      const rows = tf.reshape(inputs, [batch, -1]) as tf.Tensor2D
      const reconstructions = tf.reshape(decoder.apply(codes), rows.shape) as tf.Tensor2D
      const features = reconstructionFeatures(codes, rows, reconstructions)
      const estimated = hidden.apply(features)
      const kept = dropoutBy && dropout > 0 ? tf.mul(estimated, dropoutMask(batch, units, dropout, dropoutBy)) : estimated
      return { rows, reconstructions, features, shares: tf.softmax(logits.apply(kept)) as tf.Tensor2D }
    },
    dispose: () => networks.forEach(one => one.dispose()),
  }
}

/** Shapes of the parameters of `anomalyNetworks`, by name. No variable is created. */
export function shapesOfDesign({ shape, network, code, components, estimationWidths }: AnomalyNetworkDesign): ParameterShapes {
  return {
    ...encoderShapes(network, { shape, code, name: 'compression' }),
    ...decoderShapes(network, { shape, code, name: 'reconstruction' }),
    ...denseShapes('estimation', [code + 2, ...estimationWidths]),
    ...denseShapes('membership', [estimationWidths.at(-1) ?? 0, components]),
  }
}

/** [B, units] mask: 0 for dropped units, 1 / (1 - dropout) for the others. */
function dropoutMask(batch: number, units: number, dropout: number, random: Random): tf.Tensor2D {
  const values = Float32Array.from({ length: batch * units }, () => (random.uniform() < dropout ? 0 : 1 / (1 - dropout)))
  return tf.tensor2d(values, [batch, units])
}
