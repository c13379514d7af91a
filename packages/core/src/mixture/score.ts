import type { Matrix } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { evaluate, type EvaluateOptions } from './evaluate.js'

/** Totals over weighted rows. */
export interface Score {
  /** Nats. */
  readonly logLikelihood: number
  readonly totalWeight: number
  /**
   * Entropy of the classification, nats: -Σ_nk r_nk ln r_nk ('soft'), or -Σ_n ln max_k r_nk ('hard': the completed
   * likelihood at the most probable components); 0 without `assignment`.
   */
  readonly entropy: number
}

/** Computes the totals in one pass over the rows. */
export async function score(
  model: MixtureParameters,
  samples: Matrix,
  { weights, assignment, ...options }: EvaluateOptions & {
    readonly weights: Float64Array | undefined
    readonly assignment: 'hard' | 'soft' | undefined
  },
): Promise<Score> {
  const ofRows = await evaluate(model, samples, ['logDensities', ...(assignment ? [entropySources[assignment]] : [])], options)
  const { logDensities, largest, entropies }: Partial<typeof ofRows> = ofRows
  let logLikelihood = 0
  let totalWeight = 0
  let entropy = 0
  for (let row = 0; row < samples.rows; row++) {
    const weight = weights ? weights[row] : 1
    if (weight === 0) continue // 0 · (-Infinity) of a far row would be NaN
    totalWeight += weight
    logLikelihood += weight * logDensities[row]
    if (largest) entropy -= weight * Math.log(largest[row])
    if (entropies) entropy += weight * entropies[row]
  }
  return { logLikelihood, totalWeight, entropy }
}

/** Where the entropy of a row comes from. */
const entropySources = { hard: 'largest', soft: 'entropies' } as const
