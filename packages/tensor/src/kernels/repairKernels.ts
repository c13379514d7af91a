import * as tf from '@tensorflow/tfjs-core'
import { argOfVector } from './argOfVector.js'
import { avgPoolGrad } from './avgPoolGrad.js'
import { batchMatMul } from './batchMatMul.js'
import { castToBool } from './castToBool.js'
import { conv2dBackpropFilter } from './conv2dBackpropFilter.js'
import { conv2dBackpropInput } from './conv2dBackpropInput.js'
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseBackprop.js'
import { emptyInputsOnTensorflow, emptyInputsOnWasm, emptyInputsOnWebgpu } from './emptyInputs.js'
import { fusedMatMul } from './fusedMatMul.js'
import { linSpace } from './linSpace.js'
import { maxPoolGrad } from './maxPoolGrad.js'
import { clipByValueOnWasm, maximumOnWasm, minimumOnWasm, signOnCpu, signOnWasm } from './nanKept.js'
import { oneHot } from './oneHot.js'
import { resizeBilinearGrad } from './resizeBilinearGrad.js'
import { reversedCumsum } from './reversedCumsum.js'
import { step } from './step.js'
import { tiledMaxPoolGrad } from './tiledMaxPoolGrad.js'
import { unsortedSegmentSum } from './unsortedSegmentSum.js'

type RepairedBackend = 'cpu' | 'wasm' | 'webgpu' | 'tensorflow'

/**
 * Kernels that the backends of TensorFlow.js 4.22 lack for training or compute wrongly, as the test suite of this package shows.
 * On wasm also gradients of convolutions and matrix products, which use its fast kernels instead of its plain loops. On TensorFlow
 * also gradients of ReLU and max pooling, which take fewer passes or run in parallel.
 */
const kernels: Readonly<Record<RepairedBackend, Readonly<Record<string, tf.KernelFunc>>>> = {
  cpu: { ResizeBilinearGrad: resizeBilinearGrad, Sign: signOnCpu },
  wasm: {
    ClipByValue: clipByValueOnWasm,
    Conv2DBackpropFilter: conv2dBackpropFilter,
    Conv2DBackpropInput: conv2dBackpropInput,
    DepthwiseConv2dNativeBackpropFilter: depthwiseBackpropFilter,
    DepthwiseConv2dNativeBackpropInput: depthwiseBackpropInput,
    MaxPoolGrad: maxPoolGrad,
    OneHot: oneHot,
    Sign: signOnWasm,
    UnsortedSegmentSum: unsortedSegmentSum,
  },
  webgpu: {},
  tensorflow: {},
}

/** Kernels that wrap the stock kernel. */
const wrappers: Readonly<Record<RepairedBackend, Readonly<Record<string, (stock: tf.KernelFunc) => tf.KernelFunc>>>> = {
  cpu: { AvgPoolGrad: avgPoolGrad },
  wasm: {
    AvgPoolGrad: avgPoolGrad,
    BatchMatMul: batchMatMul,
    Cast: castToBool,
    Maximum: maximumOnWasm,
    Minimum: minimumOnWasm,
    _FusedMatMul: fusedMatMul,
    ...emptyInputsOnWasm,
  },
  webgpu: {
    AvgPoolGrad: avgPoolGrad,
    Cumsum: reversedCumsum,
    LinSpace: linSpace,
    ...emptyInputsOnWebgpu,
    ArgMax: stock => emptyInputsOnWebgpu.ArgMax!(argOfVector(stock)),
    ArgMin: stock => emptyInputsOnWebgpu.ArgMin!(argOfVector(stock)),
  },
  tensorflow: { MaxPoolGrad: tiledMaxPoolGrad, Step: step, ...emptyInputsOnTensorflow },
}
const wrapped = new WeakSet<tf.KernelFunc>()

/** Replaces kernels of the backend by the repaired ones. Calling it again has no effect. */
export function repairKernels(backendName: RepairedBackend): void {
  for (const [kernelName, kernelFunc] of Object.entries(kernels[backendName])) replace(kernelName, backendName, kernelFunc)
  for (const [kernelName, wrap] of Object.entries(wrappers[backendName])) {
    const stock = tf.getKernel(kernelName, backendName)?.kernelFunc
    if (stock === undefined || wrapped.has(stock)) continue
    const kernelFunc = wrap(stock)
    wrapped.add(kernelFunc)
    replace(kernelName, backendName, kernelFunc)
  }
}

function replace(kernelName: string, backendName: string, kernelFunc: tf.KernelFunc): void {
  const present = tf.getKernel(kernelName, backendName)
  if (present?.kernelFunc === kernelFunc) return
  if (present) tf.unregisterKernel(kernelName, backendName)
  // Keep the setup and disposal functions of the stock kernel, because wrappers call that kernel.
  tf.registerKernel({ ...present, kernelName, backendName, kernelFunc })
}
