import { describe, expect, it } from 'vitest'
import { createRandom, symmetricEigen } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { randomCovariance } from '../../../numerics/src/testing/randomCovariance.js'
import type { CentredMoments, ParsimoniousType } from './covarianceStructure.js'
import { expandCovariance } from './layouts.js'
import { covarianceStructure, parsimoniousTypes } from './structures.js'

/** Moments of `counts[k]` samples whose scatters are `counts[k]` times `matrices[k]`. */
function momentsOf(type: ParsimoniousType, matrices: readonly ArrayLike<number>[], counts: readonly number[]): CentredMoments {
  const columns = Math.sqrt(matrices[0].length)
  const isDiagonal = covarianceStructure(type).layout.scatter === 'diagonal'
  const scatters = matrices.flatMap((matrix, k) => Array.from(matrix, value => counts[k] * value))
  return {
    components: matrices.length,
    columns,
    counts: Float64Array.from(counts),
    scatters: Float64Array.from(isDiagonal ? scatters.filter((_, at) => (at % columns ** 2) % (columns + 1) === 0) : scatters),
    total: counts.reduce((sum, count) => sum + count, 0),
  }
}

/** [D, D] estimates of each component. */
function estimate(type: ParsimoniousType, matrices: readonly ArrayLike<number>[], counts: readonly number[], previous?: Float64Array): Float64Array[] {
  const { layout, estimate: estimateStored } = covarianceStructure(type)
  const stored = estimateStored(momentsOf(type, matrices, counts), previous)
  return matrices.map((matrix, k) => expandCovariance(layout, stored, { component: k, columns: Math.sqrt(matrix.length) }))
}

/** -2 ln L up to a constant: Σ_k n_k (ln det Σ_k + tr(S_k Σ_k⁻¹)). */
function deviance(covariances: readonly Float64Array[], matrices: readonly ArrayLike<number>[], counts: readonly number[]): number {
  return covariances.reduce((sum, covariance, k) => {
    const columns = Math.sqrt(covariance.length)
    const { values, vectors } = symmetricEigen(covariance, columns)
    let own = 0
    for (let l = 0; l < columns; l++) {
      let projected = 0
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) projected += vectors[i * columns + l] * matrices[k][i * columns + j] * vectors[j * columns + l]
      }
      own += Math.log(values[l]) + projected / values[l]
    }
    return sum + counts[k] * own
  }, 0)
}

const volumeOf = (values: Float64Array): number => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)

describe('by hand, in two columns', () => {
  // Ten samples per component: variances 4 and 1, and 1 and 16, without correlation.
  const two = [[4, 0, 0, 1], [1, 0, 0, 16]]
  const counts = [10, 10]
  const diagonal = (...variances: number[]): number[] => [variances[0], 0, 0, variances[1]]
  it.each<[ParsimoniousType, number[][]]>([
    ['EII', [diagonal(5.5, 5.5), diagonal(5.5, 5.5)]],
    ['VII', [diagonal(2.5, 2.5), diagonal(8.5, 8.5)]],
    ['EEI', [diagonal(2.5, 8.5), diagonal(2.5, 8.5)]],
    // Volumes 2 and 4 with mean 3; the shapes keep their proportions 2 : 1/2 and 1/4 : 4.
    ['EVI', [diagonal(6, 1.5), diagonal(0.75, 12)]],
    ['VVI', two],
    ['EEE', [diagonal(2.5, 8.5), diagonal(2.5, 8.5)]],
    ['EVV', [diagonal(6, 1.5), diagonal(0.75, 12)]],
    ['EVE', [diagonal(6, 1.5), diagonal(0.75, 12)]],
    ['VVE', two],
    ['VVV', two],
    // Ordered eigenvalues (4, 1) and (16, 1) have the mean (10, 1), along the axes of each component.
    ['EEV', [diagonal(10, 1), diagonal(1, 10)]],
    // A = (a, 1/a): λ₁ = (4/a + a)/2, λ₂ = (16/a + a)/2 and a² = (4/λ₁ + 16/λ₂)/(1/λ₁ + 1/λ₂) have a = √8, λ = 3/√2, 6/√2.
    ['VEV', [diagonal(6, 0.75), diagonal(1.5, 12)]],
  ])('%s', (type, expected) => {
    const actual = estimate(type, two, counts)
    expected.forEach((matrix, k) => expectClose(actual[k], matrix, { relative: 1e-12, floor: 1 }))
  })

  it('VEI and VEE reproduce proportional scatters', () => {
    const proportional = [[4, 1, 1, 2], [12, 3, 3, 6]]
    estimate('VEE', proportional, [5, 20]).forEach((matrix, k) => expectClose(matrix, proportional[k], { relative: 1e-12 }))
    estimate('VEI', proportional, [5, 20]).forEach((matrix, k) =>
      expectClose(matrix, diagonal(proportional[k][0], proportional[k][3]), { relative: 1e-12, floor: 1 }),
    )
  })

  it('finds common axes that are not columns', () => {
    // (4, 1) and (1, 16) along axes rotated by 30 degrees.
    const c = Math.cos(Math.PI / 6)
    const s = Math.sin(Math.PI / 6)
    const turned = (a: number, b: number): number[] => [c * c * a + s * s * b, c * s * (a - b), c * s * (a - b), s * s * a + c * c * b]
    const matrices = [turned(4, 1), turned(1, 16)]
    estimate('VVE', matrices, counts).forEach((matrix, k) => expectClose(matrix, matrices[k], { relative: 1e-9 }))
    const equal = [turned(6, 1.5), turned(0.75, 12)]
    estimate('EVE', matrices, counts).forEach((matrix, k) => expectClose(matrix, equal[k], { relative: 1e-9 }))
  })
})

const seeds = [1, 2, 3, 4, 5, 6]
const columns = 3
const randomMatrices = (seed: number): Float64Array[] => [0, 1, 2].map(k => randomCovariance(columns, 100 * seed + k).map(value => value * (1 + 3 * k)))
const counts = [20, 5, 11]

describe.each(parsimoniousTypes)('%s', type => {
  const [volume, shape, orientation] = type

  it('has the volumes, shapes and orientations of its letters', () => {
    for (const seed of seeds) {
      const covariances = estimate(type, randomMatrices(seed), counts)
      const eigens = covariances.map(covariance => symmetricEigen(covariance, columns))
      const volumes = eigens.map(({ values }) => volumeOf(values))
      const isDiagonal = orientation === 'I'
      // The shape is the diagonal along fixed axes, and otherwise the eigenvalues in descending order.
      const shapes = eigens.map(({ values }, k) =>
        (isDiagonal ? covariances[k].filter((_, at) => at % (columns + 1) === 0) : values).map(value => value / volumes[k]),
      )
      const same = { relative: 1e-10, floor: 1 }
      for (const k of [1, 2]) {
        if (volume === 'E') expectClose([volumes[k]], [volumes[0]], same)
        else expect(Math.abs(volumes[k] / volumes[0] - 1)).toBeGreaterThan(1e-3)
        if (shape === 'I') expectClose(shapes[k], [1, 1, 1], same)
        else if (shape === 'E') expectClose(shapes[k], shapes[0], same)
        else expect(Math.max(...shapes[k].map((value, i) => Math.abs(value - shapes[0][i])))).toBeGreaterThan(1e-3)
        // Matrices have common axes if and only if they commute.
        const commutes = largestCommutator(covariances[0], covariances[k]) < 1e-6
        expect(commutes).toBe(orientation !== 'V')
        if (isDiagonal) covariances[k].forEach((value, at) => at % (columns + 1) > 0 && expect(value).toBe(0))
      }
    }
  })

  it('is a maximum of the likelihood: no member of the structure nearby is better', () => {
    const random = createRandom(7)
    for (const seed of seeds) {
      const matrices = randomMatrices(seed)
      const best = deviance(estimate(type, matrices, counts), matrices, counts)
      for (let trial = 0; trial < 20; trial++) {
        // The estimate for slightly different scatters is another member of the structure.
        const other = matrices.map(matrix => {
          const shaken = matrix.map(value => value * (1 + 0.02 * random.normal()))
          for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) shaken[j * columns + i] = shaken[i * columns + j]
          return shaken
        })
        expect(deviance(estimate(type, other, counts), matrices, counts)).toBeGreaterThan(best - 1e-9)
      }
    }
  })

  it('is the scatter itself for one component, apart from what the structure excludes', () => {
    const matrix = randomMatrices(1)[0]
    const [only] = estimate(type, [matrix], [9])
    const diagonal = matrix.map((value, at) => (at % (columns + 1) === 0 ? value : 0))
    const mean = (matrix[0] + matrix[4] + matrix[8]) / 3
    const spherical = diagonal.map(value => (value === 0 ? 0 : mean))
    const expected = orientation !== 'I' ? matrix : shape === 'I' ? spherical : diagonal
    expectClose(only, expected, { relative: 1e-9, floor: 1 })
  })

  it('does not depend on the start of its search', () => {
    const matrices = randomMatrices(2)
    const { estimate: estimateStored } = covarianceStructure(type)
    const first = estimateStored(momentsOf(type, matrices, counts))
    const again = estimateStored(momentsOf(type, matrices, counts), first)
    expectClose(again, first, { relative: 1e-6, floor: 1 })
  })

  it('names the component and the pivot of scatters without volume', () => {
    const flat = [new Float64Array(9), new Float64Array(9)]
    const { layout, estimate: estimateStored } = covarianceStructure(type)
    const fit = (): unknown => layout.factor(estimateStored(momentsOf(type, flat, [3, 3])), 2, columns)
    expect(fit).toThrow('covariance of component 0 is not positive definite: pivot 0.00e+0 at row 0.')
  })
})

it('continues from symmetric crosses, whose sum has no preferred axes', () => {
  // (4, 1) and (1, 4) rotated by 20 degrees: their sum is a multiple of the identity.
  const c = Math.cos(Math.PI / 9)
  const s = Math.sin(Math.PI / 9)
  const turned = (a: number, b: number): number[] => [c * c * a + s * s * b, c * s * (a - b), c * s * (a - b), s * s * a + c * c * b]
  const matrices = [turned(4, 1), turned(1, 4)]
  for (const type of ['EVE', 'VVE'] as const) {
    const expected = estimate(type, matrices, [5, 5])
    expected.forEach((matrix, k) => expectClose(matrix, matrices[k], { relative: 1e-9 }))
    const previous = Float64Array.from(expected.flatMap(matrix => Array.from(matrix)))
    estimate(type, matrices, [5, 5], previous).forEach((matrix, k) => expectClose(matrix, matrices[k], { relative: 1e-9 }))
  }
})

/** Largest entry of A B - B A. */
function largestCommutator(a: Float64Array, b: Float64Array): number {
  let largest = 0
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      let entry = 0
      for (let l = 0; l < columns; l++) entry += a[i * columns + l] * b[l * columns + j] - b[i * columns + l] * a[l * columns + j]
      largest = Math.max(largest, Math.abs(entry))
    }
  }
  return largest
}
