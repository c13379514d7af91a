import type { Matrix } from '@mixtura/numerics'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { AcceptedFitOptions } from '../fit/fitOptions.js'

/** How undecided a mixture is about the rows it was fitted to, nats. */
export interface ClassificationEntropy {
  /** -Σ_n w_n ln max_k r_nk */
  readonly hard: number
  /** -Σ_n w_n Σ_k r_nk ln r_nk */
  readonly soft: number
}

/** Rows whose responsibilities are held at a time. */
const chunkRows = 8192

/**
 * Entropy of the classification under the knowledge that the mixture was fitted with: rows count by their weights, and
 * priors of labels enter the posterior, r_nk ∝ prior_nk p(k | x_n). A row whose component is known adds nothing.
 *
 * @param samples [N, D], checked by the fit.
 */
export async function classificationEntropy(
  model: GaussianMixture,
  samples: Matrix,
  { sampleWeights, labelPriors, missing = 'error', threads }: Pick<AcceptedFitOptions, 'sampleWeights' | 'labelPriors' | 'missing' | 'threads'>,
): Promise<ClassificationEntropy> {
  const { columns } = samples
  const { components } = model
  let hard = 0
  let soft = 0
  for (let from = 0; from < samples.rows; from += chunkRows) {
    const rows = Math.min(chunkRows, samples.rows - from)
    const chunk = { data: samples.data.subarray(from * columns, (from + rows) * columns), rows, columns }
    const { data } = await model.responsibilities(chunk, { missing, ...(threads && { threads }) })
    for (let row = 0; row < rows; row++) {
      const weight = sampleWeights ? sampleWeights[from + row] : 1
      if (weight === 0) continue // as if the row were not there, however far it lies
      const posterior = data.subarray(row * components, (row + 1) * components)
      if (labelPriors) {
        for (let k = 0; k < components; k++) posterior[k] *= labelPriors.data[(from + row) * components + k]
      }
      const entropy = entropyOf(posterior)
      hard += weight * entropy.hard
      soft += weight * entropy.soft
    }
  }
  return { hard, soft }
}

/** @param masses [K] in proportion to the probabilities. */
function entropyOf(masses: Matrix['data']): ClassificationEntropy {
  let total = 0
  let largest = 0
  for (const mass of masses) {
    total += mass
    largest = Math.max(largest, mass)
  }
  // Where every mass underflowed, the row lies so far from its allowed components that only one of them can matter.
  if (total === 0) return { hard: 0, soft: 0 }
  let soft = 0
  for (const mass of masses) if (mass > 0) soft -= (mass / total) * Math.log(mass / total)
  return { hard: -Math.log(largest / total), soft }
}
