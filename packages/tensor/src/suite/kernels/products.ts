import type * as tf from '@tensorflow/tfjs-core'
import { at, generate, sizeOf, type Dense } from '../../testing/float64.js'
import { convolve, convolveDepthwise, pool, resize, type Geometry } from '../../testing/float64Images.js'
import { operand, type KernelCall, type KernelCase, type KernelTwin, type Operand } from './kernelCase.js'

/* Kernels that add products, and kernels on images. */

/** Matrix products over the last two axes. Stacks of one matrix are repeated. */
function stackedProduct(a: Dense, b: Dense, transposeA: boolean, transposeB: boolean): Dense {
  const rank = a.shape.length
  const [rows, inner] = transposeA ? [a.shape[rank - 1], a.shape[rank - 2]] : [a.shape[rank - 2], a.shape[rank - 1]]
  const columns = transposeB ? b.shape[rank - 2] : b.shape[rank - 1]
  const stack = a.shape.slice(0, -2).map((size, axis) => Math.max(size, b.shape[axis]) * Math.min(size, b.shape[axis], 1))
  return generate([...stack, rows, columns], index => {
    const [i, j] = index.slice(-2)
    const of = (x: Dense) => index.slice(0, -2).map((at, axis) => (x.shape[axis] === 1 ? 0 : at))
    const [stackA, stackB] = [of(a), of(b)]
    let sum = 0
    for (let k = 0; k < inner; k++) sum += (transposeA ? at(a, ...stackA, k, i) : at(a, ...stackA, i, k)) * (transposeB ? at(b, ...stackB, j, k) : at(b, ...stackB, k, j))
    return sum
  })
}

const activations: Readonly<Record<string, (value: number) => number>> = {
  linear: value => value,
  relu: value => Math.max(value, 0),
  elu: value => (value < 0 ? Math.expm1(value) : value),
  sigmoid: value => 1 / (1 + Math.exp(-value)),
}

const flags = ({ options }: KernelCall) => [options['transposeA'] === true, options['transposeB'] === true] as const
const turnedShape = (shape: readonly number[], isTurned: boolean): number[] => (isTurned ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : [...shape])

/** Rows, inner length and columns of products: small, one of each, none of each, and larger than one tile of a kernel. */
const productSizes = [[3, 4, 5], [1, 4, 5], [3, 1, 5], [3, 4, 1], [1, 1, 1], [0, 4, 5], [3, 0, 5], [3, 4, 0], [17, 33, 19]] as const

const matMul: KernelTwin = call => {
  const [transposeA, transposeB] = flags(call)
  const [a, b] = call.inputs
  const stackA = [2, 3].slice(0, a.rank - 2)
  const stacks = a.rank === 2 ? [[[], []]] : [[stackA, stackA], [stackA.map(() => 1), stackA], [stackA, stackA.map(() => 1)]]
  const bias = call.inputs.find(({ name }) => name === 'bias')
  const activation = call.options['activation'] as string | undefined
  return productSizes.flatMap(([rows, inner, columns]) => stacks.map(([first, second]): KernelCase => {
    const left = operand(turnedShape([...first, rows, inner], transposeA), a.dtype, 31)
    const right = operand(turnedShape([...second, inner, columns], transposeB), b.dtype, 32)
    const added = bias === undefined ? null : operand([columns], bias.dtype, 33)
    const product = stackedProduct(left, right, transposeA, transposeB)
    const data = product.data.map((value, i) => activations[activation ?? 'linear'](value + (added === null ? 0 : added.data[i % columns])))
    return {
      label: `[${left.shape}] and [${right.shape}]`,
      inputs: { a: left, b: right, ...(added === null ? {} : { bias: added }) },
      attrs: { transposeA, transposeB, ...(activation === undefined ? {} : { activation, leakyreluAlpha: 0.2 }) },
      expected: [{ shape: product.shape, data, dtype: a.dtype }],
    }
  })).filter(({ inputs: { a, b } }) => sizeOf(a.shape) > 0 || sizeOf(b.shape) > 0)
}

interface ImageCall extends Geometry {
  readonly dataFormat?: string | undefined
  readonly images: readonly number[]
  readonly channels: number
  readonly taps: readonly [number, number]
}

const imageCalls = (padding: Geometry['padding']): readonly ImageCall[] => [
  { images: [2, 6, 5, 3], channels: 2, taps: [3, 3], stride: 1, padding },
  { images: [2, 6, 5, 3], channels: 2, taps: [3, 3], stride: 2, padding },
  { images: [1, 7, 8, 1], channels: 5, taps: [2, 3], stride: 2, padding },
  { images: [3, 4, 4, 2], channels: 1, taps: [1, 1], stride: 1, padding },
  { images: [0, 6, 5, 3], channels: 2, taps: [3, 3], stride: 1, padding },
]
const labelOf = ({ images, taps, channels, stride }: ImageCall) => `[${images}], ${taps.join(' x ')} taps to ${channels} channels, stride ${stride}`

/**
 * Gradient of a function that is linear in one of its inputs, computed as the product of the outer gradient with the output for
 * every unit of that input.
 */
function transposeOf(linear: (x: Dense) => Dense, shape: readonly number[], outer: Dense): Dense {
  const data = new Float64Array(sizeOf(shape))
  for (let i = 0; i < data.length; i++) {
    const unit = { shape, data: new Float64Array(data.length) }
    unit.data[i] = 1
    data[i] = linear(unit).data.reduce((sum, value, k) => sum + value * outer.data[k], 0)
  }
  return { shape, data }
}

const overImages = (build: (call: ImageCall, x: Operand, filter: Operand) => Omit<KernelCase, 'label'>): KernelTwin =>
  ({ options }) => imageCalls(options['pad'] as Geometry['padding']).map(geometry => {
    const call = { ...geometry, dataFormat: options['dataFormat'] as string | undefined }
    const x = operand(call.images, 'float32', 31)
    const filter = operand([...call.taps, call.images[3], call.channels], 'float32', 32)
    return { label: labelOf(call), ...build(call, x, filter) }
  })

const convolution = (call: ImageCall): tf.NamedAttrMap => ({ strides: [call.stride, call.stride], pad: call.padding, dilations: [1, 1], ...(call.dataFormat === undefined ? {} : { dataFormat: call.dataFormat }) })
const float32 = (x: Dense): Operand => ({ ...x, dtype: 'float32' })

const linearKernels = (forward: (x: Dense, filter: Dense, call: ImageCall) => Dense): readonly [KernelTwin, KernelTwin, KernelTwin] => [
  overImages((call, x, filter) => ({ inputs: { x, filter }, attrs: convolution(call), expected: [float32(forward(x, filter, call))] })),
  overImages((call, x, filter) => {
    const dy = operand(forward(x, filter, call).shape, 'float32', 33)
    return {
      inputs: { x, dy },
      attrs: { ...convolution(call), filterShape: [...filter.shape] },
      expected: [float32(transposeOf(w => forward(x, w, call), filter.shape, dy))],
    }
  }),
  overImages((call, x, filter) => {
    const dy = operand(forward(x, filter, call).shape, 'float32', 33)
    return {
      inputs: { dy, filter },
      attrs: { ...convolution(call), inputShape: [...x.shape] },
      expected: [float32(transposeOf(image => forward(image, filter, call), x.shape, dy))],
    }
  }),
]
const [conv2d, conv2dByFilter, conv2dByInput] = linearKernels(convolve)
const [depthwise, depthwiseByFilter, depthwiseByInput] = linearKernels(convolveDepthwise)

const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const largest = (values: readonly number[]) => Math.max(...values)
const pooling = (call: ImageCall) => ({ filterSize: 2, strides: call.stride, pad: call.padding })
const pooled = (reduce: (values: readonly number[]) => number): KernelTwin =>
  overImages((call, x) => ({ inputs: { x }, attrs: pooling(call), expected: [float32(pool(x, 2, call, reduce))] }))

/** The gradient goes to the first largest value of each window. */
function maxPoolGradient(x: Dense, dy: Dense, call: ImageCall): Dense {
  const data = new Float64Array(x.data.length)
  // Distinct values that identify which entry of x was chosen: in the order of x, with the first of equal ones largest.
  const order = Array.from(x.data.keys()).sort((i, k) => x.data[i] - x.data[k] || k - i)
  const rank = new Float64Array(order.length)
  order.forEach((i, place) => (rank[i] = place))
  const chosen = pool({ shape: x.shape, data: rank }, 2, call, largest)
  chosen.data.forEach((place, i) => (data[order[place]] += dy.data[i]))
  return { shape: x.shape, data }
}

export const productTwins: Readonly<Record<string, KernelTwin>> = {
  BatchMatMul: matMul,
  _FusedMatMul: matMul,
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dByFilter,
  Conv2DBackpropInput: conv2dByInput,
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropFilter: depthwiseByFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseByInput,
  AvgPool: pooled(average),
  MaxPool: pooled(largest),
  AvgPoolGrad: overImages((call, input) => {
    const dy = operand(pool(input, 2, call, average).shape, 'float32', 33)
    return { inputs: { dy, input }, attrs: pooling(call), expected: [float32(transposeOf(image => pool(image, 2, call, average), input.shape, dy))] }
  }),
  MaxPoolGrad: call => [false, true].flatMap(hasTies => overImages((geometry, drawn) => {
    // Few different values, so that there are ties.
    const input = hasTies ? { ...drawn, data: drawn.data.map(value => Math.round(2 * value)) } : drawn
    const output = float32(pool(input, 2, geometry, largest))
    const dy = operand(output.shape, 'float32', 33)
    return { inputs: { dy, input, output }, attrs: pooling(geometry), hasTies, expected: [float32(maxPoolGradient(input, dy, geometry))] }
  })(call)),
  ResizeBilinear: ({ options }) => [[9, 8], [4, 3], [1, 1]].map((size): KernelCase => {
    const alignCorners = options['alignCorners'] === true
    const images = operand([2, 6, 5, 3], 'float32', 31)
    return { label: `to ${size}`, inputs: { images }, attrs: { size, alignCorners, halfPixelCenters: false }, expected: [float32(resize(images, size[0], size[1], alignCorners))] }
  }),
  ResizeBilinearGrad: ({ options }) => [[9, 8], [4, 3]].map(([height, width]): KernelCase => {
    const alignCorners = options['alignCorners'] === true
    const images = operand([2, 6, 5, 3], 'float32', 31)
    const dy = operand([2, height, width, 3], 'float32', 33)
    return {
      label: `from ${height}, ${width}`,
      inputs: { images, dy },
      attrs: { alignCorners },
      expected: [float32(transposeOf(x => resize(x, height, width, alignCorners), images.shape, dy))],
    }
  }),
  FusedBatchNorm: ({ inputs }) => {
    const { rank } = inputs.find(({ name }) => name === 'x')!
    return [[2, 3, 2, 3], [1, 1, 3, 2], [4, 1, 1, 1]].map((shape): KernelCase => {
      const x = operand(shape.slice(4 - rank), 'float32', 31)
      const channels = shape[3]
      const [mean, scale, offset] = [32, 33, 34].map(seed => operand([channels], 'float32', seed))
      const variance = operand([channels], 'float32', 35, true)
      const data = x.data.map((value, i) => {
        const c = i % channels
        return ((value - mean.data[c]) / Math.sqrt(variance.data[c] + 1e-3)) * scale.data[c] + offset.data[c]
      })
      const given = { x, mean, variance, scale, offset }
      const taken = Object.fromEntries(inputs.map(({ name }) => [name, given[name as keyof typeof given]]))
      return { label: `[${x.shape}]`, inputs: taken, attrs: { varianceEpsilon: 1e-3 }, expected: [{ shape: x.shape, data, dtype: 'float32' }] }
    })
  },
  MixturaAdam: ({ inputs }) => {
    const { rank } = inputs[0]
    return [[2, 3, 2, 3], [3, 1, 1, 257], [1, 1, 1, 1]].map((full): KernelCase => {
      const shape = full.slice(4 - rank)
      const [value, gradient, mean] = [31, 32, 33].map(seed => operand(shape, 'float32', seed))
      const square = operand(shape, 'float32', 34, true)
      const [beta1, beta2, rate, epsilon, keep] = [0.9, 0.999, 0.01, 1e-3, 0.99].map(Math.fround)
      const newMean = mean.data.map((m, i) => beta1 * m + (1 - beta1) * gradient.data[i])
      const newSquare = square.data.map((s, i) => beta2 * s + (1 - beta2) * gradient.data[i] ** 2)
      const newValue = value.data.map((v, i) => keep * v - (rate * newMean[i]) / (Math.sqrt(newSquare[i]) + epsilon))
      return {
        label: `[${shape}]`,
        inputs: { value, gradient, mean, square },
        attrs: { beta1, beta2, rate, epsilon, keep },
        expected: [newValue, newMean, newSquare].map(data => ({ shape, data, dtype: 'float32' as const })),
      }
    })
  },
}
