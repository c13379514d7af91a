import { GaussianMixture, MixtureClassifier, mergedGaussian } from '@mixtura/core'
import { dot, factorCovariance, inverseFromFactor, ShapeError } from '@mixtura/numerics'
import { choice, describeValue, optional, readOptions, requireObject } from '@mixtura/numerics/validation'
import { requireSavedArrays, type Network, type SavedArray } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** Inputs of the last layer: the rows themselves, or their `quadraticFeatures`. */
export type LastLayerFeatures = 'linear' | 'quadratic'

/** A dense layer whose softmax is the posterior of a mixture's components or of a classifier's classes. */
export interface LastLayer {
  /** [inputs, C] */
  readonly kernel: SavedArray
  /** [C] */
  readonly bias: SavedArray
  /** Whether the softmax equals the posterior up to rounding. If not, covariances were pooled or a class's components merged. */
  readonly isExact: boolean
}

/**
 * Computes the dense layer with C outputs whose softmax is p(c | x) of Gaussians with weights π_c. If all share one
 * covariance Σ, it is
 *
 *   kernel[:, c] = Σ⁻¹ μ_c,  bias_c = ln π_c - ½ μ_cᵀ Σ⁻¹ μ_c
 *
 * For several covariances it is exact on quadratic features; on linear features it uses Σ = Σ_c π_c Σ_c. The mean over the
 * outputs does not change the softmax, so it is subtracted to keep numbers small in float32.
 *
 * @param model a mixture, whose components become the outputs in order; or a classifier, whose classes become the outputs,
 *   each with its mixture merged into one Gaussian.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 4.68 to 4.70.
 */
export function lastLayerFromMixture(
  model: GaussianMixture | MixtureClassifier,
  options?: { readonly features?: LastLayerFeatures },
): LastLayer {
  const { features = 'linear' } = readOptions<NonNullable<typeof options>>('lastLayerFromMixture', options, { features: optional(choice(['linear', 'quadratic'])) })
  const { gaussians, columns, isMerged } = gaussiansOf(model)
  const areTied = gaussians.every(({ covariance }) => isSame(covariance, gaussians[0].covariance))
  const rows = features === 'linear' ? linearRows(gaussians, columns) : quadraticRows(gaussians, columns)
  const outputs = gaussians.length
  const inputs = rows[0].kernel.length
  const kernel = new Float32Array(inputs * outputs)
  for (let i = 0; i < inputs; i++) {
    const mean = rows.reduce((sum, row) => sum + row.kernel[i] / outputs, 0)
    rows.forEach((row, c) => (kernel[i * outputs + c] = row.kernel[i] - mean))
  }
  const meanBias = rows.reduce((sum, { bias }) => sum + bias / outputs, 0)
  return {
    kernel: { shape: [inputs, outputs], data: kernel },
    bias: { shape: [outputs], data: Float32Array.from(rows, ({ bias }) => bias - meanBias) },
    isExact: !isMerged && (features === 'quadratic' || areTied),
  }
}

/**
 * Sets kernel and bias of the last layer of a network, before the network is trained.
 *
 * @throws {ShapeError} unless the last layer is a dense layer with the same inputs and outputs and a bias.
 */
export function setLastLayer(network: Network, lastLayer: LastLayer): void {
  requireObject('network', network, { what: 'a network', fields: { model: 'object', parameters: 'object' }, remedy: 'Pass for example denseNetwork({ inputs: 2, widths: [3] }).' })
  requireObject('network.model', network.model, { what: 'a model of layers', fields: { layers: 'list', name: 'text' }, remedy: 'Pass for example denseNetwork({ inputs: 2, widths: [3] }).' })
  requireObject('lastLayer', lastLayer, { what: 'a last layer', fields: { kernel: 'object', bias: 'object' }, remedy: 'Pass what lastLayerFromMixture answers.' })
  const { kernel, bias } = lastLayer
  requireSavedArrays('lastLayer', { kernel, bias })
  const last = network.model.layers[network.model.layers.length - 1]
  for (const [part, { shape, data }] of Object.entries({ kernel, bias })) {
    const variable = network.parameters[`${network.model.name}/${last.name}/${part}`]
    const [expected, actual] = [shape, variable?.shape].map(sides => (sides ? `[${sides.join(', ')}]` : 'absent'))
    if (expected !== actual) {
      throw new ShapeError(`${part} of the last layer`, expected, actual, 'End the network with a dense layer of as many inputs and outputs.')
    }
    tf.tidy(() => variable.assign(tf.tensor(data, [...shape])))
  }
}

/** Gaussian of one output: π, μ [D] and Σ [D, D]. */
interface WeightedGaussian {
  readonly weight: number
  readonly mean: Float64Array
  readonly covariance: Float64Array
}

function gaussiansOf(model: GaussianMixture | MixtureClassifier): {
  readonly gaussians: readonly WeightedGaussian[]
  readonly columns: number
  readonly isMerged: boolean
} {
  if (!(model instanceof GaussianMixture || model instanceof MixtureClassifier)) {
    throw new ShapeError('model', 'a GaussianMixture or a MixtureClassifier', describeValue(model), 'Pass what fitGaussianMixture or fitMixtureClassifier found.')
  }
  const { columns } = model
  if (model instanceof MixtureClassifier) {
    const gaussians = model.mixtures.map((mixture, c) => {
      const merged = mixture.components === 1 ? mixture : mergedGaussian(mixture)
      return { weight: model.priors[c], mean: merged.componentMean(0), covariance: merged.componentCovariance(0) }
    })
    return { gaussians, columns, isMerged: model.mixtures.some(({ components }) => components > 1) }
  }
  const gaussians = Array.from(model.weights, (weight, k) => ({
    weight,
    mean: model.componentMean(k),
    covariance: model.componentCovariance(k),
  }))
  return { gaussians, columns, isMerged: false }
}

/** A structure with one shared covariance stores or expands it once, so the copies are equal to the bit. */
function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.every((value, i) => value === b[i])
}

interface OutputRow {
  readonly kernel: Float64Array
  readonly bias: number
}

function linearRows(gaussians: readonly WeightedGaussian[], columns: number): OutputRow[] {
  const total = gaussians.reduce((sum, { weight }) => sum + weight, 0)
  const pooled = new Float64Array(columns * columns)
  for (const { weight, covariance } of gaussians) covariance.forEach((value, i) => (pooled[i] += (weight / total) * value))
  const { precision } = inverse(pooled, columns, 0)
  return gaussians.map(({ weight, mean }) => {
    const kernel = times(precision, mean)
    return { kernel, bias: Math.log(weight) - dot(kernel, mean) / 2 }
  })
}

function quadraticRows(gaussians: readonly WeightedGaussian[], columns: number): OutputRow[] {
  return gaussians.map(({ weight, mean, covariance }, c) => {
    const { precision, logDeterminant } = inverse(covariance, columns, c)
    const linear = times(precision, mean)
    const products: number[] = []
    for (let i = 0; i < columns; i++) {
      for (let j = i; j < columns; j++) products.push(precision[i * columns + j] * (i === j ? -0.5 : -1))
    }
    return {
      kernel: Float64Array.from([...linear, ...products]),
      bias: Math.log(weight) - logDeterminant / 2 - dot(linear, mean) / 2,
    }
  })
}

/** Σ⁻¹ and ln |Σ|. */
function inverse(covariance: Float64Array, size: number, component: number): { readonly precision: Float64Array; readonly logDeterminant: number } {
  const factor = factorCovariance(covariance, size, component)
  let logDeterminant = 0
  for (let i = 0; i < size; i++) logDeterminant += 2 * Math.log(factor[i * size + i])
  return { precision: inverseFromFactor(factor, size), logDeterminant }
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((_, i) => dot(matrix.subarray(i * vector.length, (i + 1) * vector.length), vector))
}
