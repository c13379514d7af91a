import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { mStep } from '../em/mStep.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { randomMixture } from '../testing/randomMixture.js'
import { covarianceName } from './covarianceName.js'
import { expandCovariance } from './layouts.js'
import type { CentredMoments, CovarianceType, NamedCovarianceType } from './covarianceStructure.js'
import { covarianceStructure, covarianceTypes, isSpherical, loadSteps, parsimoniousTypes, storedLength } from './structures.js'

await loadSteps({ factors: 1 })

const rows = 60
const columns = 4
const components = 3
const samples = noise(rows, columns, 5)
const none = new Float64Array(columns * columns)

/** [N, K] random responsibilities that sum to 1. */
const responsibilities = ((): Float64Array => {
  const random = createRandom(6)
  const all = Float64Array.from({ length: rows * components }, () => random.uniform())
  for (let n = 0; n < rows; n++) {
    const row = all.subarray(n * components, (n + 1) * components)
    const sum = row.reduce((total, value) => total + value, 0)
    row.forEach((value, k) => (row[k] = value / sum))
  }
  return all
})()

/** Statistics about arbitrary centres, by their definition. */
function statisticsOf(r: Float64Array, count: number, scatter: 'full' | 'diagonal'): SufficientStatistics {
  const centres = Float64Array.from({ length: count * columns }, (_, i) => 0.1 * i - 0.3)
  const size = scatter === 'full' ? columns * columns : columns
  const counts = new Float64Array(count)
  const sums = new Float64Array(count * columns)
  const scatters = new Float64Array(count * size)
  for (let n = 0; n < rows; n++) {
    for (let k = 0; k < count; k++) {
      const share = r[n * count + k]
      counts[k] += share
      for (let i = 0; i < columns; i++) {
        const centred = samples.data[n * columns + i] - centres[k * columns + i]
        sums[k * columns + i] += share * centred
        if (scatter === 'diagonal') scatters[k * size + i] += share * centred ** 2
        else {
          for (let j = 0; j <= i; j++) {
            scatters[k * size + i * columns + j] +=
              share * centred * (samples.data[n * columns + j] - centres[k * columns + j])
          }
        }
      }
    }
  }
  return { scatter, components: count, columns, rows, totalWeight: rows, logLikelihood: 0, centres, counts, sums, scatters }
}

function estimate(type: CovarianceType, r = responsibilities, count = components, regularization = none) {
  return mStep(statisticsOf(r, count, covarianceStructure(type).layout.scatter), { covarianceType: type, regularization })
}

/** The moments for `estimate`, about the weighted means; scatters grow by n_k `addition`. */
function momentsOf(type: CovarianceType, addition = none): CentredMoments {
  const { scatter } = covarianceStructure(type).layout
  const { means } = estimate(type)
  const size = scatter === 'full' ? columns * columns : columns
  const counts = new Float64Array(components)
  const scatters = new Float64Array(components * size)
  for (let k = 0; k < components; k++) {
    for (let n = 0; n < rows; n++) counts[k] += responsibilities[n * components + k]
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) {
        if (scatter === 'diagonal' && i !== j) continue
        let sum = counts[k] * addition[i * columns + j]
        for (let n = 0; n < rows; n++) {
          const centred = (c: number): number => samples.data[n * columns + c] - means[k * columns + c]
          sum += responsibilities[n * components + k] * centred(i) * centred(j)
        }
        scatters[k * size + (scatter === 'full' ? i * columns + j : i)] = sum
      }
    }
  }
  return { components, columns, counts, scatters, total: rows, regularization: addition }
}

/** Rounding of sums of about 60 products. */
const tolerance = { relative: 1e-12, floor: 1 }

describe('estimates', () => {
  it('is the biased sample covariance if every responsibility is 1', () => {
    const { means, covariances, weights } = estimate('full', new Float64Array(rows).fill(1), 1)
    const expectedMean = Array.from({ length: columns }, (_, i) => mean(n => samples.data[n * columns + i]))
    const expected = Array.from({ length: columns * columns }, (_, at) => {
      const i = Math.floor(at / columns)
      const j = at % columns
      return mean(n => (samples.data[n * columns + i] - expectedMean[i]) * (samples.data[n * columns + j] - expectedMean[j]))
    })
    expect(Array.from(weights)).toEqual([1])
    expectClose(means, expectedMean, tolerance)
    expectClose(covariances, expected, tolerance)
  })

  it('is the weighted covariance about the weighted mean', () => {
    const { means, covariances, weights } = estimate('full')
    for (let k = 0; k < components; k++) {
      const share = (n: number): number => responsibilities[n * components + k]
      const count = rows * mean(share)
      expect(Math.abs(weights[k] - count / rows)).toBeLessThan(1e-14)
      const mu = Array.from({ length: columns }, (_, i) => (rows * mean(n => share(n) * samples.data[n * columns + i])) / count)
      expectClose(means.subarray(k * columns, (k + 1) * columns), mu, tolerance)
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) {
          const expected =
            (rows *
              mean(n => share(n) * (samples.data[n * columns + i] - mu[i]) * (samples.data[n * columns + j] - mu[j]))) /
            count
          expectClose([covariances[(k * columns + i) * columns + j]], [expected], tolerance)
        }
      }
    }
  })

  it('tied is the mean of full weighted by the counts', () => {
    const { weights, covariances } = estimate('full')
    const size = columns * columns
    const expected = Array.from({ length: size }, (_, at) =>
      Array.from(weights).reduce((sum, weight, k) => sum + weight * covariances[k * size + at], 0),
    )
    expectClose(estimate('tied').covariances, expected, tolerance)
  })

  it('diag is the diagonal of full', () => {
    const { covariances } = estimate('full')
    const expected = Array.from({ length: components * columns }, (_, at) => {
      const k = Math.floor(at / columns)
      const i = at % columns
      return covariances[(k * columns + i) * columns + i]
    })
    expectClose(estimate('diag').covariances, expected, tolerance)
  })

  it('spherical is the mean of diag', () => {
    const { covariances } = estimate('diag')
    const expected = Array.from({ length: components }, (_, k) =>
      covariances.subarray(k * columns, (k + 1) * columns).reduce((sum, variance) => sum + variance / columns, 0),
    )
    expectClose(estimate('spherical').covariances, expected, tolerance)
  })
})

const everyType: readonly CovarianceType[] = [...covarianceTypes, { factors: 1 }, { factors: 3 }]

describe.each(everyType.map(type => [covarianceName(type), type] as const))('structure %s', (name, type) => {
  const structure = covarianceStructure(type)
  const { layout } = structure
  const mixture = randomMixture(type, { components, columns, seed: 11 })
  const { factors, logDeterminants } = layout.factor(mixture.covariances, components, columns)
  const expanded = Array.from({ length: components }, (_, k) => expandCovariance(layout, mixture.covariances, { component: k, columns }))

  it('stores as many numbers as its layout tells', () => {
    expect(mixture.covariances.length).toBe(storedLength(type, components, columns))
    for (const covariance of expanded) expect(covariance.length).toBe(columns * columns)
  })

  it('factors precisions: P Σ Pᵀ = I with P lower triangular', () => {
    for (let k = 0; k < components; k++) {
      const p = lowerFactor(factors, k, layout.scatter)
      for (let i = 0; i < columns; i++) {
        for (let j = i + 1; j < columns; j++) expect(p(i, j)).toBe(0)
        for (let j = 0; j < columns; j++) {
          let product = 0
          for (let a = 0; a < columns; a++) {
            for (let b = 0; b < columns; b++) product += p(i, a) * expanded[k][a * columns + b] * p(j, b)
          }
          expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-12)
        }
      }
    }
  })

  it('gives ln det P = -½ ln det Σ', () => {
    for (let k = 0; k < components; k++) {
      expect(Math.abs(logDeterminants[k] + 0.5 * Math.log(determinant(expanded[k], columns)))).toBeLessThan(1e-12)
    }
  })

  it('is regularized as if every sample were a small cloud, and so in its own shape', () => {
    const addition = Float64Array.from({ length: columns * columns }, (_, at) => {
      const i = Math.floor(at / columns)
      const j = at % columns
      return i === j ? 1 + i : 0.1 * (i + j)
    })
    const plain = estimate(type)
    const regularized = estimate(type, responsibilities, components, addition)
    expect(regularized.means).toEqual(plain.means)
    // The same estimate from scatters that are larger by n_k R.
    expectClose(regularized.covariances, structure.estimate(momentsOf(type, addition)), tolerance)
    if (!['full', 'tied', 'diag', 'spherical', 'VVV', 'EEE', 'VVI', 'VII', 'EEI', 'EII'].includes(name)) return
    // If components share no volume, shape or orientation, the covariance itself grows by R.
    const added = (i: number, j: number): number => {
      if (layout.scatter === 'full') return addition[i * columns + j]
      if (i !== j) return 0
      return isSpherical(type) ? (1 + 2 + 3 + 4) / 4 : 1 + i // the mean of the diagonal
    }
    for (let k = 0; k < components; k++) {
      const before = expandCovariance(layout, plain.covariances, { component: k, columns })
      const after = expandCovariance(layout, regularized.covariances, { component: k, columns })
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) {
          expect(after[i * columns + j] - before[i * columns + j]).toBeCloseTo(added(i, j), 12)
        }
      }
    }
  })

  it('counts its free parameters', () => {
    // d = 5, K = 2, without weights and means (1 + 10): scikit-learn counts 13, 21, 26 and 41 with them.
    const classic: Readonly<Record<string, number>> = { full: 30, tied: 15, diag: 10, spherical: 2 }
    if (name in classic) expect(structure.parameterCount(2, 5)).toBe(classic[name])
    // d = 4, K = 3, without weights and means (2 + 12), as mclust counts with them; of three factors no more than VVV.
    const withMeans: Readonly<Record<NamedCovarianceType | 'factors 1' | 'factors 3', number>> = {
      full: 44, tied: 24, diag: 26, spherical: 17,
      EII: 15, VII: 17, EEI: 18, VEI: 20, EVI: 24, VVI: 26, EEE: 24, VEE: 26, EVE: 30, VVE: 32, EEV: 36, VEV: 38, EVV: 42, VVV: 44,
      'factors 1': 38, 'factors 3': 44,
    }
    expect(structure.parameterCount(3, 4)).toBe(withMeans[name as keyof typeof withMeans] - 14)
  })

  it('names the component, the pivot and the row of a covariance that is not positive definite', () => {
    const spoiled = mixture.covariances.slice()
    const last = spoiled.length - 1
    spoiled[last] = -2
    expect(() => layout.factor(spoiled, components, columns)).toThrow(
      expect.objectContaining({
        code: 'degenerate-covariance',
        component: layout.shared ? 0 : components - 1,
        row: isSpherical(type) ? 0 : columns - 1,
      }),
    )
  })
})

it("lists scikit-learn's types from the most to the least flexible, then the fourteen from the least to the most", () => {
  expect(covarianceTypes).toEqual(['full', 'tied', 'diag', 'spherical', ...parsimoniousTypes])
})

function mean(of: (n: number) => number): number {
  let sum = 0
  for (let n = 0; n < rows; n++) sum += of(n)
  return sum / rows
}

function lowerFactor(factors: Float64Array, k: number, scatter: 'full' | 'diagonal'): (i: number, j: number) => number {
  if (scatter === 'full') return (i, j) => factors[(k * columns + i) * columns + j]
  return (i, j) => (i === j ? factors[k * columns + i] : 0)
}

/** By Laplace expansion along the first row. */
function determinant(matrix: Float64Array, size: number): number {
  if (size === 1) return matrix[0]
  let sum = 0
  for (let j = 0; j < size; j++) {
    const minor = Float64Array.from(matrix.filter((_, at) => at >= size && at % size !== j))
    sum += (-1) ** j * matrix[j] * determinant(minor, size - 1)
  }
  return sum
}
