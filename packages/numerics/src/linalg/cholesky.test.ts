import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { randomCovariance } from '../testing/randomCovariance.js'
import { choleskyInPlace, invertLowerTriangular } from './cholesky.js'

describe('choleskyInPlace', () => {
  it('factors a matrix that can be factored by hand', () => {
    // [4 2; 2 5] = [2 0; 1 2] [2 1; 0 2]; the upper triangle is not read.
    const matrix = Float64Array.of(4, NaN, 2, 5)
    expect(choleskyInPlace(matrix, 2)).toBeUndefined()
    expect(Array.from(matrix)).toEqual([2, 0, 1, 2])
  })

  it('multiplies back to the matrix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(1000), (size, seed) => {
        const matrix = randomCovariance(size, seed)
        const factor = matrix.slice()
        expect(choleskyInPlace(factor, size)).toBeUndefined()
        const scale = Math.max(...matrix)
        // Backward stable: the error is a small multiple of D eps of the largest entry.
        expectClose(timesTransposed(factor, size), matrix, { relative: 1e-13, floor: scale })
      }),
      { seed: 1, numRuns: 50 },
    )
  })

  it.each([
    { matrix: [0], size: 1, failed: { row: 0, pivot: 0 } },
    { matrix: [1, 0, 2, 3], size: 2, failed: { row: 1, pivot: -1 } },
    { matrix: [1, 0, 1, 1], size: 2, failed: { row: 1, pivot: 0 } },
    { matrix: [NaN], size: 1, failed: { row: 0, pivot: NaN } },
    { matrix: [Infinity], size: 1, failed: { row: 0, pivot: Infinity } },
  ])('names the pivot at which $matrix is not positive definite', ({ matrix, size, failed }) => {
    expect(choleskyInPlace(Float64Array.from(matrix), size)).toEqual(failed)
  })
})

describe('invertLowerTriangular', () => {
  it('inverts by hand', () => {
    const inverse = new Float64Array(4).fill(NaN)
    invertLowerTriangular(Float64Array.of(2, 0, 1, 4), inverse, 2)
    expect(Array.from(inverse)).toEqual([0.5, 0, -0.125, 0.25])
  })

  it('is the left inverse', () => {
    const size = 9
    const factor = randomCovariance(size, 3)
    choleskyInPlace(factor, size)
    const inverse = new Float64Array(size * size)
    invertLowerTriangular(factor, inverse, size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let product = 0
        for (let k = 0; k < size; k++) product += inverse[i * size + k] * factor[k * size + j]
        expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-12)
      }
    }
  })
})

/** L Lᵀ */
function timesTransposed(factor: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, at) => {
    const i = Math.floor(at / size)
    const j = at % size
    let sum = 0
    for (let k = 0; k < size; k++) sum += factor[i * size + k] * factor[j * size + k]
    return sum
  })
}
