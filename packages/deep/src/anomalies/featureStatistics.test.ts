import { fitGaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { featureStatistics } from './featureStatistics.js'

const random = createRandom(1)
const rows = Array.from({ length: 40 }, (_, n) => [random.normal() + (n % 2) * 6, random.normal()])
const shares = rows.flatMap((_, n) => [n % 2, 1 - (n % 2)])

describe('featureStatistics', () => {
  it('of one component and hard shares is mean and covariance', () => {
    const statistics = featureStatistics(1, 1)
    statistics.add([1, 2, 6], [1, 1, 1])
    const { weights, means, covariances } = statistics.mixture([0.5])
    expect(Array.from(weights)).toEqual([1])
    expect(means[0]).toBeCloseTo(3, 12)
    expect(covariances[0]).toBeCloseTo(14 / 3 + 0.5, 12)
    expect(statistics.variances()[0]).toBeCloseTo(14 / 3, 12)
  })

  it("agrees with core's M-step of the same responsibilities", async () => {
    const statistics = featureStatistics(2, 2)
    statistics.add(rows.flat(), shares)
    const { model } = await fitGaussianMixture(rows, {
      components: 2,
      initialize: { responsibilities: { data: Float64Array.from(shares), rows: 40, columns: 2 } },
      regularization: { absolute: 0 },
      maxIterations: 0,
    })
    const { weights, means, covariances } = statistics.mixture([0, 0])
    for (const [ours, expected] of [[weights, model.weights], [means, model.means], [covariances, model.covariances]]) {
      ours.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 10))
    }
  })

  it('does not depend on how rows are cut into blocks, nor lose digits far from zero', () => {
    const far = rows.map(row => row.map(value => value + 1e6)).flat()
    const [whole, cut, near] = [0, 1, 2].map(() => featureStatistics(2, 2))
    whole.add(far, shares)
    for (let n = 0; n < 40; n += 7) cut.add(far.slice(2 * n, 2 * n + 14), shares.slice(2 * n, 2 * n + 14))
    near.add(rows.flat(), shares)
    const added = [1e-3, 1e-3]
    // Values near 1e6 hold 1e-10; scatters are sums of some 40 products of differences of these.
    whole.mixture(added).covariances.forEach((value, i) => {
      expect(cut.mixture(added).covariances[i]).toBeCloseTo(value, 8)
      expect(near.mixture(added).covariances[i]).toBeCloseTo(value, 8)
    })
  })

  it('leaves a component out to which no row belongs', () => {
    const statistics = featureStatistics(2, 1)
    statistics.add([1, 2], [1, 0, 1, 0])
    expect(statistics.mixture([1]).components).toBe(1)
  })
})
