import * as tf from '@tensorflow/tfjs-core'
import type { PoolAttributes } from '../kernels/poolGeometry.js'
import { pickMaxima } from './pickMaxima.js'
import './standardGradients.js'

/*
 * For their gradients, TensorFlow.js 4.22 saves the outputs of exp, sigmoid, tanh, softmax, max and others as clones that are made
 * before the operation itself is on the tape. A second-order gradient treats these clones as constants, so it is silently wrong,
 * or throws if nothing else depends on the input. The gradients below save inputs and recompute what they need. Operations with
 * zero gradient, and operations that occur only in gradients, get the gradient that they lack.
 */

type Gradient = tf.GradConfig

const savingX = (kernelName: string, derivative: (x: tf.Tensor, attrs: tf.NamedAttrMap) => tf.Tensor): Gradient => ({
  kernelName,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({ x: () => tf.mul(dy as tf.Tensor, derivative(x!, attrs)) }),
})

const smooth: readonly Gradient[] = [
  savingX('Exp', x => tf.exp(x)),
  savingX('Sigmoid', x => {
    const y = tf.sigmoid(x)
    return tf.mul(y, tf.sub(1, y))
  }),
  savingX('Tanh', x => tf.sub(1, tf.square(tf.tanh(x)))),
  // 1 for x > 0, else exp(x). For x > 0 the argument of exp is set to 0, so that it cannot overflow.
  savingX('Elu', x => {
    const isNegative = tf.cast(tf.lessEqual(x, 0), 'float32')
    return tf.add(tf.sub(1, isNegative), tf.mul(isNegative, tf.exp(tf.mul(isNegative, x))))
  }),
  {
    kernelName: 'Softmax',
    inputsToSave: ['logits'],
    gradFunc: (dy, [logits], attrs) => ({
      logits: () => {
        const { dim } = attrs as unknown as tf.SoftmaxAttrs
        const y = tf.softmax(logits!, dim)
        const weighted = tf.mul(dy as tf.Tensor, y)
        return tf.sub(weighted, tf.mul(tf.sum(weighted, dim, true), y))
      },
    }),
  },
]

/** The gradient of a maximum (minimum) goes to every entry that attains it, as in TensorFlow.js. */
const extremum = (kernelName: 'Max' | 'Min', reduce: typeof tf.max): Gradient => ({
  kernelName,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], attrs) => ({
    x: () => {
      // Max and Min name their axes differently.
      const { reductionIndices, axis } = attrs as unknown as Partial<tf.MaxAttrs & tf.MinAttrs>
      const axes = tf.util.parseAxisParam((reductionIndices ?? axis)!, x!.shape)
      const attained = tf.equal(x!, reduce(x!, axes, true))
      const kept = x!.shape.map((size, dimension) => (axes.includes(dimension) ? 1 : size))
      return tf.mul(tf.reshape(dy as tf.Tensor, kept), tf.cast(attained, 'float32'))
    },
  }),
})

const comparisons = ['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual', 'LogicalAnd', 'LogicalOr']

const stepwise: readonly Gradient[] = [
  ...comparisons.map((kernelName): Gradient => ({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (_dy, [a, b]) => ({ a: () => tf.zeros(a!.shape), b: () => tf.zeros(b!.shape) }),
  })),
  { kernelName: 'LogicalNot', inputsToSave: ['x'], gradFunc: (_dy, [x]) => ({ x: () => tf.zeros(x!.shape) }) },
]

const run = (kernelName: string, inputs: tf.NamedTensorMap, attrs: object): tf.Tensor =>
  tf.engine().runKernel(kernelName, inputs, attrs as tf.NamedAttrMap)

/** A convolution is linear in its input and in its filters, so the gradients of these kernels are each other. */
const convolutions: readonly Gradient[] = [
  {
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (ddw, [x, dy], attrs) => {
      const { filterShape: _, ...convolution } = attrs as unknown as tf.Conv2DBackpropFilterAttrs
      return {
        x: () => run('Conv2DBackpropInput', { dy: dy!, filter: ddw as tf.Tensor }, { ...convolution, inputShape: x!.shape }),
        dy: () => run('Conv2D', { x: x!, filter: ddw as tf.Tensor }, { ...convolution, dilations: 1 }),
      }
    },
  },
  {
    kernelName: 'DepthwiseConv2dNativeBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (ddw, [x, dy], attrs) => {
      const { filterShape: _, ...convolution } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropFilterAttrs
      return {
        x: () =>
          run('DepthwiseConv2dNativeBackpropInput', { dy: dy!, filter: ddw as tf.Tensor }, { ...convolution, inputShape: x!.shape }),
        dy: () => run('DepthwiseConv2dNative', { x: x!, filter: ddw as tf.Tensor }, { ...convolution, dataFormat: 'NHWC' }),
      }
    },
  },
  {
    kernelName: 'DepthwiseConv2dNativeBackpropInput',
    inputsToSave: ['dy', 'filter'],
    gradFunc: (ddx, [dy, filter], attrs) => {
      const { inputShape: _, ...convolution } = attrs as unknown as tf.DepthwiseConv2dNativeBackpropInputAttrs
      return {
        dy: () => run('DepthwiseConv2dNative', { x: ddx as tf.Tensor, filter: filter! }, { ...convolution, dataFormat: 'NHWC' }),
        filter: () =>
          run('DepthwiseConv2dNativeBackpropFilter', { x: ddx as tf.Tensor, dy: dy! }, { ...convolution, filterShape: filter!.shape }),
      }
    },
  },
]

/** These are linear in the outer gradient and do not depend on the input. */
const resampling: readonly Gradient[] = [
  {
    kernelName: 'AvgPoolGrad',
    inputsToSave: ['dy', 'input'],
    gradFunc: (ddx, [, input], attrs) => ({
      dy: () => run('AvgPool', { x: ddx as tf.Tensor }, { dimRoundingMode: undefined, ...attrs }),
      input: () => tf.zeros(input!.shape),
    }),
  },
  {
    kernelName: 'MaxPoolGrad',
    inputsToSave: ['dy', 'input', 'output'],
    gradFunc: (ddx, [, input, output], attrs) => ({
      dy: () => pickMaxima(ddx as tf.Tensor, input!, output!, attrs as unknown as PoolAttributes),
      input: () => tf.zeros(input!.shape),
      output: () => tf.zeros(output!.shape),
    }),
  },
  {
    kernelName: 'ResizeBilinearGrad',
    inputsToSave: ['images', 'dy'],
    gradFunc: (ddx, [images, dy], attrs) => ({
      images: () => tf.zeros(images!.shape),
      dy: () => {
        const [, height, width] = dy!.shape as [number, number, number, number]
        const { alignCorners } = attrs as unknown as tf.ResizeBilinearGradAttrs
        return run('ResizeBilinear', { images: ddx as tf.Tensor }, { alignCorners, halfPixelCenters: false, size: [height, width] })
      },
    }),
  },
]

const gradients: readonly Gradient[] = [
  ...smooth,
  extremum('Max', tf.max),
  extremum('Min', tf.min),
  ...stepwise,
  ...convolutions,
  ...resampling,
]

/**
 * Makes second-order gradients right for exp, sigmoid, tanh, elu, softmax, max, min, logSumExp, leakyRelu, prelu, clipByValue,
 * where, convolutions (also with respect to filters), maxPool, avgPool, resizeBilinear and compositions of these. First-order
 * gradients keep their values but become a little slower, so models that need only these do not call it. Gradients of TensorFlow.js
 * belong to the whole process. Calling it again has no effect.
 *
 * Not covered: `tf.logSoftmax` and `tf.losses.softmaxCrossEntropy` (use those of this package), prod and einsum.
 */
export function installSecondOrderGradients(): void {
  for (const gradient of gradients) {
    if (tf.getGradient(gradient.kernelName) !== gradient) tf.registerGradient(gradient)
  }
}

/** Whether {@link installSecondOrderGradients} is in effect. Loading a package of TensorFlow.js may undo it. */
export const areSecondOrderGradientsInstalled = (): boolean =>
  gradients.every(gradient => tf.getGradient(gradient.kernelName) === gradient)
