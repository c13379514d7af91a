import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { randomCovariance } from '../testing/randomCovariance.js'
import { leadingEigen } from './leadingEigen.js'
import { symmetricEigen } from './symmetricEigen.js'

describe('leadingEigen', () => {
  it('is what one sees of small matrices', () => {
    expect(leadingEigen(Float64Array.of(3), 1, 1)).toEqual({ values: Float64Array.of(3), vectors: Float64Array.of(1) })
    // [2 1; 1 2] has 3 along (1, 1).
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
      // Rounding, relative to the largest; vectors by the gaps between eigenvalues, some 1e-2 of it.
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
})
