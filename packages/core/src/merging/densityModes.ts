import { choleskyInPlace, createYielder, invertLowerTriangular, matrix, type Matrix, type Samples, solveLowerInPlace } from '@mixtura/numerics'
import { acceptSamples } from '../mixture/acceptSamples.js'
import { requireModel, type GaussianMixture } from '../mixture/gaussianMixture.js'
import { factorColumns, firstIndices } from '../mixture/selectColumns.js'

/** An ascent has converged if its step is shorter than this, in standard deviations of the most probable component. */
const minStep = 1e-9
/** Ascents that end closer than this, in the same units, have found the same mode. Steps shrink slowly near a flat mode. */
const sameMode = 1e-3
/** Along a nearly flat ridge an ascent is very slow; it then ends before it converges. */
const maxSteps = 10_000

/** Local maxima of the density of a mixture. */
export interface DensityModes {
  /** [M, D] modes, the highest first; data units. */
  readonly modes: Matrix
  /** [M] ln p at each mode, nats. */
  readonly logDensities: Float64Array
  /** [N] the mode that each start leads to. */
  readonly labels: Int32Array
}

/**
 * Finds the local maxima of a mixture's density by ascent from the given starts. The means of the components as starts (the
 * default) show which components share a mode; the samples as starts give a clustering by modes. In one column a mixture of
 * K Gaussians has at most K modes; in several columns it may have more. Each step,
 * x <- (Σ_k r_k Λ_k)⁻¹ Σ_k r_k Λ_k μ_k with r_k = p(k given x), raises the density.
 *
 * O(K D² + D³) per step.
 *
 * @param starts [N, D], finite; the means of the components by default.
 * @throws {ShapeError} if `starts` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @see Carreira-Perpiñán, Mode-finding for mixtures of Gaussian distributions (2000); Li, Ray & Lindsay, A nonparametric
 *   statistical approach to clustering via mode identification (2007).
 */
export async function densityModes(model: GaussianMixture, starts?: Samples): Promise<DensityModes> {
  requireModel('model', model)
  const { components, columns } = model
  const { data, rows } = starts !== undefined ? acceptSamples(starts, columns) : matrix(model.means, components, columns)
  const ascent = createAscent(model)
  const peaks: Float64Array[] = []
  const peakOf = new Int32Array(rows)
  const yieldIfDue = createYielder()
  for (let row = 0; row < rows; row++) {
    const end = ascent.from(Float64Array.from(data.subarray(row * columns, (row + 1) * columns)))
    const known = peaks.findIndex(peak => ascent.distance(end, peak) < sameMode)
    peakOf[row] = known < 0 ? peaks.push(end) - 1 : known
    const pause = yieldIfDue()
    if (pause) await pause
  }
  const heights = await model.logDensity(matrix(Float64Array.from(peaks.flatMap(peak => Array.from(peak))), peaks.length, columns))
  const order = Array.from(peaks.keys()).sort((a, b) => heights[b] - heights[a] || a - b)
  const modes = new Float64Array(peaks.length * columns)
  order.forEach((peak, to) => modes.set(peaks[peak], to * columns))
  return {
    modes: matrix(modes, peaks.length, columns),
    logDensities: Float64Array.from(order, peak => heights[peak]),
    labels: peakOf.map(peak => order.indexOf(peak)),
  }
}

interface Ascent {
  /** Overwrites `x` with the end of the ascent from it, and returns it. */
  from(x: Float64Array): Float64Array
  /** ‖x - y‖ in standard deviations of the most probable component at x. */
  distance(x: Float64Array, y: Float64Array): number
}

function createAscent(model: GaussianMixture): Ascent {
  const { components, columns, means, weights } = model
  const size = columns * columns
  const factors = factorColumns(model, firstIndices(columns))
  const precisions = precisionsOf(factors, columns)
  const logConstants = Float64Array.from({ length: components }, (_, k) => {
    let sum = Math.log(weights[k])
    for (let i = 0; i < columns; i++) sum -= Math.log(factors[k * size + i * columns + i])
    return sum
  })
  const whitened = new Float64Array(columns)
  const responsibilities = new Float64Array(components)
  /** Squared Mahalanobis length of the vector in `whitened`, which it whitens in place. */
  const squaredNorm = (k: number): number => {
    solveLowerInPlace(factors, { offset: k * size, size: columns, count: columns }, whitened)
    return whitened.reduce((sum, value) => sum + value * value, 0)
  }

  /** Sets `responsibilities` up to a common factor; returns the most probable component. */
  function updateResponsibilities(x: Float64Array): number {
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) whitened[i] = x[i] - means[k * columns + i]
      responsibilities[k] = logConstants[k] - 0.5 * squaredNorm(k)
    }
    const largest = responsibilities.reduce((maximum, value) => Math.max(maximum, value), -Infinity)
    const mostProbable = responsibilities.indexOf(largest)
    for (let k = 0; k < components; k++) responsibilities[k] = Math.exp(responsibilities[k] - largest)
    return mostProbable
  }

  const precision = new Float64Array(size)
  const inverse = new Float64Array(size)
  /** The step (Σ r Λ)⁻¹ Σ r Λ (μ - x). */
  function stepFrom(x: Float64Array): Float64Array {
    precision.fill(0)
    const pull = new Float64Array(columns)
    for (let k = 0; k < components; k++) {
      const r = responsibilities[k]
      if (r === 0) continue
      for (let i = 0; i < columns; i++) {
        for (let j = 0; j < columns; j++) {
          const entry = r * precisions[k * size + i * columns + j]
          precision[i * columns + j] += entry
          pull[i] += entry * (means[k * columns + j] - x[j])
        }
      }
    }
    choleskyInPlace(precision, columns) // cannot fail: a sum of positive definite matrices
    invertLowerTriangular(precision, inverse, columns)
    const halfway = pull.map((_, i) => product(inverse.subarray(i * columns, (i + 1) * columns), pull))
    return pull.map((_, i) => halfway.reduce((sum, value, j) => sum + inverse[j * columns + i] * value, 0))
  }

  const distance = (x: Float64Array, y: Float64Array): number => {
    const mostProbable = updateResponsibilities(x)
    for (let i = 0; i < columns; i++) whitened[i] = x[i] - y[i]
    return Math.sqrt(squaredNorm(mostProbable))
  }
  return {
    distance,
    from(x) {
      for (let step = 0; step < maxSteps; step++) {
        const mostProbable = updateResponsibilities(x)
        const change = stepFrom(x)
        for (let i = 0; i < columns; i++) x[i] += change[i]
        whitened.set(change)
        if (Math.sqrt(squaredNorm(mostProbable)) < minStep) break
      }
      return x
    },
  }
}

/** [K, D, D] Λ = L⁻ᵀ L⁻¹. */
function precisionsOf(factors: Float64Array, columns: number): Float64Array {
  const size = columns * columns
  const precisions = new Float64Array(factors.length)
  const inverse = new Float64Array(size)
  for (let offset = 0; offset < factors.length; offset += size) {
    invertLowerTriangular(factors.subarray(offset, offset + size), inverse, columns)
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        for (let l = 0; l < columns; l++) precisions[offset + i * columns + j] += inverse[l * columns + i] * inverse[l * columns + j]
      }
    }
  }
  return precisions
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}
