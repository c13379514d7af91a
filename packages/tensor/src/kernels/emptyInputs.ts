import * as tf from '@tensorflow/tfjs-core'

/*
 * If an axis has length 0, kernels of the wasm and webgpu backends throw or return uninitialised memory, and TensorFlow's
 * convolutions throw. These wrappers handle such calls themselves and pass all others to the stock kernel.
 */

type Wrapper = (stock: tf.KernelFunc) => tf.KernelFunc
type Answer = (inputs: Readonly<Record<string, tf.TensorInfo>>, attrs: tf.NamedAttrMap) => tf.Tensor

const isEmpty = ({ shape }: tf.TensorInfo): boolean => shape.includes(0)

const answering =
  (answer: Answer): Wrapper =>
  stock =>
  params => {
    const inputs = params.inputs as Record<string, tf.TensorInfo>
    return Object.values(inputs).some(input => input !== undefined && input !== null && isEmpty(input)) ? answer(inputs, params.attrs ?? {}) : stock(params)
  }

/** Reduction that returns `identity`, the result for no values. */
const reduction = (identity: number, axesOf: (attrs: tf.NamedAttrMap) => number | number[] | undefined, resultType?: tf.DataType): Wrapper =>
  answering(({ x }, attrs) => {
    const axes = tf.util.parseAxisParam(axesOf(attrs) as number | number[], x!.shape)
    const keepDims = attrs['keepDims'] === true
    const shape = keepDims ? x!.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : x!.shape.filter((_, axis) => !axes.includes(axis))
    return filled(shape, identity, resultType ?? x!.dtype)
  })

/** Does not use `tf.fill` for a result without entries, because that would get the dtype of its value. */
const filled = (shape: number[], value: number, dtype: tf.DataType): tf.Tensor =>
  shape.includes(0) ? tf.tensor([], shape, dtype) : tf.fill(shape, value, dtype as 'float32')

type Shape4D = [number, number, number, number]

const convolution = (isDepthwise: boolean): Wrapper =>
  answering(({ x, filter }, attrs) => {
    const { strides, pad, dilations, dimRoundingMode } = attrs as unknown as tf.Conv2DAttrs
    return tf.zeros(
      tf.backend_util.computeConv2DInfo(
        x!.shape as Shape4D, filter!.shape as Shape4D, strides, dilations, pad as 'same' | 'valid' | number,
        dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined, isDepthwise,
      ).outShape,
    )
  })

const sum = reduction(0, ({ axis }) => axis as number[])
const argExtreme = reduction(0, ({ axis }) => axis as number, 'int32')
const filterGradient = answering((_, { filterShape }) => tf.zeros(filterShape as number[]))

/** Wrappers by name of the kernel. */
export const emptyInputsOnWasm: Readonly<Record<string, Wrapper>> = {
  ArgMax: argExtreme,
  ArgMin: argExtreme,
  Conv2DBackpropFilter: filterGradient,
  GatherV2: answering(({ x, indices }, attrs) => {
    const [axis] = tf.util.parseAxisParam(attrs['axis'] as number, x!.shape)
    const batchDims = (attrs['batchDims'] as number | undefined) ?? 0
    return tf.tensor([], [...x!.shape.slice(0, axis), ...indices!.shape.slice(batchDims), ...x!.shape.slice(axis! + 1)], x!.dtype)
  }),
  Max: reduction(-Infinity, ({ reductionIndices }) => reductionIndices as number[]),
  Mean: reduction(NaN, ({ axis }) => axis as number[], 'float32'),
  Min: reduction(Infinity, ({ axis }) => axis as number[]),
  Prod: reduction(1, ({ axis }) => axis as number[]),
  Sum: sum,
  Transpose: answering(({ x }, { perm }) => tf.tensor([], (perm as number[]).map(axis => x!.shape[axis]!), x!.dtype)),
}

export const emptyInputsOnTensorflow: Readonly<Record<string, Wrapper>> = {
  Conv2D: convolution(false),
  DepthwiseConv2dNative: convolution(true),
}

export const emptyInputsOnWebgpu: Readonly<Record<string, Wrapper>> = {
  ArgMax: argExtreme,
  ArgMin: argExtreme,
  Conv2D: convolution(false),
  Conv2DBackpropFilter: filterGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
  Softmax: answering(({ logits }) => tf.tensor([], logits!.shape, logits!.dtype)),
  Sum: sum,
  UnsortedSegmentSum: answering(({ x }, { numSegments }) => filled([numSegments as number, ...x!.shape.slice(1)], 0, x!.dtype)),
}
