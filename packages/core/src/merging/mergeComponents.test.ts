import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { mergeComponents, type MergingCriterion } from './mergeComponents.js'

const criteria: readonly MergingCriterion[] = ['entropy', 'bhattacharyya']

/** Two overlapping pairs, far from each other. */
const pairs = GaussianMixture.fromParameters({
  covarianceType: 'spherical',
  weights: [0.4, 0.3, 0.2, 0.1],
  means: [[0, 0], [20, 0], [1, 0], [20, 1.5]],
  covariances: [1, 1, 1, 1],
})
const drawn = pairs.sample(400, { seed: 3 }).samples

it('computes the entropy of samples halfway between two components', async () => {
  const model = GaussianMixture.fromParameters({
    covarianceType: 'spherical', weights: [0.5, 0.5], means: [[-1], [1]], covariances: [1, 1],
  })
  const tree = await mergeComponents(model, [[0], [0], [0]])
  // Three samples have responsibilities ½, ½: entropy 3 ln 2 before the merge, 0 after.
  expect(tree.entropies[1]).toBeCloseTo(3 * Math.LN2, 14)
  expect(tree.entropies[0]).toBe(0)
  // Means 2 apart with unit variance have distance 2² / 8.
  expect(tree.steps).toEqual([
    { clusters: 1, first: [0], second: [1], entropyBefore: tree.entropies[1], entropyAfter: 0, bhattacharyyaDistance: 0.5 },
  ])
  expect(tree.suggestedClusters).toBe(null)
})

describe.each(criteria)('%s', criterion => {
  it('joins overlapping pairs before separated ones', async () => {
    const tree = await mergeComponents(pairs, drawn, { criterion })
    expect(tree.clustersAt(4)).toEqual([[0], [1], [2], [3]])
    expect(tree.clustersAt(3)).toEqual([[0, 2], [1], [3]])
    expect(tree.clustersAt(2)).toEqual([[0, 2], [1, 3]])
    expect(tree.clustersAt(1)).toEqual([[0, 1, 2, 3]])
    expect(tree.steps.map(({ clusters, first, second }) => [clusters, first, second])).toEqual([
      [3, [0], [2]], [2, [1], [3]], [1, [0, 2], [1, 3]],
    ])
    expect(tree.suggestedClusters).toBe(2)
  })

  it('never raises the entropy, and keeps the tree nested', async () => {
    const { model } = await fitGaussianMixture(drawn, { components: 6, starts: 1, seed: 1, maxIterations: 50 })
    const tree = await mergeComponents(model, drawn, { criterion })
    expect(tree.steps).toHaveLength(5)
    for (const step of tree.steps) {
      expect(step.entropyAfter).toBeLessThanOrEqual(step.entropyBefore)
      const before = tree.clustersAt(step.clusters + 1)
      expect(before).toContainEqual(step.first)
      expect(before).toContainEqual(step.second)
      expect(tree.clustersAt(step.clusters)).toContainEqual([...step.first, ...step.second].sort((a, b) => a - b))
    }
  })

  it('adds up the responsibilities of the components', async () => {
    const tree = await mergeComponents(pairs, drawn, { criterion })
    const of = await pairs.responsibilities(drawn)
    const two = tree.responsibilitiesAt(2)
    const labels = tree.labelsAt(2)
    for (let n = 0; n < drawn.rows; n++) {
      expect(two.data[2 * n]).toBe(of.data[4 * n] + of.data[4 * n + 2])
      expect(labels[n]).toBe(two.data[2 * n] >= two.data[2 * n + 1] ? 0 : 1)
    }
    expect(tree.responsibilitiesAt(4).data).toEqual(of.data)
    expect(tree.labelsAt(4)).toEqual(await pairs.predict(drawn))
    expect(tree.labelsAt(1)).toEqual(new Int32Array(drawn.rows))
  })
})

it('entropy joins the pair that saves the most', async () => {
  const { model } = await fitGaussianMixture(drawn, { components: 5, starts: 1, seed: 2, maxIterations: 30 })
  const tree = await mergeComponents(model, drawn)
  const { data, rows } = await model.responsibilities(drawn)
  const term = (r: number): number => (r > 0 ? r * Math.log(r) : 0)
  const savings: number[] = []
  for (let k = 0; k < 5; k++) {
    for (let l = k + 1; l < 5; l++) {
      let saved = 0
      for (let n = 0; n < rows; n++) {
        saved += term(data[5 * n + k] + data[5 * n + l]) - term(data[5 * n + k]) - term(data[5 * n + l])
      }
      savings.push(saved)
    }
  }
  const { entropyBefore, entropyAfter } = tree.steps[0]
  // Both are sums of about 2000 terms of order 1.
  expect(entropyBefore - entropyAfter).toBeCloseTo(Math.max(...savings), 9)
})

it('the two criteria may disagree: merging small components that overlap saves little entropy', async () => {
  const random = createRandom(5)
  const model = GaussianMixture.fromParameters({
    covarianceType: 'spherical',
    weights: [0.49, 0.49, 0.01, 0.01],
    means: [[0], [2.5], [50], [50.5]],
    covariances: [1, 1, 1, 1],
  })
  const samples = Array.from({ length: 300 }, (_, n) => [(n % 2) * 2.5 + random.normal()])
  expect((await mergeComponents(model, samples)).steps[0]).toMatchObject({ first: [0], second: [1] })
  expect((await mergeComponents(model, samples, { criterion: 'bhattacharyya' })).steps[0]).toMatchObject({
    first: [2], second: [3], bhattacharyyaDistance: 0.25 / 8,
  })
})

it('suggests all components if none overlap, and one cluster for one component', async () => {
  const apart = GaussianMixture.fromParameters({
    covarianceType: 'spherical', weights: [0.25, 0.25, 0.5], means: [[0], [100], [200]], covariances: [1, 1, 1],
  })
  expect((await mergeComponents(apart, [[0], [100], [200], [201]])).suggestedClusters).toBe(3)
  const one = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [1] })
  const tree = await mergeComponents(one, [[0], [1]])
  expect([tree.steps, tree.entropies, tree.suggestedClusters]).toEqual([[], [0], 1])
})

it('refuses an unknown criterion, an invalid number of clusters and invalid samples', async () => {
  await expect(mergeComponents(pairs, drawn, { criterion: 'ward' as never })).rejects.toThrow(
    "option criterion must be one of 'entropy', 'bhattacharyya', but it is 'ward'. Pass for example criterion: 'entropy'.",
  )
  const tree = await mergeComponents(pairs, drawn)
  expect(() => tree.labelsAt(5)).toThrow(
    'option clusters must be a whole number from 1 to 4, the components of the mixture, but it is 5. ' +
      'Fit a mixture of more components to see more clusters.',
  )
  await expect(mergeComponents(pairs, [[1]])).rejects.toThrow(
    'samples must be [N, 2], as the mixture has 2 columns, but it is [1, 1]. ' +
      'Pass the columns that the mixture was fitted on, in their order.',
  )
})
