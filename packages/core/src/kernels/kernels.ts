import type { Pruning } from './pruning.js'
import type { Workspace, WorkspaceShape } from './workspace.js'

/**
 * `reference` is readable TypeScript and defines the result; `wasm-simd` is its twin in AssemblyScript, and
 * `wasm-relaxed-simd` the same compiled for hosts that multiply and add in one instruction.
 */
export type KernelName = 'wasm-relaxed-simd' | 'wasm-simd' | 'reference'

export const kernelNames: readonly KernelName[] = ['wasm-relaxed-simd', 'wasm-simd', 'reference']

/**
 * The kernels of one workspace, for blocks of `count` samples. They allocate nothing, throw nothing and know no model.
 */
export interface Kernels {
  readonly name: KernelName
  readonly workspace: Workspace
  /** factors -> panels: to be called once means, factors and logNormalizers are there. */
  loadModel(): void
  /** rows, labels -> order, bounds, block. Labels that are no component become 0; what runnersUp bound is the others. */
  loadRows(count: number): void
  /**
   * block, runnersUp, drift, means, factors, logNormalizers -> joint, reached, best, rest.
   *
   * @param reach components surely farther than this below a sample's best may be given up, nats; Infinity: none.
   */
  weightedLogDensities(count: number, reach: number): void
  /**
   * joint, reached, best, rest, order, rowWeights -> responsibilities, active, logDensities, labels, runnersUp.
   *
   * @returns the weighted sum of the log-densities, nats.
   */
  normalizeResponsibilities(count: number, pruning: Pruning): number
  /** rows, means, responsibilities, active -> added to counts, sums, scatters. */
  accumulate(count: number): void
  /** block, means (as centres) -> logDensities (as squared distances), best (as those to the second), labels; by position. */
  nearestCentres(count: number): void
  /**
   * rows, rowWeights, the first `centres` of means, best (as masses: weighted squared distances to the nearest centre so
   * far) -> joint (as masses once each of these is a centre too; by row); their sums are added to counts.
   */
  coverRows(count: number, centres: number): void
}

/** Opens the kernels of one implementation on a workspace of the given shape. */
export type OpenKernels = (shape: WorkspaceShape) => Promise<Kernels>
