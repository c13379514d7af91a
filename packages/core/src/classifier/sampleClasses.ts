import type { Random } from '@mixtura/numerics'
import { allocateRows, drawComponent, sampleMixture, type LabelledSamples } from '../mixture/sampleMixture.js'
import type { ClassifierParameters } from './classifierParameters.js'

/**
 * Draws a class c with probability π_c, or takes the given one, and then a sample of p(x | c). Each class has a random generator
 * of its own, so its rows do not depend on how many rows other classes get.
 */
export function sampleClasses(
  { priors, mixtures }: ClassifierParameters,
  count: number,
  { random, component }: { readonly random: Random; readonly component?: number | undefined },
): LabelledSamples {
  const { columns } = mixtures[0]
  const { data, labels } = allocateRows(count, columns)
  const ofClasses = random.fork(0)
  for (let n = 0; n < count; n++) labels[n] = component ?? drawComponent(priors, ofClasses)
  mixtures.forEach((mixture, c) => {
    const rows = Array.from(labels.keys()).filter(n => labels[n] === c)
    const drawn = sampleMixture(mixture, rows.length, { random: random.fork(c + 1) }).samples.data
    rows.forEach((row, at) => data.set(drawn.subarray(at * columns, (at + 1) * columns), row * columns))
  })
  return { samples: { data, rows: count, columns }, labels }
}
