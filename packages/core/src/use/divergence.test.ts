import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { componentDivergences } from './componentDivergences.js'
import { gaussianKl } from './gaussianKl.js'
import { klDivergence } from './klDivergence.js'
import { klUpperBound } from './klUpperBound.js'
import { klVariationalApproximation } from './klVariationalApproximation.js'
import { mergedGaussian } from './mergedGaussian.js'

function gaussian(mean: number[], covariance: number[][]): GaussianMixture {
  return GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [mean], covariances: [covariance] })
}

function line(weights: number[], means: number[], variances: number[]): GaussianMixture {
  return GaussianMixture.fromParameters({ covarianceType: 'diag', weights, means, covariances: variances })
}

const p = line([0.6, 0.4], [0, 4], [1, 0.25])
const q = line([0.3, 0.7], [-1, 3], [2.25, 1])
/** KL(p ‖ q) by adaptive quadrature (SciPy). */
const exact = 0.5130740136417588

describe('gaussianKl', () => {
  it('is ½ (mean difference)² for unit variances, ½ (s - 1 - ln s) for variances s and 1', () => {
    expect(gaussianKl(gaussian([3], [[1]]), gaussian([1], [[1]]))).toBe(2)
    expect(gaussianKl(gaussian([0], [[4]]), gaussian([0], [[1]]))).toBeCloseTo(0.5 * (3 - Math.log(4)), 15)
  })

  it('agrees with the textbook formula in two columns', () => {
    const a = gaussian([1, 2], [[2, 0.5], [0.5, 1]])
    const b = gaussian([0, -1], [[1, -0.3], [-0.3, 3]])
    expect(gaussianKl(a, b)).toBeCloseTo(2.8796981998885935, 13)
    expect(gaussianKl(b, a)).toBeCloseTo(5.402874210518867, 13)
  })

  it('is exactly 0 for equal Gaussians, and keeps its digits between close ones', () => {
    const a = gaussian([1, 2], [[2, 0.5], [0.5, 1]])
    expect(gaussianKl(a, a)).toBe(0)
    // ½ (t - ln (1 + t)) = t²/4 for variances 1 + t and 1
    expect(gaussianKl(gaussian([0], [[1 + 2 ** -40]]), gaussian([0], [[1]])) / (2 ** -80 / 4)).toBeCloseTo(1, 3)
  })

  it('does not change when all columns are mapped linearly', () => {
    fc.assert(
      fc.property(fc.tuple(...Array.from({ length: 6 }, () => fc.double({ min: 0.2, max: 3, noNaN: true }))), v => {
        const a = gaussian([v[0], v[1]], [[v[2], 0], [0, v[3]]])
        const b = gaussian([0, 0], [[v[4], 0], [0, v[5]]])
        // x -> (x₀ + x₁, x₁)
        const mappedA = gaussian([v[0] + v[1], v[1]], [[v[2] + v[3], v[3]], [v[3], v[3]]])
        const mappedB = gaussian([0, 0], [[v[4] + v[5], v[5]], [v[5], v[5]]])
        expect(gaussianKl(mappedA, mappedB)).toBeCloseTo(gaussianKl(a, b), 9)
      }),
    )
  })

  it('refuses mixtures of several components, and other columns', () => {
    expect(() => gaussianKl(p, q)).toThrow(
      'p must be a single Gaussian, but it is a mixture of 2 components. ' +
        'Use klDivergence for mixtures, or mergedGaussian for their one-component summary.',
    )
    expect(() => gaussianKl(gaussian([0], [[1]]), gaussian([0, 0], [[1, 0], [0, 1]]))).toThrow(
      'q must be a mixture in 1 column, like p, but it is one in 2. ' +
        'Compare mixtures of the same columns; marginalMixture leaves columns out.',
    )
  })
})

it('compares every component of p with every one of q', () => {
  const { data, rows, columns } = componentDivergences(p, line([1], [0], [1]))
  expect([rows, columns]).toEqual([2, 1])
  expect(data[0]).toBe(0)
  expect(data[1]).toBeCloseTo(0.5 * (0.25 - 1 - Math.log(0.25) + 16), 14)
})

describe('klDivergence', () => {
  it('estimates the exact value within its standard error', async () => {
    const { klDivergence: estimate, standardError } = await klDivergence(p, q, { draws: 50_000, seed: 2 })
    expect(standardError).toBeGreaterThan(0)
    expect(standardError).toBeLessThan(0.005)
    expect(Math.abs(estimate - exact)).toBeLessThan(4 * standardError)
  })

  it('has normal errors with the reported standard error', async () => {
    let squares = 0
    for (let seed = 0; seed < 60; seed++) {
      const { klDivergence: estimate, standardError } = await klDivergence(p, q, { draws: 500, seed })
      squares += ((estimate - exact) / standardError) ** 2
    }
    // χ² with 60 degrees of freedom, divided by 60, has a standard deviation of 0.18; the tolerance is four of them.
    expect(Math.abs(squares / 60 - 1)).toBeLessThan(0.73)
  })

  it('is exactly 0 for the same mixture', async () => {
    const again = GaussianMixture.fromJSON(p.toJSON())
    expect(await klDivergence(p, again)).toEqual({ klDivergence: 0, standardError: 0 })
  })

  it('refuses invalid options and mixtures', async () => {
    await expect(klDivergence(p, q, { draws: 1 })).rejects.toThrow(
      'option draws must be a whole number of at least 2, but it is 1. Pass for example draws: 2.',
    )
    await expect(klDivergence(p, gaussian([0, 0], [[1, 0], [0, 1]]))).rejects.toThrow('q must be a mixture in 1 column')
    await expect(klDivergence(p, line([1], [1e200], [1]))).rejects.toThrow(
      'draws from p, row 0, lies so far from every component that squared distances leave the range of float64.',
    )
  })
})

describe.each([
  ['klVariationalApproximation', klVariationalApproximation],
  ['klUpperBound', klUpperBound],
])('%s', (_name, approximation) => {
  it('is exact for one component each', () => {
    const a = gaussian([1, 2], [[2, 0.5], [0.5, 1]])
    const b = gaussian([0, -1], [[1, -0.3], [-0.3, 3]])
    expect(approximation(a, b)).toBeCloseTo(gaussianKl(a, b), 13)
  })

  it('is 0 for the same mixture', () => {
    expect(Math.abs(approximation(p, p))).toBeLessThan(1e-10)
    expect(Math.abs(approximation(q, q))).toBeLessThan(1e-10)
  })

  it('does not change if a component is split into two halves', () => {
    const split = line([0.3, 0.3, 0.4], [0, 0, 4], [1, 1, 0.25])
    expect(approximation(split, q)).toBeCloseTo(approximation(p, q), 10)
    expect(Math.abs(approximation(split, p))).toBeLessThan(1e-10)
  })

  it('stays finite if the likelihoods underflow', () => {
    const far = line([0.5, 0.5], [1e5, 2e5], [1, 1])
    expect(approximation(p, far) / 5e9).toBeCloseTo(1, 3)
  })

  it('refuses other columns', () => {
    expect(() => approximation(p, gaussian([0, 0], [[1, 0], [0, 1]]))).toThrow('q must be a mixture in 1 column')
  })
})

it('bounds the divergence from above, below the convexity bound', () => {
  const bound = klUpperBound(p, q)
  const { data } = componentDivergences(p, q)
  const convexity = Array.from(data).reduce((sum, d, ab) => sum + p.weights[Math.floor(ab / 2)] * q.weights[ab % 2] * d, 0)
  expect(bound).toBeGreaterThan(exact)
  expect(bound).toBeLessThan(convexity)
})

it('approximates the divergence well for separated components', () => {
  const near = line([0.5, 0.5], [0, 20], [1, 2])
  const other = line([0.4, 0.6], [0.5, 21], [1.2, 2])
  const within = 0.5 * gaussianKl(line([1], [0], [1]), line([1], [0.5], [1.2])) + 0.5 * gaussianKl(line([1], [20], [2]), line([1], [21], [2]))
  // Expected: the divergence of the weights plus that between matching components. In `other`, the weight 0.6 comes first.
  const expected = 0.5 * Math.log(0.5 / 0.4) + 0.5 * Math.log(0.5 / 0.6) + within
  expect(klVariationalApproximation(near, other)).toBeCloseTo(expected, 10)
  expect(klUpperBound(near, other)).toBeCloseTo(expected, 10)
})

it('is smallest for the moment-matched Gaussian', async () => {
  const options = { draws: 4000, seed: 1 }
  const merged = mergedGaussian(p)
  const { klDivergence: least } = await klDivergence(p, merged, options)
  for (const [shift, factor] of [[0.3, 1], [-0.3, 1], [0, 1.3], [0, 0.8]]) {
    const other = line([1], [merged.means[0] + shift], [merged.covariances[0] * factor])
    // Both sides use the same draws, so their difference has a standard error of about 0.003.
    expect((await klDivergence(p, other, options)).klDivergence).toBeGreaterThan(least)
  }
})
