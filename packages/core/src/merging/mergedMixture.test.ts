import { ShapeError } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { MergedMixture } from './mergedMixture.js'
import { mergeComponents } from './mergeComponents.js'

/** Two overlapping pairs, far from each other. */
const pairs = GaussianMixture.fromParameters({
  covarianceType: 'spherical',
  weights: [0.4, 0.3, 0.2, 0.1],
  means: [[0, 0], [20, 0], [1, 0], [20, 1.5]],
  covariances: [1, 1, 1, 1],
})
const merged = new MergedMixture({ mixture: pairs, clusters: [[0, 2], [1, 3]] })
const drawn = pairs.sample(400, { seed: 3 }).samples

describe('MergedMixture', () => {
  it('has the density of the mixture, and the sums of its posteriors', async () => {
    expect(await merged.logDensity(drawn)).toEqual(await pairs.logDensity(drawn))
    const [of, all] = [await merged.responsibilities(drawn), await pairs.responsibilities(drawn)]
    for (let n = 0; n < drawn.rows; n++) {
      expect(of.data[2 * n]).toBe(all.data[4 * n] + all.data[4 * n + 2])
      expect(of.data[2 * n + 1]).toBe(all.data[4 * n + 1] + all.data[4 * n + 3])
    }
  })

  it('groups as the tree that its clusters are of', async () => {
    const tree = await mergeComponents(pairs, drawn)
    expect(new MergedMixture({ mixture: pairs, clusters: tree.clustersAt(2) })).toEqual(merged)
    expect(await merged.predict(drawn)).toEqual(tree.labelsAt(2))
  })

  it('joins the components of a cluster to the Gaussian of their moments', () => {
    const gaussians = merged.gaussians()
    // Weights .4 and .2 at 0 and 1: the mean is 1/3, and the variance 1 + 2/9.
    expect(Array.from(gaussians.weights)).toEqual([0.6000000000000001, 0.4])
    expect(gaussians.means[0]).toBeCloseTo(1 / 3, 14)
    expect(Array.from(gaussians.componentCovariance(0))).toEqual([expect.closeTo(11 / 9, 14), 0, 0, expect.closeTo(1, 14)])
    expect(gaussians.means[2]).toBe(20)
  })

  it('draws from all clusters by their weights, or from one', () => {
    const { samples, labels } = merged.sample(2000, { seed: 1 })
    // A cluster lies around x = 0 or x = 20, ten deviations from the middle.
    for (let n = 0; n < 2000; n++) expect(labels[n]).toBe(samples.data[2 * n] < 10 ? 0 : 1)
    const share = labels.filter(label => label === 0).length / 2000
    expect(Math.abs(share - 0.6)).toBeLessThan(0.044) // four standard deviations of a share of 2000 draws
    const second = merged.sample(500, { seed: 1, component: 1 })
    expect(new Set(second.labels)).toEqual(new Set([1]))
    // Components 1 and 3 have shares 3/4 and 1/4 of the cluster, so y has mean 1.5 / 4 and variance 1 + 27/64.
    let mean = 0
    for (let n = 0; n < 500; n++) mean += second.samples.data[2 * n + 1] / 500
    expect(Math.abs(mean - 0.375)).toBeLessThan(0.214) // four standard deviations of the mean
    expect(() => merged.sample(1, { component: 2 })).toThrow('component must be')
  })

  it('comes back from JSON', () => {
    expect(MergedMixture.fromJSON(JSON.parse(JSON.stringify(merged)))).toEqual(merged)
    expect(() => MergedMixture.fromJSON({ ...merged.toJSON(), clusters: [[0, 1], [1, 2, 3]] })).toThrow(/clusters must be lists that hold each component from 0 to 3 once/)
  })

  it('refuses what is no partition of the components', () => {
    for (const clusters of [[[0], [1], [2]], [[0, 0], [1, 2, 3]], [[0, 1, 2, 3], []], [[0, 1, 2, 4]]]) {
      expect(() => new MergedMixture({ mixture: pairs, clusters })).toThrow(ShapeError)
    }
    expect(() => new MergedMixture({ mixture: pairs, clusters: [[0], [1, 2]] })).toThrow(
      "clusters must be lists that hold each component from 0 to 3 once, but it is [[0],[1,2]]. Pass clustersAt of the tree of the mixture.",
    )
  })
})
