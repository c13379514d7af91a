import type { Kernels, KernelName } from './kernels.js'
import { deflatedBase64, fieldOffsets, simdBytes, type WasmKernel } from './wasmBinary.js'
import { arrayFields, blockRows, createWorkspace, numberFields, workspaceLength, type Workspace, type WorkspaceShape } from './workspace.js'

/** The exports of assembly/index.ts: every kernel takes the address of the struct Workspace, in bytes. */
type WasmExports = { readonly [Kernel in WasmKernel]: (workspace: number) => void } & { heapBase(): number }

export type WasmKernelName = Exclude<KernelName, 'reference'>

const pageBytes = 65_536
/** Room for the module's static data; the struct and then the arrays of the workspace follow. */
const staticBytes = pageBytes
/** Room for the struct; a multiple of 16, on which arrays begin. */
const structBytes = 16 * Math.ceil((Math.max(...Object.values(fieldOffsets)) + Float64Array.BYTES_PER_ELEMENT) / 16)

/** Whether the host knows the instructions of these kernels. False if it cannot inflate them: some hosts know DecompressionStream, but not 'deflate-raw'. */
export async function hostRuns(name: WasmKernelName): Promise<boolean> {
  try {
    return WebAssembly.validate(await binaryOf(name))
  } catch {
    return false
  }
}

/** Compiles the module once for all workspaces. @throws if the host refuses WebAssembly, or cannot inflate. */
export async function compileWasmKernels(name: WasmKernelName): Promise<(shape: WorkspaceShape) => Promise<Kernels>> {
  const module = await WebAssembly.compile(await binaryOf(name))
  return shape => openWasmKernels(name, module, shape)
}

/** Both modules lie in the package as one deflated text, because compressed bundles are smaller with it than with two texts. */
async function binaryOf(name: WasmKernelName): Promise<Uint8Array<ArrayBuffer>> {
  const deflated = Uint8Array.from(atob(deflatedBase64), character => character.charCodeAt(0))
  const inflated = new Blob([deflated]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(inflated).arrayBuffer())
  return name === 'wasm-simd' ? bytes.subarray(0, simdBytes) : bytes.subarray(simdBytes)
}

/**
 * An instance whose memory has exactly the size that the workspace needs. It never grows, so its views never detach, and
 * it is freed with the workspace.
 */
async function openWasmKernels(name: WasmKernelName, module: WebAssembly.Module, shape: WorkspaceShape): Promise<Kernels> {
  const bytes = staticBytes + structBytes + workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  const instance = await WebAssembly.instantiate(module, { env: { memory } })
  const kernels = instance.exports as unknown as WasmExports
  const struct = staticBytes
  if (kernels.heapBase() > struct) throw new RangeError('the static data of the kernels outgrew its page')
  const workspace = createWorkspace(shape, memory.buffer, struct + structBytes)
  writeAddresses(workspace, memory.buffer, struct)
  const numbers = callNumbers(memory.buffer, struct)
  const { columns, components, factorCount = 0, directionCount = 0 } = shape
  Object.assign(numbers, { blockRows, columns, components, factorCount, directionCount })
  const weightedLogDensities = {
    full: kernels.weightedLogDensitiesFull,
    shared: kernels.weightedLogDensitiesShared,
    diagonal: kernels.weightedLogDensitiesDiagonal,
    analysers: kernels.weightedLogDensitiesAnalysers,
  }[shape.factor]
  const accumulate = { full: kernels.accumulateFull, diagonal: kernels.accumulateDiagonal }[shape.scatter]
  return {
    name,
    workspace,
    loadModel() {
      if (shape.factor === 'full') kernels.packFactors(struct)
    },
    loadRows(count) {
      numbers.count = count
      kernels.loadRows(struct)
    },
    weightedLogDensities(count, reach) {
      numbers.count = count
      numbers.reach = reach
      weightedLogDensities(struct)
    },
    normalizeResponsibilities(count, { reach, minShare }) {
      numbers.count = count
      numbers.reach = reach
      numbers.minShare = minShare
      kernels.normalizeResponsibilities(struct)
      return numbers.logLikelihood
    },
    accumulate(count) {
      numbers.count = count
      accumulate(struct)
      if (directionCount > 0) kernels.accumulateProjections(struct)
    },
    nearestCentres(count) {
      numbers.count = count
      kernels.nearestCentres(struct)
    },
    coverRows(count, centreCount) {
      numbers.count = count
      numbers.centreCount = centreCount
      kernels.coverRows(struct)
    },
  }
}

/** Writes the address of each array, in bytes, into the struct. */
function writeAddresses(workspace: Workspace, memory: ArrayBuffer, struct: number): void {
  const view = new DataView(memory, struct, structBytes)
  for (const name of Object.keys(arrayFields) as (keyof typeof arrayFields)[]) {
    view.setUint32(fieldOffsets[name], workspace[name].byteOffset, true)
  }
}

type NumberName = keyof typeof numberFields

/** The part of the memory that holds the struct; `callNumbers` gives it the struct's numbers as properties. */
class StructMemory {
  readonly i32: Int32Array
  readonly f64: Float64Array
  constructor(memory: ArrayBuffer, struct: number) {
    this.i32 = new Int32Array(memory, struct, structBytes / Int32Array.BYTES_PER_ELEMENT)
    this.f64 = new Float64Array(memory, struct, structBytes / Float64Array.BYTES_PER_ELEMENT)
  }
}

// The properties belong to the prototype, so that every workspace has the same ones and the host can inline them.
for (const [name, type] of Object.entries(numberFields) as [NumberName, 'i32' | 'f64'][]) {
  Object.defineProperty(StructMemory.prototype, name, type === 'i32' ? integerAt(fieldOffsets[name]) : realAt(fieldOffsets[name]))
}

function integerAt(offset: number): PropertyDescriptor & ThisType<StructMemory> {
  const index = offset / Int32Array.BYTES_PER_ELEMENT
  return {
    get() {
      return this.i32[index]
    },
    set(value: number) {
      this.i32[index] = value
    },
  }
}

function realAt(offset: number): PropertyDescriptor & ThisType<StructMemory> {
  const index = offset / Float64Array.BYTES_PER_ELEMENT
  return {
    get() {
      return this.f64[index]
    },
    set(value: number) {
      this.f64[index] = value
    },
  }
}

/** The numbers of the struct as properties that read and write its memory. */
function callNumbers(memory: ArrayBuffer, struct: number): Record<NumberName, number> {
  return new StructMemory(memory, struct) as StructMemory & Record<NumberName, number>
}
