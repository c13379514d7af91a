import type { MachineLoad } from '../machineLoad.js'
import type { Provenance } from '../provenance.js'
import type { ThreadPool } from './emRun.js'
import type { ConvergenceReport } from './timeConvergence.js'
import type { IterationReport } from './timeIterations.js'

/** results/em.json: each table is replaced by the last run of all its cells, and says of itself when and where that was. */
export interface EmReport {
  readonly iterations?: EmTable<IterationReport>
  readonly convergence?: EmTable<ConvergenceReport>
  readonly scaling?: EmTable<IterationReport>
}

export type EmTableName = keyof EmReport

export interface EmTable<Cell> {
  readonly provenance: Provenance
  /** WASM kernels that Mixtura ran, and threads that each side had. */
  readonly kernels: string
  readonly threads: number
  /** Multiply-add rate of one thread in WASM with everything in registers, GFLOP/s. */
  readonly peak: number
  readonly peers: {
    readonly scikitLearn: EmPeer | null
    readonly mclust: string | null
    /** Variables of the environment that were kept from peers. */
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

/** What other programs took of the machine just before and just after a cell was measured. */
export interface CellLoad {
  readonly before: MachineLoad
  readonly after: MachineLoad
}
