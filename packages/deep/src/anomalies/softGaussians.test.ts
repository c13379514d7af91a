import { GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gaussianEnergies, softGaussians } from './softGaussians.js'

const [batch, components, columns] = [12, 2, 3]
const regularization = [0.01, 0.02, 0.03]

function draw(count: number, seed: number): number[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => Math.fround(random.normal()))
}

/** [B, K] rows of which sum to 1. */
function sharesOf(seed: number): number[] {
  return draw(batch, seed).flatMap(value => {
    const first = Math.fround(1 / (1 + Math.exp(-value)))
    return [first, Math.fround(1 - first)]
  })
}

/** Sum of the energies of a batch under its own mixture, in float64, as the docstrings define them. */
function energySum(rows: readonly number[], shares: readonly number[]): number {
  const gaussians = Array.from({ length: components }, (_, k) => {
    const share = (n: number): number => shares[n * components + k]
    let count = 0
    for (let n = 0; n < batch; n++) count += share(n)
    const mean = Array.from({ length: columns }, (_, i) => Array.from({ length: batch }, (_, n) => share(n) * rows[n * columns + i]).reduce((a, b) => a + b) / count)
    const covariance = mean.map((_, i) =>
      mean.map((_, j) => {
        let sum = 0
        for (let n = 0; n < batch; n++) sum += share(n) * (rows[n * columns + i] - mean[i]) * (rows[n * columns + j] - mean[j])
        return sum / count + (i === j ? regularization[i] : 0)
      }),
    )
    return { weight: count / batch, mean, covariance }
  })
  let total = 0
  for (let n = 0; n < batch; n++) {
    const density = gaussians.reduce((sum, { weight, mean, covariance }) => {
      const { square, determinant } = solve3(covariance, mean.map((m, i) => rows[n * columns + i] - m))
      return sum + (weight * Math.exp(-square / 2)) / Math.sqrt((2 * Math.PI) ** columns * determinant)
    }, 0)
    total -= Math.log(density)
  }
  return total
}

/** dᵀ C⁻¹ d and |C| by the adjugate of a symmetric 3 x 3. */
function solve3([[a, b, c], [, d, e], [, , f]]: number[][], [x, y, z]: number[]): { square: number; determinant: number } {
  const determinant = a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d)
  const square = (d * f - e * e) * x * x + (a * f - c * c) * y * y + (a * d - b * b) * z * z + 2 * ((c * e - b * f) * x * y + (b * e - c * d) * x * z + (b * c - a * e) * y * z)
  return { square: square / determinant, determinant }
}

function energiesOf(rows: tf.Tensor, shares: tf.Tensor): tf.Tensor1D {
  const added = tf.tensor1d(regularization)
  return gaussianEnergies(rows, softGaussians(rows, shares, added), tf.mul(added, 0.5))
}

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('softGaussians', () => {
  it('of one component is the mean and the covariance of the batch', async () => {
    const { weights, means, covariances } = softGaussians(tf.tensor2d([[0, 0], [2, 4]]), tf.ones([2, 1]), tf.tensor1d([0, 0.5]))
    expect(Array.from(await weights.data())).toEqual([1])
    expect(Array.from(await means.data())).toEqual([1, 2])
    expect(Array.from(await covariances.data())).toEqual([1, 2, 2, 4.5])
  })

  it('stays finite for a component without rows', async () => {
    const mixture = softGaussians(tf.tensor2d([[0], [2]]), tf.tensor2d([[1, 0], [1, 0]]), tf.tensor1d([0.1]))
    const energies = await gaussianEnergies(tf.tensor2d([[0], [2]]), mixture, tf.tensor1d([0.05])).data()
    expect(energies.every(Number.isFinite)).toBe(true)
  })
})

describe('gaussianEnergies', () => {
  it('is ½ ln 2π at the mean of a standard normal', async () => {
    const standard = { weights: tf.tensor1d([1]), means: tf.zeros([1, 1, 1]), covariances: tf.ones([1, 1, 1]) }
    expect((await gaussianEnergies(tf.zeros([1, 1]), standard, tf.tensor1d([0.1])).data())[0]).toBeCloseTo(0.5 * Math.log(2 * Math.PI), 6)
  })

  it.each([1, 2, 5, 12])("agrees with core's log-density in %i columns", async size => {
    const random = createRandom(size)
    const covarianceOf = (): number[][] => {
      const root = Array.from({ length: size }, () => Array.from({ length: size }, () => Math.fround(random.normal())))
      return root.map((row, i) => root.map((other, j) => Math.fround(row.reduce((sum, value, at) => sum + value * other[at], 0) + (i === j ? 1 : 0))))
    }
    const model = GaussianMixture.fromParameters({
      covarianceType: 'full',
      weights: [0.7, 0.3],
      means: [0, 1].map(() => Array.from({ length: size }, () => Math.fround(random.normal()))),
      covariances: [covarianceOf(), covarianceOf()],
    })
    const rows = Array.from({ length: 20 }, () => Array.from({ length: size }, () => Math.fround(2 * random.normal())))
    const mixture = {
      weights: tf.tensor1d(Float32Array.from(model.weights)),
      means: tf.tensor(Float32Array.from(model.means), [2, 1, size]),
      covariances: tf.tensor(Float32Array.from(model.covariances), [2, size, size]),
    }
    const energies = await gaussianEnergies(tf.tensor2d(rows), mixture, tf.fill([size], 1e-6)).data()
    const expected = await model.logDensity(rows)
    // Condition numbers up to some 100 in float32.
    expected.forEach((logDensity, n) => expect(Math.abs(energies[n] + logDensity)).toBeLessThan(1e-4 * Math.max(1, Math.abs(logDensity))))
  })

  it.each(['rows', 'shares'] as const)('has the gradient of finite differences by %s, through the mixture of the batch', async name => {
    const values = { rows: draw(batch * columns, 1), shares: sharesOf(2) }
    const tensors = { rows: tf.tensor2d(values.rows, [batch, columns]), shares: tf.tensor2d(values.shares, [batch, components]) }
    expect((await tf.sum(energiesOf(tensors.rows, tensors.shares)).data())[0]).toBeCloseTo(energySum(values.rows, values.shares), 3)
    const gradient = await tf.grad((moved: tf.Tensor) => {
      return tf.sum(name === 'rows' ? energiesOf(moved, tensors.shares) : energiesOf(tensors.rows, moved))
    })(tensors[name]).data()
    for (let i = 0; i < values[name].length; i++) {
      const moved = (by: number): number => {
        const changed = values[name].map((value, j) => (i === j ? value + by : value))
        return name === 'rows' ? energySum(changed, values.shares) : energySum(values.rows, changed)
      }
      const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5
      // Sums over 12 rows through a 3 x 3 elimination in float32.
      expect(Math.abs(gradient[i] - slope)).toBeLessThan(2e-4 * Math.max(1, Math.abs(slope)))
    }
  })

  it('and its gradient are finite where two columns are one', async () => {
    const column = draw(batch, 5)
    const rows = tf.tensor2d(column.map(value => [value, value]))
    const added = tf.fill([2], 1e-6)
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(gaussianEnergies(x, softGaussians(x, tf.ones([batch, 1]), added), tf.mul(added, 0.5))))(rows)
    expect((await gradient.data()).every(Number.isFinite)).toBe(true)
  })
})
