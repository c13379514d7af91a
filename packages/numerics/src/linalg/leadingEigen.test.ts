import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { randomCovariance } from '../testing/randomCovariance.js'
import { leadingEigen } from './leadingEigen.js'
import { symmetricEigen } from './symmetricEigen.js'

describe('leadingEigen', () => {
  it('is what one sees of small matrices', () => {
    expect(leadingEigen(Float64Array.of(3), 1, 1)).toEqual({ values: Float64Array.of(3), vectors: Float64Array.of(1) })
    // [2 1; 1 2] has the eigenvalue 3 with eigenvector (1, 1).
    const { values, vectors } = leadingEigen(Float64Array.of(2, 1, 1, 2), 2, 1)
    expectClose(values, [3], { relative: 1e-15 })
    expectClose(vectors, [Math.SQRT1_2, Math.SQRT1_2], { relative: 1e-15 })
  })

  it('keeps a diagonal matrix as it is, in descending order', () => {
    const diagonal = Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 3)
    expect(leadingEigen(diagonal, 3, 2)).toEqual({ values: Float64Array.of(5, 3), vectors: Float64Array.of(0, 0, 1, 0, 0, 1) })
    expect(leadingEigen(new Float64Array(9), 3, 3).values).toEqual(new Float64Array(3))
  })

  it.each([2, 3, 5, 12, 30])('agrees with Jacobi rotations in %d columns', size => {
    for (const seed of [1, 2, 3]) {
      const covariance = randomCovariance(size, seed)
      const jacobi = symmetricEigen(covariance, size)
      const leading = leadingEigen(covariance, size, size)
      // Rounding error relative to the largest eigenvalue. For vectors it is divided by the relative gap of the eigenvalues, about 1e-2.
      expectClose(leading.values, jacobi.values, { relative: 1e-13, floor: jacobi.values[0] })
      expectClose(leading.vectors, jacobi.vectors, { relative: 1e-10, floor: 1 })
    }
  })

  it('is orthonormal and reproduces a matrix of rank 2 in 20 columns', () => {
    const a = Float64Array.from({ length: 20 }, (_, i) => Math.sin(i + 1))
    const b = Float64Array.from({ length: 20 }, (_, i) => Math.cos(3 * i))
    const low = Float64Array.from({ length: 400 }, (_, at) => a[Math.floor(at / 20)] * a[at % 20] + b[Math.floor(at / 20)] * b[at % 20])
    const { values, vectors } = leadingEigen(low, 20, 4)
    expect(values[2] / values[0]).toBeLessThan(1e-14)
    for (let l = 0; l < 4; l++) {
      for (let m = 0; m <= l; m++) {
        let inner = 0
        for (let i = 0; i < 20; i++) inner += vectors[i * 4 + l] * vectors[i * 4 + m]
        expect(inner).toBeCloseTo(l === m ? 1 : 0, 13)
      }
    }
    const again = low.map((_, at) => [0, 1].reduce((sum, l) => sum + values[l] * vectors[Math.floor(at / 20) * 4 + l] * vectors[(at % 20) * 4 + l], 0))
    expectClose(again, low, { relative: 1e-13, floor: values[0] })
  })

  it('tells apart the vectors of equal eigenvalues, and of parts that have nothing to do with one another', () => {
    // J - I of five entries and of three: eigenvalues 4 and 2 once, and -1 six times.
    const blocks = Float64Array.from({ length: 64 }, (_, at) => (at % 9 && Math.floor(at / 40) === Math.floor((at % 8) / 5) ? 1 : 0))
    const { values, vectors } = leadingEigen(blocks, 8, 8)
    expectClose(values, [4, 2, -1, -1, -1, -1, -1, -1], { relative: 1e-14 })
    expectClose(vectors.filter((_, at) => at % 8 === 0), [1, 1, 1, 1, 1, 0, 0, 0].map(value => value / Math.sqrt(5)), { relative: 1e-14, floor: 1 })
    for (let l = 0; l < 8; l++) {
      for (let m = 0; m < 8; m++) {
        let inner = 0
        let turned = 0
        for (let i = 0; i < 8; i++) {
          inner += vectors[i * 8 + l] * vectors[i * 8 + m]
          for (let j = 0; j < 8; j++) turned += vectors[i * 8 + l] * blocks[i * 8 + j] * vectors[j * 8 + m]
        }
        expect(inner).toBeCloseTo(l === m ? 1 : 0, 13)
        expect(turned).toBeCloseTo(l === m ? values[l] : 0, 13)
      }
    }
  })

  it.each([1e-150, 1e150])('knows no units (%s)', unit => {
    const covariance = randomCovariance(12, 5)
    const plain = leadingEigen(covariance, 12, 3)
    const scaled = leadingEigen(covariance.map(value => value * unit), 12, 3)
    expectClose(scaled.values.map(value => value / unit), plain.values, { relative: 1e-13 })
    expectClose(scaled.vectors, plain.vectors, { relative: 1e-10, floor: 1 })
  })

  it.each([2 ** 930, 2 ** -930])('gives the same vectors for entries times %d, whose squares leave the range of float64', factor => {
    const values = Float64Array.of(4, 1, 0.5, 1, 3, 0.3, 0.5, 0.3, 2)
    const plain = leadingEigen(values, 3, 3)
    const scaled = leadingEigen(values.map(value => value * factor), 3, 3)
    expect(scaled.vectors).toEqual(plain.vectors)
    expect(scaled.values).toEqual(plain.values.map(value => value * factor))
  })
})
