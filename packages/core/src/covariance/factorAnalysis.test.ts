import { describe, expect, it } from 'vitest'
import { createRandom, type Matrix, symmetricEigen } from '@mixtura/numerics'
import { factorBlobs } from '../testing/factorBlobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { randomCovariance } from '../../../numerics/src/testing/randomCovariance.js'
import { bestLoadings, bestNoise } from './conditionalFactors.js'
import { maximizeFactors } from './factorAnalysis.js'
import { factorCovariance, fitOfFactors, type FactorModel } from './factorModel.js'

/** [D, D] biased covariance. */
function covarianceOf({ data, rows, columns }: Matrix): Float64Array {
  const mean = Float64Array.from({ length: columns }, (_, i) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += data[row * columns + i] / rows
    return sum
  })
  const covariance = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        covariance[i * columns + j] += ((data[row * columns + i] - mean[i]) * (data[row * columns + j] - mean[j])) / rows
      }
    }
  }
  return covariance
}

const oneCluster = (columns: number, factors: number, rows: number, seed: number): Float64Array =>
  covarianceOf(factorBlobs({ components: 1, columns, factors, spread: 0 }, { rows, seed }).samples)

/** ln |Σ| + tr(S Σ⁻¹) */
const devianceOf = (model: FactorModel, covariance: Float64Array): number => fitOfFactors(model, covariance, 0).deviance

/** Repeats the search from its result until nothing changes. */
function maximum(covariance: Float64Array, columns: number, factors: number): FactorModel {
  let model = maximizeFactors(covariance, columns, { factors, component: 0 })
  for (let again = 0; again < 200; again++) model = maximizeFactors(covariance, columns, { factors, component: 0, start: model.noiseVariances })
  return model
}

describe('by hand', () => {
  it('recovers loadings 1, 2, 3 and noise 1, 2, 4 from their covariance', () => {
    const model: FactorModel = { loadings: Float64Array.of(1, 2, 3), noiseVariances: Float64Array.of(1, 2, 4) }
    const found = maximum(factorCovariance(model), 3, 1)
    expectClose(found.loadings, model.loadings, { relative: 1e-6 })
    expectClose(found.noiseVariances, model.noiseVariances, { relative: 1e-6 })
  })

  it('is probabilistic principal components for equal noise: √(θ - 1) along the axes', () => {
    const diagonal = Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 3)
    expectClose(bestLoadings(diagonal, Float64Array.of(1, 1, 1), 2), [0, 0, 2, 0, 0, Math.SQRT2], { relative: 1e-15 })
    // With noise of 4, the eigenvalue 3 leaves nothing for a factor.
    expectClose(bestLoadings(diagonal, Float64Array.of(4, 4, 4), 2), [0, 0, 1, 0, 0, 0], { relative: 1e-15 })
  })

  it('explains all variance as noise if there are no loadings', () => {
    const covariance = randomCovariance(3, 1)
    const noiseVariances = Float64Array.of(1, 2, 3)
    const { precision } = fitOfFactors({ loadings: new Float64Array(3), noiseVariances }, covariance, 0)
    const best = bestNoise(covariance, { noiseVariances, precision, floor: new Float64Array(3) })
    expectClose(best, [covariance[0], covariance[4], covariance[8]], { relative: 1e-14 })
  })
})

describe('the maximum', () => {
  it('equals that of a brute-force search with one factor in four columns', () => {
    const covariance = oneCluster(4, 1, 30, 5)
    const random = createRandom(1)
    const deviance = (point: Float64Array): number =>
      devianceOf({ loadings: point.slice(0, 4), noiseVariances: point.slice(4).map(Math.exp) }, covariance)
    let lowest = Infinity
    for (let start = 0; start < 10; start++) {
      let point = Float64Array.from({ length: 8 }, () => random.normal())
      let value = deviance(point)
      for (let step = 0.5; step > 1e-7; ) {
        let moved = false
        for (let i = 0; i < 8; i++) {
          for (const sign of [1, -1]) {
            const next = point.slice()
            next[i] += sign * step
            const there = deviance(next)
            if (there >= value) continue
            ;[point, value, moved] = [next, there, true]
          }
        }
        if (!moved) step /= 2
      }
      lowest = Math.min(lowest, value)
    }
    // Noise that would be 0 is 1e-8 of the variance, which lowers the likelihood as much.
    expect(devianceOf(maximum(covariance, 4, 1), covariance)).toBeCloseTo(lowest, 8)
  })

  it.each([[3, 1, 2], [6, 2, 2], [6, 2, 3], [10, 3, 3]])('is stationary in %d columns from %d factors, fitted with %d', (columns, factors, sought) => {
    const covariance = oneCluster(columns, factors, 300, columns)
    const model = maximum(covariance, columns, sought)
    // A slope s means a possible gain of about s², and the search ends when a round gains 1e-9.
    const slope = (vary: (h: number) => FactorModel): number =>
      (devianceOf(vary(1e-5), covariance) - devianceOf(vary(-1e-5), covariance)) / 2e-5
    for (let at = 0; at < columns * sought; at++) {
      expect(Math.abs(slope(h => ({ ...model, loadings: model.loadings.map((value, i) => (i === at ? value + h : value)) })))).toBeLessThan(3e-5)
    }
    for (let at = 0; at < columns; at++) {
      const grown = (h: number): Float64Array => model.noiseVariances.map((value, i) => (i === at ? value * (1 + h) : value))
      expect(Math.abs(slope(h => ({ ...model, noiseVariances: grown(h) })))).toBeLessThan(3e-5)
    }
  })

  it('has the rotation in which Λᵀ Ψ⁻¹ Λ is diagonal and descending', () => {
    const { loadings, noiseVariances } = maximizeFactors(oneCluster(7, 3, 300, 2), 7, { factors: 3, component: 0 })
    const product = (l: number, m: number): number =>
      noiseVariances.reduce((sum, variance, i) => sum + (loadings[i * 3 + l] * loadings[i * 3 + m]) / variance, 0)
    for (const [l, m] of [[0, 1], [0, 2], [1, 2]]) expect(Math.abs(product(l, m))).toBeLessThan(1e-11 * product(0, 0))
    expect(product(0, 0)).toBeGreaterThan(product(1, 1))
    expect(product(1, 1)).toBeGreaterThan(product(2, 2))
  })

  it('reproduces any covariance if factors are one fewer than columns', () => {
    for (const columns of [2, 3, 5]) {
      const covariance = randomCovariance(columns, columns)
      const logDeterminant = symmetricEigen(covariance, columns).values.reduce((sum, value) => sum + Math.log(value), 0)
      expect(devianceOf(maximum(covariance, columns, columns - 1), covariance)).toBeCloseTo(logDeterminant + columns, 9)
    }
  })

  it('is found without a decrease, also for Heywood cases and singular covariances', () => {
    const singular = oneCluster(12, 2, 8, 3)
    for (const [covariance, columns, factors] of [[covarianceOf(iris), 4, 1], [covarianceOf(iris), 4, 2], [singular, 12, 2], [singular, 12, 4]] as const) {
      let start: Float64Array = Float64Array.from({ length: columns }, (_, i) => covariance[i * columns + i])
      let before = Infinity
      for (let step = 0; step < 60; step++) {
        const model = maximizeFactors(covariance, columns, { factors, component: 0, start })
        const deviance = devianceOf(model, covariance)
        // Rounding of a Cholesky factor whose condition number is 1e8 in a Heywood case.
        expect(deviance).toBeLessThan(before + 1e-12 * columns)
        before = deviance
        start = model.noiseVariances
      }
    }
  })
})

describe('noise', () => {
  it('of petal length goes to 0 for iris with one factor, and ends at its floor', () => {
    const covariance = covarianceOf(iris)
    const free = maximizeFactors(covariance, 4, { factors: 1, component: 0 })
    expect(free.noiseVariances[2]).toBeCloseTo(1e-8 * covariance[10], 15)
    const floor = Float64Array.of(0.01, 0.01, 0.01, 0.01)
    const held = maximizeFactors(covariance, 4, { factors: 1, component: 0, floor })
    expect(held.noiseVariances[2]).toBe(0.01)
    expect(Math.min(...held.noiseVariances)).toBe(0.01)
    // R's factanal bounds uniquenesses at 0.005 and reports 0.240, 0.822, 0.005, 0.069.
    const atR = maximizeFactors(covariance, 4, { factors: 1, component: 0, floor: covariance.filter((_, at) => at % 5 === 0).map(value => 0.005 * value) })
    atR.noiseVariances.forEach((value, i) => expect(value / covariance[i * 5]).toBeCloseTo([0.24, 0.822, 0.005, 0.069][i], 3))
  })

  it('must be left to more than D - q columns', () => {
    // Three rows of five columns have rank two, which two factors describe without noise.
    const flat = oneCluster(5, 2, 3, 1)
    expect(() => maximizeFactors(flat, 5, { factors: 2, component: 3 })).toThrow(/^covariance of component 3 is not positive definite: pivot .*e-\d+ at row 2\./)
    const floor = new Float64Array(5).fill(1e-3)
    expect(maximizeFactors(flat, 5, { factors: 2, component: 3, floor }).noiseVariances).toEqual(floor)
    const constant = Float64Array.of(1, 0, 0, 0)
    expect(() => maximizeFactors(constant, 2, { factors: 1, component: 0 })).toThrow('covariance of component 0 is not positive definite: pivot 0.00e+0 at row 1.')
  })
})
