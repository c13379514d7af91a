import type { AnalyserKernel } from './analyserBinary.js'
import type { Kernels, OpenKernels } from './kernels.js'
import { binary, type WasmKernel } from './wasmBinary.js'
import { compileBinary, type WasmKernelName, type WasmModule } from './compileBinary.js'
import { blockRows, createWorkspace, fieldOffsets, numberFields, structBytes, workspaceLength, writeAddresses, type WorkspaceShape } from './workspace.js'

/**
 * The exports of assembly/index.ts and of assembly/analysers.ts: every kernel takes the address of the struct Workspace, in bytes. A workspace
 * has the kernels of one of the two, which are all that its shape needs.
 */
type WasmExports = { readonly [Kernel in WasmKernel | AnalyserKernel]: (workspace: number) => void } & { heapBase(): number }

const pageBytes = 65_536
/** Room for the module's static data; the struct and then the arrays of the workspace follow. */
const staticBytes = pageBytes

/** Compiles one module for all workspaces: that of `name`, or the fastest that the host knows. Throws what `compileBinary` throws. */
export async function compileWasmKernels(name?: WasmKernelName): Promise<OpenKernels> {
  const compiled = await compileBinary(binary, name)
  let analysers: WasmModule | undefined
  return async shape => {
    if (!isOfAnalysers(shape)) return openWasmKernels(compiled, shape)
    // Few fits are of factor analysers, so the others do not load their kernels.
    analysers ??= await compileBinary((await import('./analyserBinary.js')).binary, compiled.name)
    return openWasmKernels(analysers, shape)
  }
}

const isOfAnalysers = ({ factor, stepFactors = 0 }: WorkspaceShape): boolean => factor === 'analysers' || stepFactors > 0

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
async function openWasmKernels({ name, module }: WasmModule, shape: WorkspaceShape): Promise<Kernels> {
  const bytes = staticBytes + structBytes + workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  const instance = await instantiated(module, { env: { memory } })
  const kernels = instance.exports as unknown as WasmExports
  const struct = staticBytes
  if (kernels.heapBase() > struct) throw new RangeError('the static data of the kernels outgrew its page')
  const workspace = createWorkspace(shape, memory.buffer, struct + structBytes)
  writeAddresses(new DataView(memory.buffer, struct), workspace)
  const numbers = callNumbers(memory.buffer, struct)
  const { columns, components, factorCount = 0, directionCount = 0, tableRows = 0, stepFactors = 0, codedColumns = 0 } = shape
  Object.assign(numbers, { blockRows, columns, components, factorCount, directionCount, tableRows, stepFactors, codedColumns })
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
    addEvidence(count) {
      numbers.count = count
      kernels.addEvidence(struct)
    },
    countValues(count) {
      numbers.count = count
      kernels.countValues(struct)
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
