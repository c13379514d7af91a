import * as tf from '@tensorflow/tfjs-core'
import { stopGradient } from '../gradients/stopGradient.js'
import { logSoftmax } from '../gradients/logSoftmax.js'
import { at, generate, logSumExp, map, rowsOf, type Dense } from '../testing/float64.js'
import { along, convolve, convolveDepthwise, convolveTransposed, pool, resize, type Geometry } from '../testing/float64Images.js'

/** One operation as the models use it, with the same operation in float64. */
export interface OperationCase {
  readonly name: string
  /** Shapes of the inputs. Entries are in [-1, 1], away from 0. */
  readonly inputs: readonly (readonly number[])[]
  readonly run: (inputs: readonly tf.Tensor[]) => tf.Tensor
  readonly reference: (inputs: readonly Dense[]) => Dense
  /** Inputs whose gradients are compared; all by default. */
  readonly gradientsBy?: readonly number[]
}

type Run = OperationCase['run']
type Reference = OperationCase['reference']
const matrix = [3, 4] as const
const one = (name: string, run: (x: tf.Tensor) => tf.Tensor, reference: (x: Dense) => Dense, shape: readonly number[] = matrix): OperationCase => ({
  name,
  inputs: [shape],
  run: ([x]) => run(x!),
  reference: ([x]) => reference(x!),
})
const entrywise = (name: string, run: (x: tf.Tensor) => tf.Tensor, f: (value: number) => number): OperationCase =>
  one(name, run, x => map(x, f))
/** Case of an operation that maps each row of a matrix. */
const rowwise = (name: string, run: (x: tf.Tensor) => tf.Tensor, f: (row: Float64Array) => Float64Array | number): OperationCase =>
  one(name, run, x => {
    const rows = rowsOf(x).map(f)
    if (typeof rows[0] === 'number') return { shape: [rows.length], data: Float64Array.from(rows as number[]) }
    const wide = rows as Float64Array[]
    return { shape: [wide.length, wide[0]!.length], data: Float64Array.from(wide.flatMap(row => [...row])) }
  })
const several = (name: string, inputs: OperationCase['inputs'], run: Run, reference: Reference, gradientsBy?: readonly number[]): OperationCase => ({
  name,
  inputs,
  run,
  reference,
  ...(gradientsBy ? { gradientsBy } : {}),
})

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
const mean = (row: Float64Array) => row.reduce((sum, value) => sum + value, 0) / row.length
const images = [2, 6, 5, 3] as const
const asImages = (x: tf.Tensor) => x as tf.Tensor4D

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

const convolutions = [
  { stride: 1, padding: 'same' },
  { stride: 2, padding: 'same' },
  { stride: 1, padding: 'valid' },
  { stride: 2, padding: 'valid' },
] as const satisfies readonly Geometry[]

const convolutionCases = convolutions.flatMap((geometry): OperationCase[] => {
  const { stride, padding } = geometry
  const label = `stride ${stride}, ${padding}`
  const outShape = [2, 6, 5, 2] as const
  const spread = [2, along(6, 3, geometry).size, along(5, 3, geometry).size, 3]
  return [
    several(
      `conv2d, ${label}`, [images, [3, 3, 3, 2]],
      ([x, w]) => tf.conv2d(asImages(x!), asImages(w!), stride, padding), ([x, w]) => convolve(x!, w!, geometry),
    ),
    several(
      `depthwiseConv2d, ${label}`, [images, [3, 3, 3, 2]],
      ([x, w]) => tf.depthwiseConv2d(asImages(x!), asImages(w!), stride, padding), ([x, w]) => convolveDepthwise(x!, w!, geometry),
    ),
    several(
      `conv2dTranspose, ${label}`, [spread, [3, 3, 2, 3]],
      ([y, w]) => tf.conv2dTranspose(asImages(y!), asImages(w!), [...outShape], stride, padding),
      ([y, w]) => convolveTransposed(y!, w!, outShape, geometry),
    ),
    one(`maxPool, ${label}`, x => tf.maxPool(asImages(x), 2, stride, padding), x => pool(x, 2, geometry, values => Math.max(...values)), images),
    one(`avgPool, ${label}`, x => tf.avgPool(asImages(x), 2, stride, padding), x => pool(x, 2, geometry, average), images),
  ]
})

const tiledPool = one(
  'maxPool, 2 by 2, tiling', x => tf.maxPool(asImages(x), 2, 2, 'valid'),
  x => pool(x, 2, { stride: 2, padding: 'valid' }, values => Math.max(...values)), [2, 6, 4, 3],
)

/**
 * Mean log-density of samples [N, D] under a mixture with logits [K], means [K, D] and log standard deviations [K, D]:
 *
 *   mean_n logSumExp_k (ln w_k - Σ_j [½ ((x - μ) / σ)² + ln σ + ½ ln 2π])
 */
const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)
const mixtureRun: Run = ([samples, logits, means, logScales]) => {
  const standardized = tf.div(tf.sub(tf.expandDims(samples!, 1), means!), tf.exp(logScales!))
  const perFeature = tf.add(tf.mul(tf.square(standardized), 0.5), tf.add(logScales!, halfLogTwoPi))
  return tf.mean(tf.logSumExp(tf.sub(logSoftmax(logits!), tf.sum(perFeature, -1)), -1))
}
const mixtureReference: Reference = ([samples, logits, means, logScales]) => {
  const normalizer = logSumExp(logits!.data)
  const centres = rowsOf(means!)
  const scales = rowsOf(logScales!)
  const perSample = rowsOf(samples!).map(x =>
    logSumExp(
      Float64Array.from(centres, (mu, k) =>
        mu.reduce(
          (sum, m, j) => sum - 0.5 * ((x[j]! - m) / Math.exp(scales[k]![j]!)) ** 2 - scales[k]![j]! - halfLogTwoPi,
          logits!.data[k]! - normalizer,
        ),
      ),
    ),
  )
  return { shape: [], data: Float64Array.of(mean(Float64Array.from(perSample))) }
}

/** Batch normalisation with the moments of the batch, as layers do it. */
const normalizeRun: Run = ([x, scale, shift]) => {
  const { mean: centre, variance } = tf.moments(x!, 0)
  return tf.add(tf.mul(tf.mul(tf.sub(x!, centre), tf.rsqrt(tf.add(variance, 1e-3))), scale!), shift!)
}
const normalizeReference: Reference = ([x, scale, shift]) => {
  const rows = rowsOf(x!)
  const column = (j: number) => Float64Array.from(rows, row => row[j]!)
  return generate(x!.shape, ([i, j]) => {
    const values = column(j!)
    const centre = mean(values)
    const variance = mean(values.map(value => (value - centre) ** 2))
    return ((values[i!]! - centre) / Math.sqrt(variance + 1e-3)) * scale!.data[j!]! + shift!.data[j!]!
  })
}

const product = (a: Dense, b: Dense): Dense =>
  generate([a.shape[0]!, b.shape[1]!], ([i, j]) => {
    let sum = 0
    for (let k = 0; k < a.shape[1]!; k++) sum += at(a, i!, k) * at(b, k, j!)
    return sum
  })
const turned = (x: Dense): Dense => generate([x.shape[1]!, x.shape[0]!], ([i, j]) => at(x, j!, i!))
const picked = [2, 0, 2, 1]
const chosen = (i: number, j: number) => (i + j) % 3 !== 0

export const operationCases: readonly OperationCase[] = [
  several('matMul', [[3, 4], [4, 5]], ([a, b]) => tf.matMul(a!, b!), ([a, b]) => product(a!, b!)),
  several('matMul, first transposed', [[4, 3], [4, 5]], ([a, b]) => tf.matMul(a!, b!, true), ([a, b]) => product(turned(a!), b!)),
  several('matMul, second transposed', [[3, 4], [5, 4]], ([a, b]) => tf.matMul(a!, b!, false, true), ([a, b]) => product(a!, turned(b!))),
  several(
    'matMul of stacks', [[2, 3, 4], [2, 4, 5]], ([a, b]) => tf.matMul(a!, b!),
    ([a, b]) => generate([2, 3, 5], ([n, i, j]) => [0, 1, 2, 3].reduce((sum, k) => sum + at(a!, n!, i!, k) * at(b!, n!, k, j!), 0)),
  ),
  ...convolutionCases,
  tiledPool,

  entrywise('relu', x => tf.relu(x), v => Math.max(v, 0)),
  entrywise('leakyRelu', x => tf.leakyRelu(x, 0.2), v => (v < 0 ? 0.2 * v : v)),
  entrywise('elu', x => tf.elu(x), v => (v < 0 ? Math.expm1(v) : v)),
  entrywise('sigmoid', x => tf.sigmoid(x), v => 1 / (1 + Math.exp(-v))),
  entrywise('tanh', x => tf.tanh(x), Math.tanh),
  entrywise('softplus', x => tf.softplus(x), softplus),
  entrywise('exp', x => tf.exp(x), Math.exp),
  entrywise('log', x => tf.log(tf.abs(x)), v => Math.log(Math.abs(v))),
  entrywise('square and sqrt', x => tf.sqrt(tf.add(tf.square(x), 0.1)), v => Math.sqrt(v * v + 0.1)),
  entrywise('reciprocal', x => tf.reciprocal(x), v => 1 / v),
  entrywise('clipByValue', x => tf.clipByValue(x, -0.03, 0.04), v => Math.min(Math.max(v, -0.03), 0.04)),

  rowwise('logSumExp', x => tf.logSumExp(x, 1), logSumExp),
  rowwise('softmax', x => tf.softmax(x), row => row.map(v => Math.exp(v - logSumExp(row)))),
  rowwise('tf.logSoftmax', x => tf.logSoftmax(x), row => row.map(v => v - logSumExp(row))),
  rowwise('logSoftmax', x => logSoftmax(x), row => row.map(v => v - logSumExp(row))),
  rowwise('sum', x => tf.sum(x, 1), row => row.reduce((sum, v) => sum + v, 0)),
  rowwise('mean', x => tf.mean(x, 1), mean),
  rowwise('max', x => tf.max(x, 1), row => Math.max(...row)),
  rowwise('min', x => tf.min(x, 1), row => Math.min(...row)),
  rowwise('norm', x => tf.norm(x, 2, 1), row => Math.hypot(...row)),
  rowwise('cumsum', x => tf.cumsum(x, 1), row => row.map((_, i) => row.subarray(0, i + 1).reduce((sum, v) => sum + v, 0))),
  rowwise('slice', x => tf.slice(x, [0, 1], [3, 2]), row => row.slice(1, 3)),
  rowwise('pad', x => tf.pad(x, [[0, 0], [2, 1]]), row => Float64Array.of(0, 0, ...row, 0)),
  rowwise('tile', x => tf.tile(x, [1, 2]), row => Float64Array.of(...row, ...row)),
  rowwise('reverse', x => tf.reverse(x, 1), row => row.slice().reverse()),
  one('gather', x => tf.gather(x, tf.tensor1d(picked, 'int32')), x => generate([4, 4], ([i, j]) => at(x, picked[i!]!, j!))),
  one('gather of columns', x => tf.gather(x, tf.tensor1d(picked, 'int32'), 1), x => generate([3, 4], ([i, j]) => at(x, i!, picked[j!]!))),
  one('transpose', x => tf.transpose(x, [2, 0, 1]), x => generate([4, 2, 3], ([i, j, k]) => at(x, j!, k!, i!)), [2, 3, 4]),
  one('reshape', x => tf.reshape(x, [2, 6]), x => ({ shape: [2, 6], data: x.data })),
  one('resizeBilinear up', x => tf.image.resizeBilinear(asImages(x), [9, 8]), x => resize(x, 9, 8, false), images),
  one('resizeBilinear down, corners aligned', x => tf.image.resizeBilinear(asImages(x), [4, 3], true), x => resize(x, 4, 3, true), images),

  several('add, broadcast', [matrix, [4]], ([a, b]) => tf.add(a!, b!), ([a, b]) => generate(matrix, ([i, j]) => at(a!, i!, j!) + at(b!, j!))),
  several('mul, broadcast', [matrix, [3, 1]], ([a, b]) => tf.mul(a!, b!), ([a, b]) => generate(matrix, ([i, j]) => at(a!, i!, j!) * at(b!, i!, 0))),
  several('div', [matrix, matrix], ([a, b]) => tf.div(a!, b!), ([a, b]) => generate(matrix, ([i, j]) => at(a!, i!, j!) / at(b!, i!, j!))),
  several('maximum', [matrix, matrix], ([a, b]) => tf.maximum(a!, b!), ([a, b]) => generate(matrix, ([i, j]) => Math.max(at(a!, i!, j!), at(b!, i!, j!)))),
  several('maximum, broadcast', [[3, 1], [4]], ([a, b]) => tf.maximum(a!, b!), ([a, b]) => generate(matrix, ([i, j]) => Math.max(at(a!, i!, 0), at(b!, j!)))),
  several('minimum, broadcast', [[3, 1], [4]], ([a, b]) => tf.minimum(a!, b!), ([a, b]) => generate(matrix, ([i, j]) => Math.min(at(a!, i!, 0), at(b!, j!)))),
  several(
    'squaredDifference, broadcast', [matrix, [4]], ([a, b]) => tf.squaredDifference(a!, b!),
    ([a, b]) => generate(matrix, ([i, j]) => (at(a!, i!, j!) - at(b!, j!)) ** 2),
  ),
  several('concat', [matrix, [3, 2]], ([a, b]) => tf.concat([a!, b!], 1), ([a, b]) => generate([3, 6], ([i, j]) => (j! < 4 ? at(a!, i!, j!) : at(b!, i!, j! - 4)))),
  several('stack', [matrix, matrix], ([a, b]) => tf.stack([a!, b!], 1), ([a, b]) => generate([3, 2, 4], ([i, n, j]) => at(n === 0 ? a! : b!, i!, j!))),
  several(
    'where', [matrix, matrix],
    ([a, b]) => tf.where(tf.tensor2d(Array.from({ length: 12 }, (_, i) => (chosen(Math.floor(i / 4), i % 4) ? 1 : 0)), [3, 4], 'bool'), a!, b!),
    ([a, b]) => generate(matrix, ([i, j]) => at(chosen(i!, j!) ? a! : b!, i!, j!)),
  ),
  several('stopGradient', [matrix], ([a]) => tf.mul(a!, tf.add(stopGradient(a!), 2)), ([a]) => map(a!, v => v * (v + 2)), []),
  several('batch normalisation', [[6, 3], [3], [3]], normalizeRun, normalizeReference),
  several('log-density of a mixture', [[8, 2], [3], [3, 2], [3, 2]], mixtureRun, mixtureReference),
]
