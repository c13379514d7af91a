import type { Kernels, KernelName, OpenKernels } from './kernels.js'
import { binaryBytes, deflatedBase64, simdBytes, type WasmKernel } from './wasmBinary.js'
import { blockRows, createWorkspace, fieldOffsets, numberFields, structBytes, workspaceLength, writeAddresses, type WorkspaceShape } from './workspace.js'

/** The exports of assembly/index.ts: every kernel takes the address of the struct Workspace, in bytes. */
type WasmExports = { readonly [Kernel in WasmKernel]: (workspace: number) => void } & { heapBase(): number }

export type WasmKernelName = Exclude<KernelName, 'reference'>

const pageBytes = 65_536
/** Room for the module's static data; the struct and then the arrays of the workspace follow. */
const staticBytes = pageBytes

/**
 * Compiles one module for all workspaces: that of `name`, or the fastest that the host knows.
 *
 * @throws if the host refuses WebAssembly, or cannot inflate: some hosts know DecompressionStream, but not 'deflate-raw'.
 */
export async function compileWasmKernels(name?: WasmKernelName): Promise<OpenKernels> {
  const binaries = await inflateBinaries()
  const chosen = name ?? (WebAssembly.validate(binaries['wasm-relaxed-simd']) ? 'wasm-relaxed-simd' : 'wasm-simd')
  const module = await WebAssembly.compile(binaries[chosen])
  return shape => openWasmKernels(chosen, module, shape)
}

/**
 * Both modules lie in the package as one deflated text, because compressed bundles are smaller with it than with two texts.
 * The stream is written and read directly: with Blob and Response, Node would first load its whole HTTP client.
 */
async function inflateBinaries(): Promise<Record<WasmKernelName, Bytes>> {
  // Read in one place: bundlers write a constant text wherever it is read.
  const text = deflatedBase64
  const bytes = inflateOnNode(text) ?? (await inflateByStream(text))
  return { 'wasm-simd': bytes.subarray(0, simdBytes), 'wasm-relaxed-simd': bytes.subarray(simdBytes) }
}

type Bytes = Uint8Array<ArrayBuffer>

/** By Node's own functions, where they can be had without an import: its DecompressionStream takes as long as all else that opens kernels. */
function inflateOnNode(base64: string): Bytes | undefined {
  const { process, Buffer } = globalThis as {
    readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
    readonly Buffer?: { from(text: string, encoding: 'base64'): Bytes }
  }
  const zlib = process?.getBuiltinModule?.('node:zlib') as { inflateRawSync(deflated: Bytes): Bytes } | undefined
  return Buffer && zlib?.inflateRawSync(Buffer.from(base64, 'base64'))
}

async function inflateByStream(base64: string): Promise<Bytes> {
  const text = atob(base64)
  const deflated = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) deflated[at] = text.charCodeAt(at)
  const { writable, readable } = new DecompressionStream('deflate-raw')
  const writer = writable.getWriter()
  const [bytes] = await Promise.all([gathered(readable), writer.write(deflated), writer.close()])
  return bytes
}

async function gathered(stream: ReadableStream<Uint8Array>): Promise<Bytes> {
  const bytes = new Uint8Array(binaryBytes)
  const reader = stream.getReader()
  let at = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes.set(part.value, at)
    at += part.value.length
  }
  return bytes
}

/**
 * An instance at once, where the host allows it: Node resolves `WebAssembly.instantiate` only some milliseconds later. Some browsers refuse
 * modules above a few kilobytes in the thread of the page.
 */
async function instantiated(module: WebAssembly.Module, imports: WebAssembly.Imports): Promise<WebAssembly.Instance> {
  try {
    return new WebAssembly.Instance(module, imports)
  } catch {
    return WebAssembly.instantiate(module, imports)
  }
}

/**
 * An instance whose memory has exactly the size that the workspace needs. It never grows, so its views never detach, and
 * it is freed with the workspace.
 */
async function openWasmKernels(name: WasmKernelName, module: WebAssembly.Module, shape: WorkspaceShape): Promise<Kernels> {
  const bytes = staticBytes + structBytes + workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  const instance = await instantiated(module, { env: { memory } })
  const kernels = instance.exports as unknown as WasmExports
  const struct = staticBytes
  if (kernels.heapBase() > struct) throw new RangeError('the static data of the kernels outgrew its page')
  const workspace = createWorkspace(shape, memory.buffer, struct + structBytes)
  writeAddresses(new DataView(memory.buffer, struct), workspace)
  const numbers = callNumbers(memory.buffer, struct)
  const { columns, components, factorCount = 0, directionCount = 0, tableRows = 0, stepFactors = 0 } = shape
  Object.assign(numbers, { blockRows, columns, components, factorCount, directionCount, tableRows, stepFactors })
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
    wide: {
      averageLabelledRows(count) {
        numbers.count = count
        kernels.averageLabelledRows(struct)
      },
      scatterLabelledRows(count) {
        numbers.count = count
        kernels.scatterLabelledRows(struct)
      },
      standardizeRows(count) {
        numbers.count = count
        kernels.standardizeRows(struct)
      },
      describeColumns: () => kernels.describeColumns(struct),
      searchDirections(earlierCount) {
        numbers.earlierCount = earlierCount
        kernels.searchDirections(struct)
        return numbers.found
      },
      stepAnalyser(width) {
        numbers.earlierCount = width
        kernels.stepAnalyser(struct)
        return numbers.found
      },
    },
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
