import type { Matrix } from '@mixtura/numerics'
import type { Evaluate } from './evaluate.js'

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
  evaluate: Evaluate,
  samples: Matrix,
  { components, weights, assignment }: {
    readonly components: number
    readonly weights: Float64Array | undefined
    readonly assignment: 'hard' | 'soft' | undefined
  },
): Promise<Score> {
  let logLikelihood = 0
  let totalWeight = 0
  let entropy = 0
  await evaluate(samples, ({ workspace, responsibility, mostProbable, rowAt, rows }) => {
    for (let b = 0; b < rows; b++) {
      const weight = weights ? weights[rowAt(b)] : 1
      if (weight === 0) continue // 0 · (-Infinity) of a far row would be NaN
      totalWeight += weight
      logLikelihood += weight * workspace.logDensities[b]
      if (assignment === 'hard') entropy -= weight * Math.log(responsibility(mostProbable(b), b))
      if (assignment !== 'soft') continue
      for (let k = 0; k < components; k++) {
        const r = responsibility(k, b)
        if (r > 0) entropy -= weight * r * Math.log(r)
      }
    }
  })
  return { logLikelihood, totalWeight, entropy }
}
