import type { Kernels, OpenKernels } from './kernels.js'
import type { WorkspaceShape } from './workspace.js'

export interface WorkspacePool {
  /** Runs `pass` on kernels that nobody else uses meanwhile. */
  use<Result>(shape: WorkspaceShape, pass: (kernels: Kernels) => Promise<Result>): Promise<Result>
}

/**
 * EM asks for one shape hundreds of times, so the workspace given back last is kept for the next pass.
 * A pass takes it out of the pool: passes that overlap in time never share one.
 */
export function createWorkspacePool(open: OpenKernels): WorkspacePool {
  let idle: Kernels | undefined
  return {
    async use(shape, pass) {
      const taken = idle
      idle = undefined
      const kernels = taken && sameShape(taken.workspace, shape) ? taken : await open(shape)
      try {
        return await pass(kernels)
      } finally {
        idle = kernels
      }
    },
  }
}

function sameShape(a: WorkspaceShape, b: WorkspaceShape): boolean {
  return a.scatter === b.scatter && a.factor === b.factor && a.columns === b.columns && a.components === b.components
}
