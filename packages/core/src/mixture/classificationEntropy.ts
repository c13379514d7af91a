import type { Matrix } from '../matrix/matrix.js'
import { evaluate } from './evaluate.js'
import type { MixtureParameters } from './parameters.js'

/**
 * How undecided the mixture is about the samples, nats: -Σ_nk r_nk ln r_nk ('soft'), or
 * -Σ_n ln max_k r_nk ('hard', the completed likelihood at the most probable components).
 */
export async function classificationEntropy(
  model: MixtureParameters,
  samples: Matrix,
  assignment: 'hard' | 'soft',
): Promise<number> {
  let entropy = 0
  await evaluate(model, samples, ({ responsibility, mostProbable }, _from, rows) => {
    for (let b = 0; b < rows; b++) {
      if (assignment === 'hard') {
        entropy -= Math.log(responsibility(mostProbable(b), b))
        continue
      }
      for (let k = 0; k < model.components; k++) {
        const r = responsibility(k, b)
        if (r > 0) entropy -= r * Math.log(r)
      }
    }
  })
  return entropy
}
