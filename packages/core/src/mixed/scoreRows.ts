import { InvalidOptionError, toMatrix, type Matrix, type Samples } from '@mixtura/numerics'
import { acceptRowKnowledge } from '../statistics/rowKnowledge.js'
import { evaluateMixed } from './evaluateMixed.js'
import { isMixedData, type MixedData, type MixedTableSource } from './mixedData.js'
import type { MixedParameters } from './mixedParameters.js'

/** Sums over all rows, from which criteria follow. */
export interface RowScore {
  /** Nats. */
  readonly logLikelihood: number
  readonly totalWeight: number
  /** Entropies of the classification, nats: hard, -Σ_n w_n ln max_k r_nk; soft, -Σ_nk w_n r_nk ln r_nk. */
  readonly entropies: { readonly hard: number; readonly soft: number }
}

/** Calls `use` with some rows [n, P] after the others, and with their weights. */
export type EachChunk = MixedData['eachChunk']

/**
 * The rows of samples as one chunk, or those of a source.
 *
 * @throws {InvalidOptionError} for weights beside a source, which has its own.
 */
export function chunksOfRows(rows: Samples | MixedTableSource, sampleWeights?: ArrayLike<number>): EachChunk {
  if (isMixedData(rows)) {
    if (sampleWeights !== undefined) throw new InvalidOptionError('sampleWeights', 'left to the source', 'given beside a source', 'Let the chunks have weights, or pass samples.')
    return use => rows.eachChunk(use)
  }
  const samples = toMatrix(rows as Samples)
  const { weights } = acceptRowKnowledge({ weights: sampleWeights }, samples.rows)
  return use => use(samples, weights)
}

/** One pass over the rows. */
export async function scoreRows(model: MixedParameters, eachChunk: EachChunk): Promise<RowScore> {
  const { components } = model
  let [logLikelihood, totalWeight, hard, soft] = [0, 0, 0, 0]
  await eachChunk(async (samples: Matrix, weights) => {
    const { logDensities, responsibilities } = await evaluateMixed(model, samples)
    logDensities.forEach((logDensity, row) => {
      const weight = weights ? weights[row] : 1
      if (weight === 0) return // 0 · (-Infinity) of an impossible row would be NaN
      totalWeight += weight
      logLikelihood += weight * logDensity
      let largest = 0
      for (let k = 0; k < components; k++) {
        const share = responsibilities.data[row * components + k]
        if (share > 0) soft -= weight * share * Math.log(share)
        largest = Math.max(largest, share)
      }
      hard -= weight * Math.log(largest)
    })
  })
  return { logLikelihood, totalWeight, entropies: { hard, soft } }
}
