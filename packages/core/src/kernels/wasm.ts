import type { Kernels, KernelName } from './kernels.js'
import { relaxedSimdBase64, simdBase64 } from './wasmBinary.js'
import { blockRows, createWorkspace, workspaceLength, type ArrayName, type Workspace, type WorkspaceShape } from './workspace.js'

/** The exports of assembly/index.ts; all numbers but reach and least are integers, addresses bytes in the memory. */
interface WasmExports {
  heapBase(): number
  packFactors(factors: number, panels: number, columns: number, components: number): void
  loadRows(
    rows: number, labels: number, order: number, bounds: number, block: number,
    count: number, columns: number, components: number,
  ): void
  weightedLogDensitiesFull(
    block: number, bounds: number, order: number, runnersUp: number, drift: number,
    means: number, panels: number, logNormalizers: number, centred: number,
    best: number, rest: number, joint: number, reached: number, listed: number,
    count: number, blockRows: number, columns: number, components: number, reach: number,
  ): void
  weightedLogDensitiesShared(
    block: number, bounds: number, order: number, runnersUp: number, drift: number,
    centre: number, projectedMeans: number, factor: number, logNormalizers: number, centred: number, projected: number,
    best: number, rest: number, joint: number, reached: number, listed: number,
    count: number, blockRows: number, columns: number, components: number, reach: number,
  ): void
  weightedLogDensitiesDiagonal(
    block: number, bounds: number, order: number, runnersUp: number, drift: number,
    means: number, factors: number, logNormalizers: number, centred: number,
    best: number, rest: number, joint: number, reached: number, listed: number,
    count: number, blockRows: number, columns: number, components: number, reach: number,
  ): void
  normalizeResponsibilities(
    joint: number, best: number, rest: number, reached: number, listed: number, order: number, rowWeights: number,
    responsibilities: number, active: number, logDensities: number, labels: number, runnersUp: number,
    count: number, blockRows: number, components: number, reach: number, least: number,
  ): number
  accumulateFull(
    rows: number, means: number, responsibilities: number, active: number, packed: number,
    counts: number, sums: number, scatters: number,
    count: number, blockRows: number, columns: number, components: number,
  ): void
  accumulateDiagonal(
    rows: number, means: number, responsibilities: number, active: number, list: number,
    counts: number, sums: number, scatters: number,
    count: number, blockRows: number, columns: number, components: number,
  ): void
  nearestCentres(
    block: number, centres: number, distances: number, seconds: number, labels: number,
    count: number, columns: number, components: number,
  ): void
  coverRows(
    rows: number, centres: number, weights: number, masses: number, covered: number, totals: number,
    count: number, blockRows: number, columns: number, centreCount: number,
  ): void
}

export type WasmKernelName = Exclude<KernelName, 'reference'>

const binaries: Readonly<Record<WasmKernelName, string>> = {
  'wasm-simd': simdBase64,
  'wasm-relaxed-simd': relaxedSimdBase64,
}

const pageBytes = 65_536
/** Room for the module's static data below the workspace. */
const staticBytes = pageBytes

/** Whether the host knows the instructions of these kernels. */
export function hostRuns(name: WasmKernelName): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(binaryOf(name))
}

/** Compiles the module once for all workspaces. */
export async function compileWasmKernels(name: WasmKernelName): Promise<(shape: WorkspaceShape) => Promise<Kernels>> {
  const module = await WebAssembly.compile(binaryOf(name))
  return shape => openWasmKernels(name, module, shape)
}

function binaryOf(name: WasmKernelName): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(binaries[name]), character => character.charCodeAt(0))
}

/**
 * An instance with a memory of just the size that the workspace needs: it never grows, so its views
 * never detach, and all of it goes when the workspace does.
 */
async function openWasmKernels(name: WasmKernelName, module: WebAssembly.Module, shape: WorkspaceShape): Promise<Kernels> {
  const bytes = staticBytes + workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  const instance = await WebAssembly.instantiate(module, { env: { memory } })
  const kernels = instance.exports as unknown as WasmExports
  if (kernels.heapBase() > staticBytes) throw new RangeError('static data of the kernels outgrew its page')
  const workspace = createWorkspace(shape, memory.buffer, staticBytes)
  const { columns, components } = shape
  const at = addressesOf(workspace)
  const weightedLogDensities: Record<WorkspaceShape['factor'], Kernels['weightedLogDensities']> = {
    full: (count, reach) =>
      kernels.weightedLogDensitiesFull(
        at.block, at.bounds, at.order, at.runnersUp, at.drift, at.means, at.panels, at.logNormalizers, at.centred,
        at.best, at.rest, at.joint, at.reached, at.listed,
        count, blockRows, columns, components, reach,
      ),
    shared: (count, reach) =>
      kernels.weightedLogDensitiesShared(
        at.block, at.bounds, at.order, at.runnersUp, at.drift, at.centre, at.projectedMeans, at.factors,
        at.logNormalizers, at.centred, at.projected, at.best, at.rest, at.joint, at.reached, at.listed,
        count, blockRows, columns, components, reach,
      ),
    diagonal: (count, reach) =>
      kernels.weightedLogDensitiesDiagonal(
        at.block, at.bounds, at.order, at.runnersUp, at.drift, at.means, at.factors, at.logNormalizers, at.centred,
        at.best, at.rest, at.joint, at.reached, at.listed,
        count, blockRows, columns, components, reach,
      ),
  }
  const accumulate = shape.scatter === 'full' ? kernels.accumulateFull : kernels.accumulateDiagonal
  return {
    name,
    workspace,
    loadModel: () => {
      if (shape.factor === 'full') kernels.packFactors(at.factors, at.panels, columns, components)
    },
    loadRows: count =>
      kernels.loadRows(at.rows, at.labels, at.order, at.bounds, at.block, count, columns, components),
    weightedLogDensities: weightedLogDensities[shape.factor],
    normalizeResponsibilities: (count, { reach, least }) =>
      kernels.normalizeResponsibilities(
        at.joint, at.best, at.rest, at.reached, at.listed, at.order, at.rowWeights,
        at.responsibilities, at.active, at.logDensities, at.labels, at.runnersUp,
        count, blockRows, components, reach, least,
      ),
    accumulate: count =>
      accumulate(
        at.rows, at.means, at.responsibilities, at.active, at.packed, at.counts, at.sums, at.scatters,
        count, blockRows, columns, components,
      ),
    nearestCentres: count =>
      kernels.nearestCentres(at.block, at.means, at.logDensities, at.best, at.labels, count, columns, components),
    coverRows: (count, centres) =>
      kernels.coverRows(
        at.rows, at.means, at.rowWeights, at.best, at.joint, at.counts, count, blockRows, columns, centres,
      ),
  }
}

/** Where each array of the workspace begins, bytes in the memory. */
function addressesOf(workspace: Workspace): Readonly<Record<ArrayName, number>> {
  const addresses = Object.entries(workspace).flatMap(([name, value]) => (ArrayBuffer.isView(value) ? [[name, value.byteOffset]] : []))
  return Object.fromEntries(addresses) as Record<ArrayName, number>
}
