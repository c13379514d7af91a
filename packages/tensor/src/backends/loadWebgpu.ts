import * as tf from '@tensorflow/tfjs-core'
import { repairKernels } from '../kernels/repairKernels.js'
import { unavailable, type Availability, type LoadOptions, type UnavailableBackend } from './availability.js'
import { isNode } from './runtime.js'

/** GPUs through WebGPU: that of the browser, or Dawn in Node through the optional package `webgpu`. */
export async function loadWebgpu(options: LoadOptions): Promise<Availability> {
  const found = await findGpu()
  if ('reason' in found) return unavailable('webgpu', found)

  const adapter = await found.gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) {
    return unavailable('webgpu', { code: 'no-adapter', reason: 'no GPU adapter was found', remedy: 'Install a GPU driver (on Linux one with Vulkan, and libvulkan1), or use backend wasm.' })
  }
  const device = describeAdapter(adapter)
  if (isSoftware(adapter) && options.softwareGpu !== true) {
    return unavailable('webgpu', {
      code: 'software-gpu',
      reason: `its only adapter, ${device}, is emulated in software`,
      remedy: 'Use backend wasm, which is faster on a processor, or pass softwareGpu: true to test with it.',
    })
  }
  await registerBackend(found.gpu, adapter)
  return { available: true, name: 'webgpu', tfjsName: 'webgpu', device, threads: null }
}

type FoundGpu = { readonly gpu: GPU } | Omit<UnavailableBackend, 'available' | 'name'>

async function findGpu(): Promise<FoundGpu> {
  if (typeof navigator !== 'undefined' && navigator.gpu !== undefined) return { gpu: navigator.gpu }
  if (!isNode()) return { code: 'no-webgpu', reason: 'this browser has no WebGPU', remedy: 'Use a browser that has it, or backend wasm.' }

  const { importModule, resolveModule } = await import('../installation/nativePackage.js')
  if (resolveModule('webgpu') === null) return { code: 'not-installed', reason: 'the package webgpu is not installed', remedy: 'Run npm install --ignore-scripts webgpu.' }
  const { isVulkanLoaderMissing } = await import('./vulkanLoader.js')
  if (await isVulkanLoaderMissing()) {
    return { code: 'no-vulkan', reason: 'the Vulkan loader, libvulkan.so.1, was not found', remedy: 'Install it (Debian: apt-get install libvulkan1) and a GPU driver, or use backend wasm.' }
  }
  try {
    const { create, globals } = (await importModule('webgpu')) as { create(options: string[]): GPU; globals: object }
    Object.assign(globalThis, globals)
    return { gpu: create([]) }
  } catch (error) {
    return { code: 'not-loaded', reason: `the package webgpu could not be loaded (${(error as Error).message})`, remedy: 'Reinstall webgpu, or use backend wasm.' }
  }
}

/** Registers a factory that keeps a reference to `gpu`, because Dawn is freed when nothing refers to it. */
async function registerBackend(gpu: GPU, adapter: GPUAdapter): Promise<void> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu')
  repairKernels('webgpu')
  if (tf.findBackendFactory('webgpu')) return
  const limits = [
    'maxComputeWorkgroupStorageSize',
    'maxComputeWorkgroupsPerDimension',
    'maxStorageBufferBindingSize',
    'maxBufferSize',
    'maxComputeWorkgroupSizeX',
    'maxComputeInvocationsPerWorkgroup',
  ] as const
  tf.registerBackend(
    'webgpu',
    async () => {
      const fresh = (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ?? adapter
      const device = await fresh.requestDevice({
        requiredLimits: Object.fromEntries(limits.map(limit => [limit, fresh.limits[limit]])),
      })
      return withNavigatorGpu(gpu, () => new WebGPUBackend(device, adapterInfo(fresh) as GPUAdapterInfo))
    },
    3,
  )
}

/** The backend's constructor reads the browser's `navigator.gpu`, so Node gets one while it runs. */
function withNavigatorGpu<T>(gpu: GPU, construct: () => T): T {
  if (typeof navigator !== 'undefined' && navigator.gpu !== undefined) return construct()
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator')
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true })
  try {
    return construct()
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator')
    else Object.defineProperty(globalThis, 'navigator', before)
  }
}

/** Newer engines report whether an adapter is emulated; for others the name decides. */
function isSoftware(adapter: GPUAdapter): boolean {
  const { isFallbackAdapter } = adapterInfo(adapter)
  const says = isFallbackAdapter === true || (adapter as { isFallbackAdapter?: boolean }).isFallbackAdapter === true
  return says || /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/i.test(describeAdapter(adapter))
}

interface AdapterFacts {
  readonly vendor?: string
  readonly architecture?: string
  readonly device?: string
  readonly description?: string
  readonly isFallbackAdapter?: boolean
}

const adapterInfo = (adapter: GPUAdapter): AdapterFacts => (adapter as { info?: AdapterFacts }).info ?? {}

function describeAdapter(adapter: GPUAdapter): string {
  const { vendor = '', architecture = '', device = '', description = '' } = adapterInfo(adapter)
  return [...new Set([vendor, architecture, device, description])].filter(Boolean).join(' ') || 'unnamed adapter'
}
