import type { Matrix, Random } from '@mixtura/numerics'
import type { FeedMatrix } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { decodedRows, type SampleEncoding } from '../samples/prepareSamples.js'
import type { VaeLikelihood } from './reconstruction.js'
import type { VariationalNetworks } from './variationalNetworks.js'

/** Rows per pass through the decoder. */
const rowsPerPass = 1024

/**
 * Decodes codes to rows in the units of the data: the mean of p(x | z), or a draw from it.
 *
 * @param codes [N, Z]
 * @param options.random generator for draws; without it the means are returned.
 * @returns [N, D]
 */
export async function decodeRows(
  networks: VariationalNetworks,
  codes: FeedMatrix,
  { likelihood, scale, random }: { readonly likelihood: VaeLikelihood; readonly scale: SampleEncoding; readonly random?: Random },
): Promise<Matrix> {
  const parts: Float32Array[] = []
  for (let from = 0; from < codes.rows; from += rowsPerPass) {
    const to = Math.min(from + rowsPerPass, codes.rows)
    const means = tf.tidy(() => {
      const values = Float32Array.from(codes.data.subarray(from * codes.columns, to * codes.columns))
      const outputs = networks.decode(tf.tensor2d(values, [to - from, codes.columns]))
      return likelihood === 'bernoulli' ? tf.sigmoid(outputs) : outputs
    })
    parts.push(await means.data<'float32'>())
    means.dispose()
  }
  const columns = parts[0].length / Math.min(rowsPerPass, codes.rows)
  const variances = await outputVariances(networks, likelihood)
  const values = new Float64Array(codes.rows * columns)
  let at = 0
  for (const part of parts) {
    for (const mean of part) {
      values[at] = random ? drawn(mean, variances[(at % columns) % variances.length], random) : mean
      at++
    }
  }
  return { data: decodedRows(values, scale, columns), rows: codes.rows, columns }

  function drawn(mean: number, variance: number, generator: Random): number {
    if (likelihood === 'bernoulli') return generator.uniform() < mean ? 1 : 0
    return mean + Math.sqrt(variance) * generator.normal()
  }
}

async function outputVariances(networks: VariationalNetworks, likelihood: VaeLikelihood): Promise<Float32Array> {
  if (likelihood === 'bernoulli') return new Float32Array(1)
  const tensor = networks.outputVariances()
  const values = await tensor.data<'float32'>()
  tensor.dispose()
  return values
}
