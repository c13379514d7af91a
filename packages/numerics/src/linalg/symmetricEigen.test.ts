import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { randomCovariance } from '../testing/randomCovariance.js'
import { symmetricEigen } from './symmetricEigen.js'

describe('symmetricEigen', () => {
  it('decomposes a matrix by hand', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
    expectClose(values, [3, 1], { relative: 1e-15 })
    const half = Math.SQRT1_2
    expectClose(vectors.map(Math.abs), [half, half, half, half], { relative: 1e-15 })
    expect(vectors[0] * vectors[2]).toBeGreaterThan(0)
    expect(vectors[1] * vectors[3]).toBeLessThan(0)
  })

  it.each([1, 2, 3, 5, 12])('gives V diag(λ) Vᵀ = A with Vᵀ V = I, descending, in %d columns', size => {
    const matrix = randomCovariance(size, size)
    const { values, vectors } = symmetricEigen(matrix, size)
    for (let i = 1; i < size; i++) expect(values[i]).toBeLessThanOrEqual(values[i - 1])
    const rebuilt = new Float64Array(size * size)
    const gram = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        for (let l = 0; l < size; l++) {
          rebuilt[i * size + j] += vectors[i * size + l] * values[l] * vectors[j * size + l]
          gram[i * size + j] += vectors[l * size + i] * vectors[l * size + j]
        }
      }
    }
    expectClose(rebuilt, matrix, { relative: 1e-13, floor: 1 })
    expectClose(gram, Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0)), { relative: 1e-13, floor: 1 })
  })

  it('keeps the digits of eigenvalues a trillion apart, and modifies nothing', () => {
    const matrix = Float64Array.of(1e12, 0, 0, 0, 1, 0, 0, 0, 1e-3)
    const copy = matrix.slice()
    expectClose(symmetricEigen(matrix, 3).values, [1e12, 1, 1e-3], { relative: 1e-15 })
    expect(matrix).toEqual(copy)
  })

  it.each([2 ** 930, 2 ** -930])('gives the same vectors for entries times %d, whose squares leave the range of float64', factor => {
    const values = Float64Array.of(4, 1, 0.5, 1, 3, 0.3, 0.5, 0.3, 2)
    const plain = symmetricEigen(values, 3)
    const scaled = symmetricEigen(values.map(value => value * factor), 3)
    expect(scaled.vectors).toEqual(plain.vectors)
    expect(scaled.values).toEqual(plain.values.map(value => value * factor))
  })
})
