import { createRandom } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { symmetricEigen } from './symmetricEigen.js'

describe('symmetricEigen', () => {
  it('is 3 and 1 along the diagonals for [[2, 1], [1, 2]], signs fixed', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2)
    expect(values[0]).toBeCloseTo(3, 14)
    expect(values[1]).toBeCloseTo(1, 14)
    const half = Math.SQRT1_2
    for (const [i, expected] of [half, half, half, -half].entries()) expect(vectors[i]).toBeCloseTo(expected, 14)
  })

  it('rebuilds a random matrix, A = Vᵀ diag(λ) V, with orthonormal vectors', () => {
    const size = 12
    const random = createRandom(3)
    const a = new Float64Array(size * size)
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) a[i * size + j] = a[j * size + i] = random.normal()
    const { values, vectors } = symmetricEigen(a, size)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let rebuilt = 0
        let product = 0
        for (let k = 0; k < size; k++) {
          rebuilt += values[k]! * vectors[k * size + i]! * vectors[k * size + j]!
          product += vectors[i * size + k]! * vectors[j * size + k]!
        }
        expect(rebuilt).toBeCloseTo(a[i * size + j]!, 11)
        expect(product).toBeCloseTo(i === j ? 1 : 0, 12)
      }
    }
    expect([...values]).toEqual([...values].sort((x, y) => y - x))
  })

  it('leaves a zero matrix and a single number alone', () => {
    expect([...symmetricEigen(new Float64Array(4), 2).values]).toEqual([0, 0])
    expect(symmetricEigen(Float64Array.of(5), 1)).toEqual({ values: Float64Array.of(5), vectors: Float64Array.of(1) })
  })
})
