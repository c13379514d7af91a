import { createRandom } from '../random/random.js'

/** A random positive definite [D, D] matrix: A Aᵀ / D + I / 10, where A has standard normal entries. */
export function randomCovariance(size: number, seed: number): Float64Array {
  const random = createRandom(seed)
  const a = Float64Array.from({ length: size * size }, () => random.normal())
  const covariance = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 0.1 * size : 0
      for (let k = 0; k < size; k++) sum += a[i * size + k] * a[j * size + k]
      covariance[i * size + j] = sum / size
      covariance[j * size + i] = sum / size
    }
  }
  return covariance
}
