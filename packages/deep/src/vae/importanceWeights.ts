import { createRandom, logSumExp } from '@mixtura/numerics'
import type { FeedMatrix } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'
import { encodedRows, type SampleEncoding } from '../samples/prepareSamples.js'
import { latentDraw, logPosteriorDensity } from './elbo.js'
import type { VariationalNetworks } from './variationalNetworks.js'

/** Draws per pass through the decoder. */
const drawsPerPass = 4096

/**
 * Computes the log-weights, nats, of draws z_s from q(z | x) for every row:
 *
 *   ln w_s = ln p(x | z_s) + ln p(z_s) - ln q(z_s | x)
 *
 * The mean of ln w_s is the evidence lower bound. The logarithm of the mean of w_s is the bound of Burda et al., which rises to
 * ln p(x) with the number of draws. The draws depend only on the seed and the index of the row.
 *
 * @param eachRow is called once per row, in order, with [draws] log-weights. It must not keep the array.
 * @see Burda, Grosse & Salakhutdinov, Importance weighted autoencoders (2016), eq. 8.
 */
export async function importanceWeights(
  { networks, prior, matrix, scale }: {
    readonly networks: VariationalNetworks
    readonly prior: LearnableMixture
    readonly matrix: FeedMatrix
    readonly scale: SampleEncoding
  },
  { draws, seed, signal }: { readonly draws: number; readonly seed: number; readonly signal?: AbortSignal },
  eachRow: (row: number, logWeights: Float64Array) => void,
): Promise<void> {
  const rowsPerPass = Math.max(1, Math.floor(drawsPerPass / draws))
  const random = createRandom(seed)
  for (let from = 0; from < matrix.rows; from += rowsPerPass) {
    signal?.throwIfAborted()
    const rows = Math.min(rowsPerPass, matrix.rows - from)
    const values = encodedRows(matrix, scale, from, from + rows)
    const generators = Array.from({ length: rows }, (_, i) => random.fork(from + i))
    const logWeights = new Float64Array(rows * draws)
    for (let first = 0; first < draws; first += drawsPerPass) {
      const count = Math.min(drawsPerPass, draws - first)
      const noise = new Float32Array(rows * count * prior.columns)
      generators.forEach((generator, i) => {
        for (let j = 0; j < count * prior.columns; j++) noise[i * count * prior.columns + j] = generator.normal()
      })
      const part = tf.tidy(() => logWeightsOf(networks, prior, { values, rows, noise, draws: count }))
      const read = await part.data<'float32'>()
      part.dispose()
      for (let i = 0; i < rows; i++) logWeights.set(read.subarray(i * count, (i + 1) * count), i * draws + first)
    }
    for (let i = 0; i < rows; i++) eachRow(from + i, logWeights.subarray(i * draws, (i + 1) * draws))
  }
}

/** [R, S] ln w_s of every draw. */
function logWeightsOf(
  networks: VariationalNetworks,
  prior: LearnableMixture,
  { values, rows, noise, draws }: {
    readonly values: Float32Array
    readonly rows: number
    readonly noise: Float32Array
    readonly draws: number
  },
): tf.Tensor2D {
  const { mean, logVariance } = networks.encode(tf.tensor(values, [rows, ...networks.inputShape]))
  const repeated = { mean: repeat(mean, draws), logVariance: repeat(logVariance, draws) }
  const z = latentDraw(repeated, tf.tensor2d(noise, [rows * draws, prior.columns]))
  const columns = values.length / rows
  const outputs = tf.reshape(networks.decode(z), [rows, draws, columns])
  const reconstruction = networks.logLikelihood(tf.tensor3d(values, [rows, 1, columns]), outputs)
  const kl = tf.sub(logPosteriorDensity(repeated, z), prior.logDensity(z))
  return tf.sub(reconstruction, tf.reshape(kl, [rows, draws])) as tf.Tensor2D
}

/** Repeats each row S times in a row: [R, Z] to [R · S, Z]. */
function repeat(rows: tf.Tensor2D, times: number): tf.Tensor2D {
  const [count, columns] = rows.shape
  return tf.reshape(tf.tile(tf.reshape(rows, [count, 1, columns]), [1, times, 1]), [count * times, columns])
}

/** ln mean_s w_s, computed from ln w_s. */
export function logMeanExp(logWeights: Float64Array): number {
  return logSumExp(logWeights) - Math.log(logWeights.length)
}
