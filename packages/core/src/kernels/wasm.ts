import type { Kernels } from './kernels.js'
import { wasmBase64 } from './wasmBinary.js'
import { blockRows, createWorkspace, workspaceLength, type WorkspaceShape } from './workspace.js'

/** The exports of assembly/index.ts; addresses are bytes in the module's memory. */
interface WasmExports {
  heapBase(): number
  weightedLogDensitiesFull(
    block: number, means: number, factors: number, logNormalizers: number, centred: number, logDensities: number,
    blockRows: number, columns: number, components: number,
  ): void
  weightedLogDensitiesDiagonal(
    block: number, means: number, factors: number, logNormalizers: number, logDensities: number,
    blockRows: number, columns: number, components: number,
  ): void
  normalizeResponsibilities(
    responsibilities: number, logDensities: number, rows: number, blockRows: number, components: number,
  ): number
  accumulateFull(
    block: number, means: number, responsibilities: number, centred: number, weighted: number,
    counts: number, sums: number, scatters: number, blockRows: number, columns: number, components: number,
  ): void
  accumulateDiagonal(
    block: number, means: number, responsibilities: number, counts: number, sums: number, scatters: number,
    blockRows: number, columns: number, components: number,
  ): void
  nearestCentres(
    block: number, centres: number, distances: number, labels: number,
    blockRows: number, columns: number, components: number,
  ): void
}

const pageBytes = 65_536
/** Room for the module's static data below the workspace. */
const staticBytes = pageBytes

/** Compiles the module once for all workspaces. */
export async function compileWasmKernels(): Promise<(shape: WorkspaceShape) => Promise<Kernels>> {
  const binary = Uint8Array.from(atob(wasmBase64), character => character.charCodeAt(0))
  const module = await WebAssembly.compile(binary)
  return shape => openWasmKernels(module, shape)
}

/**
 * An instance with a memory of just the size that the workspace needs: it never grows, so its views
 * never detach, and all of it goes when the workspace does.
 */
async function openWasmKernels(module: WebAssembly.Module, shape: WorkspaceShape): Promise<Kernels> {
  const bytes = staticBytes + workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) })
  const instance = await WebAssembly.instantiate(module, { env: { memory } })
  const kernels = instance.exports as unknown as WasmExports
  if (kernels.heapBase() > staticBytes) throw new RangeError('static data of the kernels outgrew its page')
  const workspace = createWorkspace(shape, memory.buffer, staticBytes)
  const { columns, components } = shape
  const at = {
    block: workspace.block.byteOffset,
    means: workspace.means.byteOffset,
    factors: workspace.factors.byteOffset,
    logNormalizers: workspace.logNormalizers.byteOffset,
    responsibilities: workspace.responsibilities.byteOffset,
    logDensities: workspace.logDensities.byteOffset,
    centred: workspace.centred.byteOffset,
    weighted: workspace.weighted.byteOffset,
    counts: workspace.counts.byteOffset,
    sums: workspace.sums.byteOffset,
    scatters: workspace.scatters.byteOffset,
  }
  return {
    name: 'wasm-simd',
    workspace,
    weightedLogDensities:
      shape.scatter === 'full'
        ? () =>
            kernels.weightedLogDensitiesFull(
              at.block, at.means, at.factors, at.logNormalizers, at.centred, at.responsibilities,
              blockRows, columns, components,
            )
        : () =>
            kernels.weightedLogDensitiesDiagonal(
              at.block, at.means, at.factors, at.logNormalizers, at.responsibilities,
              blockRows, columns, components,
            ),
    normalizeResponsibilities: rows =>
      kernels.normalizeResponsibilities(at.responsibilities, at.logDensities, rows, blockRows, components),
    accumulate:
      shape.scatter === 'full'
        ? () =>
            kernels.accumulateFull(
              at.block, at.means, at.responsibilities, at.centred, at.weighted,
              at.counts, at.sums, at.scatters, blockRows, columns, components,
            )
        : () =>
            kernels.accumulateDiagonal(
              at.block, at.means, at.responsibilities, at.counts, at.sums, at.scatters,
              blockRows, columns, components,
            ),
    nearestCentres: () =>
      kernels.nearestCentres(at.block, at.means, at.logDensities, at.weighted, blockRows, columns, components),
  }
}
