import type { Matrix } from '../matrix/matrix.js'
import type { Evaluate } from './evaluate.js'

/**
 * How undecided a mixture of K components is about the samples, nats: -Σ_nk r_nk ln r_nk ('soft'), or
 * -Σ_n ln max_k r_nk ('hard', the completed likelihood at the most probable components).
 */
export async function classificationEntropy(
  evaluate: Evaluate,
  samples: Matrix,
  { components, assignment }: { readonly components: number; readonly assignment: 'hard' | 'soft' },
): Promise<number> {
  let entropy = 0
  await evaluate(samples, ({ responsibility, mostProbable }, _from, rows) => {
    for (let b = 0; b < rows; b++) {
      if (assignment === 'hard') {
        entropy -= Math.log(responsibility(mostProbable(b), b))
        continue
      }
      for (let k = 0; k < components; k++) {
        const r = responsibility(k, b)
        if (r > 0) entropy -= r * Math.log(r)
      }
    }
  })
  return entropy
}
