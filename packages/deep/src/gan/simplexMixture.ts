import * as tf from '@tensorflow/tfjs-core'

/** Gaussians with equal weights and variances at the corners of a regular simplex: p(e) = Σ_i N(e; v_i, σ² I) / (d + 1). */
export interface SimplexMixture {
  /** d */
  readonly dimensions: number
  /** σ of every component. */
  readonly deviation: number
  /** [d + 1, d] row-major, on the unit sphere around 0. */
  readonly corners: Float64Array
  /** ln of the largest density, nats. */
  readonly logMaximum: number
}

export function simplexMixture(dimensions: number, deviation: number): SimplexMixture {
  const corners = simplexCorners(dimensions)
  return { dimensions, deviation, corners, logMaximum: largestLogDensity(corners, dimensions, deviation) }
}

/**
 * ln p(e) - ln max p, nats, at most 0.
 *
 * @param embeddings [B, d]
 * @returns [B, 1]
 */
export function relativeLogDensity({ dimensions, deviation, corners, logMaximum }: SimplexMixture, embeddings: tf.Tensor): tf.Tensor2D {
  return tf.tidy(() => {
    const corner = tf.tensor2d(Float32Array.from(corners), [dimensions + 1, dimensions])
    // ‖e - v‖² = ‖e‖² - 2 eᵀv + 1: all corners are on the unit sphere.
    const squares = tf.add(tf.sum(tf.square(embeddings), 1, true), tf.sub(1, tf.mul(2, tf.matMul(embeddings, corner, false, true))))
    const exponents = tf.mul(squares, -0.5 / deviation ** 2)
    const constant = logNormalizer(dimensions, deviation) - logMaximum
    return tf.minimum(tf.add(tf.logSumExp(exponents, 1, true), constant), 0) as tf.Tensor2D
  })
}

/** Corners of the regular simplex in d dimensions with centre 0 and unit length. The cosine between any two is -1 / d. */
function simplexCorners(dimensions: number): Float64Array {
  const corners = new Float64Array((dimensions + 1) * dimensions)
  // The corners before i fix its first coordinates. The rest of its length goes to coordinate i.
  for (let i = 0; i < dimensions; i++) {
    let rest = 1
    for (let j = 0; j < i; j++) rest -= corners[i * dimensions + j] ** 2
    corners[i * dimensions + i] = Math.sqrt(rest)
    let product = 0
    for (let j = 0; j < i; j++) product += corners[i * dimensions + j] ** 2
    const shared = (-1 / dimensions - product) / corners[i * dimensions + i]
    for (let later = i + 1; later <= dimensions; later++) corners[later * dimensions + i] = shared
  }
  return corners
}

const maxAscents = 10_000

/**
 * By symmetry the density is largest at the centre or near the corners. From each of these points, the fixed-point iteration
 * e ← Σ_i r_i(e) v_i climbs to the mode above it, as EM does.
 */
function largestLogDensity(corners: Float64Array, dimensions: number, deviation: number): number {
  const starts = [new Float64Array(dimensions), corners.slice(0, dimensions)]
  return Math.max(...starts.map(start => climb(start, corners, deviation)))
}

function climb(start: Float64Array, corners: Float64Array, deviation: number): number {
  const dimensions = start.length
  let point = start
  let logDensity = -Infinity
  for (let ascent = 0; ascent < maxAscents; ascent++) {
    const exponents = Array.from({ length: dimensions + 1 }, (_, i) => {
      let square = 0
      for (let j = 0; j < dimensions; j++) square += (point[j] - corners[i * dimensions + j]) ** 2
      return (-0.5 * square) / deviation ** 2
    })
    const largest = Math.max(...exponents)
    const shares = exponents.map(exponent => Math.exp(exponent - largest))
    const sum = shares.reduce((total, share) => total + share, 0)
    const next = largest + Math.log(sum) + logNormalizer(dimensions, deviation)
    if (next - logDensity < 1e-14) return Math.max(next, logDensity)
    logDensity = next
    point = point.map((_, j) => shares.reduce((mean, share, i) => mean + (share / sum) * corners[i * dimensions + j], 0))
  }
  return logDensity
}

/** ln of 1 / ((d + 1) (2π σ²)^(d / 2)). */
function logNormalizer(dimensions: number, deviation: number): number {
  return -Math.log(dimensions + 1) - 0.5 * dimensions * Math.log(2 * Math.PI * deviation ** 2)
}
