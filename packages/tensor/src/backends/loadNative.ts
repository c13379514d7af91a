import * as tf from '@tensorflow/tfjs-core'
import { areSecondOrderGradientsInstalled, installSecondOrderGradients } from '../gradients/secondOrderGradients.js'
import { correctStandardGradients } from '../gradients/standardGradients.js'
import { repairKernels } from '../kernels/repairKernels.js'
import { unavailable, type Availability } from './availability.js'
import type { BackendName } from './backendName.js'
import { processorName } from './processorName.js'
import { isNode } from './runtime.js'

/** Members that tfjs-node adds to its backend. */
interface NativeBackend {
  readonly isUsingGpuDevice?: boolean
  readonly isGPUPackage?: boolean
}

type PackageName = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu'

/** TensorFlow's C library on an NVIDIA GPU. It is not loaded on a machine without such a GPU. */
export async function loadTensorflowGpu(): Promise<Availability> {
  const name = 'tensorflow-gpu'
  if (isNode() && !(await import('../installation/cudaLibraries.js')).mayHaveNvidiaGpu()) {
    return unavailable(name, { code: 'no-nvidia-driver', reason: 'this machine has no NVIDIA driver', remedy: 'Use backend webgpu, which runs on other GPUs too.' })
  }
  if (nativeBackend()?.isGPUPackage === false) {
    return unavailable(name, { code: 'other-device', reason: 'this process runs TensorFlow on the processor already', remedy: 'Ask for tensorflow-gpu before tensorflow, in a new process.' })
  }
  const failure = await loadPackage('@tensorflow/tfjs-node-gpu', name)
  if (failure !== null) return failure
  if (nativeBackend()?.isUsingGpuDevice !== true) {
    return unavailable(name, {
      code: 'no-usable-gpu',
      reason: 'TensorFlow found no GPU that it can use',
      remedy: 'Run npx mixtura-install-tensorflow --gpu --force: it says which CUDA and cuDNN are needed and which are here.',
    })
  }
  const gpu = (await import('../installation/cudaLibraries.js')).nvidiaGpuModel() ?? 'NVIDIA GPU'
  repairKernels('tensorflow')
  return { available: true, name, tfjsName: 'tensorflow', device: gpu, threads: null }
}

/** TensorFlow's C library on the processor. */
export async function loadTensorflow(): Promise<Availability> {
  const name = 'tensorflow'
  // A process cannot hold two copies of TensorFlow. If the GPU build is loaded but found no GPU, use that one.
  if (nativeBackend() === null) {
    const failure = await loadPackage('@tensorflow/tfjs-node', name)
    if (failure !== null) return failure
  } else if (nativeBackend()?.isUsingGpuDevice === true) {
    return unavailable(name, { code: 'other-device', reason: 'this process runs TensorFlow on the GPU already', remedy: 'Use backend tensorflow-gpu, or hide the GPU with CUDA_VISIBLE_DEVICES=-1.' })
  }
  repairKernels('tensorflow')
  return { available: true, name, tfjsName: 'tensorflow', device: processorName(), threads: null }
}

const nativeBackend = (): NativeBackend | null => tf.findBackend('tensorflow') as NativeBackend | null

/**
 * Loads an optional peer. It is found at run time and imported by its path, and everything of Node is imported here, so that the
 * package can be imported in browsers and without TensorFlow.
 *
 * @returns null if the package was loaded and registered its backend with this copy of TensorFlow.js.
 */
async function loadPackage(packageName: PackageName, name: BackendName): Promise<Availability | null> {
  if (!isNode()) return unavailable(name, { code: 'needs-node', reason: 'it needs Node, and this is a browser', remedy: 'Use backend webgpu or wasm.' })
  if (process.env['MIXTURA_SKIP_TENSORFLOW']) return unavailable(name, { code: 'switched-off', reason: 'MIXTURA_SKIP_TENSORFLOW is set', remedy: 'Unset it, or use backend wasm.' })
  const { findNativePackage, importModule, isAddonBuilt } = await import('../installation/nativePackage.js')
  const install = `npx mixtura-install-tensorflow${name === 'tensorflow-gpu' ? ' --gpu' : ''}`
  const nativePackage = findNativePackage(packageName)
  if (nativePackage === null) {
    return unavailable(name, { code: 'not-installed', reason: `${packageName} is not installed`, remedy: `Run npm install --ignore-scripts ${packageName}@4.22.0, then ${install}.` })
  }
  if (!isAddonBuilt(nativePackage)) return unavailable(name, { code: 'not-built', reason: `the native addon of ${packageName} is not built`, remedy: `Run ${install}.` })

  const before = tf.engine().backendName
  const hadSecondOrder = areSecondOrderGradientsInstalled()
  try {
    await prepareNode()
    await importModule(packageName)
  } catch (error) {
    const [firstLine] = (error as Error).message.split('\n')
    return unavailable(name, { code: 'not-loaded', reason: `${packageName} could not be loaded (${firstLine})`, remedy: `Run ${install} --force.` })
  } finally {
    // Loading the package makes its backend the one in use; undo that.
    if (before && tf.engine().backendName !== before) await tf.setBackend(before)
    // Loading the package also registers the standard gradients again.
    correctStandardGradients()
    if (hadSecondOrder) installSecondOrderGradients()
  }
  if (nativeBackend() === null) {
    return unavailable(name, { code: 'other-copy', reason: `${packageName} uses another copy of @tensorflow/tfjs-core`, remedy: 'Install version 4.22.0 of every @tensorflow package, and run npm dedupe.' })
  }
  return null
}

async function prepareNode(): Promise<void> {
  const { restoreUtilPredicates } = await import('./nodeUtilShim.js')
  restoreUtilPredicates(process.getBuiltinModule('node:util') as unknown as Record<string, unknown>)
  // Show errors only: at every start TensorFlow otherwise reports the instructions that the processor supports.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
}
