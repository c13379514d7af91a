import type { FeedMatrix } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { encodedRows, type SampleEncoding } from '../samples/prepareSamples.js'
import type { AnomalyNetworks } from './anomalyNetworks.js'

/** Rows per pass through the networks. */
const blockRows = 1024

/** Calls `visit` block by block with [B, code + 2] features and [B, K] shares of the rows from `from` on. */
export async function forEachOutput(
  networks: AnomalyNetworks,
  { matrix, scale, signal }: { readonly matrix: FeedMatrix; readonly scale: SampleEncoding; readonly signal?: AbortSignal | undefined },
  visit: (features: Float32Array, shares: Float32Array, from: number) => void,
): Promise<void> {
  for (let from = 0; from < matrix.rows; from += blockRows) {
    signal?.throwIfAborted()
    const to = Math.min(from + blockRows, matrix.rows)
    const { features, shares } = tf.tidy(() => {
      const outputs = networks.apply(tf.tensor2d(encodedRows(matrix, scale, from, to), [to - from, matrix.columns]))
      return { features: outputs.features, shares: outputs.shares }
    })
    try {
      visit(await features.data<'float32'>(), await shares.data<'float32'>(), from)
    } finally {
      tf.dispose([features, shares])
    }
  }
}
