import type { MachineLoad } from '../machineLoad.js'
import type { Provenance } from '../provenance.js'
import type { ThreadPool } from './emRun.js'
import type { ConvergenceReport } from './timeConvergence.js'
import type { IterationReport } from './timeIterations.js'

/** Content of results/em.json. Each table comes from the last run of all its cells and has its own provenance. */
export interface EmReport {
  readonly iterations?: EmTable<IterationReport>
  readonly convergence?: EmTable<ConvergenceReport>
  readonly scaling?: EmTable<IterationReport>
}

export type EmTableName = keyof EmReport

export interface EmTable<Cell> {
  readonly provenance: Provenance
  /** Kernels that Mixtura used, and the number of threads of each side. */
  readonly kernels: string
  readonly threads: number
  /** Multiply-add rate of one thread in WASM with all values in registers, GFLOP/s. */
  readonly peak: number
  readonly peers: {
    readonly scikitLearn: EmPeer | null
    readonly mclust: string | null
    /** Environment variables that were removed for peers. */
    readonly strippedVariables: readonly string[]
  }
  /** True if a cell was measured while other programs ran. */
  readonly measuredUnderLoad: boolean
  readonly cells: readonly (Cell & { readonly load: CellLoad })[]
}

export interface EmPeer {
  readonly version: string
  readonly libraries: Readonly<Record<string, string>>
  readonly threadPools: readonly ThreadPool[]
}

/** Load by other programs just before and just after a cell was measured. */
export interface CellLoad {
  readonly before: MachineLoad
  readonly after: MachineLoad
}
