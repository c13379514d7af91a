import { fitGaussianMixture, type InitialMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { standardScale } from '@mixtura/tensor'
import { expect, it } from 'vitest'
import { groupedTasks } from '../tasks/groupedTasks.js'
import { initialMixture } from './initialMixture.js'
import { mixtureOfArrays } from './mixtureArrays.js'

/** Groups of rows on the two arms of a cross and in a ball. The arms cross at another place in each group, so that all groups together are one cloud. */
function crosses() {
  const random = createRandom(4)
  const components = [{ at: [0, 0], correlation: 0.9, spread: 1 }, { at: [0, 0], correlation: -0.9, spread: 1 }, { at: [4, 0], correlation: 0, spread: 0.35 }]
  const [samples, groups]: [number[][], number[]] = [[], []]
  for (let group = 0; group < 24; group++) {
    const moved = components.map(({ at }) => at.map(value => value + 0.4 * random.normal()))
    for (let row = 0; row < 120; row++) {
      const k = random.integer(3)
      const { correlation, spread } = components[k]!
      const first = random.normal()
      const second = correlation * first + Math.sqrt(1 - correlation ** 2) * random.normal()
      samples.push([moved[k]![0]! + spread * first, moved[k]![1]! + spread * second])
      groups.push(group)
    }
  }
  return groupedTasks(samples, groups)
}

it('sees components that the pooled samples hide', async () => {
  const family = crosses()
  const tasks = Array.from({ length: 16 }, (_, i) => family.task(2 * i))
  const pooled = { data: Float64Array.from(tasks.flatMap(({ support }) => [...support.data])), rows: 16 * 60, columns: 2 }
  const frame = standardScale(pooled)
  const shape = { components: 3, covarianceType: 'full' as const, seed: 0, frame }
  const found = mixtureOfArrays(await initialMixture(tasks, pooled, shape), frame, 'full')

  /** Mean log-likelihood of held-out rows of groups that were not seen, after five steps of EM. */
  const after = async (initialize: InitialMixture): Promise<number> => {
    let sum = 0
    for (let i = 0; i < 10; i++) {
      const { support, query } = family.task(2 * i + 1)
      const { model } = await fitGaussianMixture(support, { components: 3, initialize, maxIterations: 5, tolerance: 0, acceleration: 'none' })
      sum += await model.meanLogLikelihood(query)
    }
    return sum / 10
  }
  // The arms have correlations of opposite sign, and the ball none.
  const correlations = [0, 1, 2].map(k => found.covariances[4 * k + 1]! / Math.sqrt(found.covariances[4 * k]! * found.covariances[4 * k + 3]!)).sort((a, b) => a - b)
  expect(correlations[0]).toBeLessThan(-0.7)
  expect(correlations[2]).toBeGreaterThan(0.7)
  const { model } = await fitGaussianMixture(pooled, { components: 3, seed: 0 })
  expect(await after(found)).toBeGreaterThan((await after(model)) + 0.03)
})
