import type { Workspace, WorkspaceShape } from './workspace.js'

/** `reference` is readable TypeScript and defines the result; `wasm-simd` is its twin in AssemblyScript. */
export type KernelName = 'wasm-simd' | 'reference'

/** The kernels of one workspace. They allocate nothing, throw nothing and know no model. */
export interface Kernels {
  readonly name: KernelName
  readonly workspace: Workspace
  /** block, means, factors, logNormalizers -> responsibilities (as weighted log-densities). */
  weightedLogDensities(): void
  /**
   * responsibilities (log-densities) -> responsibilities, logDensities.
   *
   * @param rows samples in the block; those behind get responsibility 0.
   * @returns the sum of the first `rows` log-densities, nats.
   */
  normalizeResponsibilities(rows: number): number
  /** block, means, responsibilities -> added to counts, sums, scatters. */
  accumulate(): void
  /** block, means (as centres) -> logDensities (as squared distances), weighted[0 .. B) (as labels). */
  nearestCentres(): void
}

/** Opens the kernels of one implementation on a workspace of the given shape. */
export type OpenKernels = (shape: WorkspaceShape) => Promise<Kernels>
