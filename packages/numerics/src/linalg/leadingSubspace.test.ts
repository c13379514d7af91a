import { expect, it } from 'vitest'
import { createRandom } from '../random/random.js'
import { leadingSubspace } from './leadingSubspace.js'
import { symmetricEigen } from './symmetricEigen.js'

it('agrees with Jacobi on the two leading directions of a covariance', () => {
  const size = 40
  const random = createRandom(5)
  const a = new Float64Array(size * size)
  // A covariance of 100 rows with decreasing column scales has a spectrum with gaps, like real data.
  for (let row = 0; row < 100; row++) {
    const values = Float64Array.from({ length: size }, (_, j) => random.normal() * 0.8 ** j)
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) a[i * size + j] += values[i] * values[j]
  }
  const exact = symmetricEigen(a, size)
  const leading = leadingSubspace(a, size, 2)
  for (const i of [0, 1]) {
    expect(leading.values[i] / exact.values[i]).toBeCloseTo(1, 12)
    for (let j = 0; j < size; j++) expect(leading.vectors[j * 2 + i]).toBeCloseTo(exact.vectors[j * size + i], 8)
  }
})

it('finds what there is in a matrix of rank one, and nothing in one of zeros', () => {
  const size = 20
  const { values, vectors } = leadingSubspace(new Float64Array(size * size).fill(1), size, 2)
  expect(values[0]).toBeCloseTo(20, 10)
  expect(values[1]).toBeCloseTo(0, 10)
  expect(vectors[7 * 2]).toBeCloseTo(1 / Math.sqrt(20), 12)
  expect([...leadingSubspace(new Float64Array(size * size), size, 2).values]).toEqual([0, 0])
})
