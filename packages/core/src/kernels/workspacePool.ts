import type { Kernels, OpenKernels } from './kernels.js'
import { resetWorkspace, workspaceLength, type WorkspaceShape } from './workspace.js'

export interface WorkspacePool {
  /** Runs `pass` on kernels that no other pass uses at the same time. */
  use<Result>(shape: WorkspaceShape, pass: (kernels: Kernels) => Result | Promise<Result>): Promise<Result>
}

/** Maximum size of a workspace that all pools share, in float64 values: 4 MiB. */
const maxSharedLength = 2 ** 19
/** Maximum number of idle workspaces that all pools share. */
const maxShared = 8

/** Shared idle workspaces of each implementation, the most recent last. */
const sharedIdle = new WeakMap<OpenKernels, Kernels[]>()

/**
 * EM asks for the same shape hundreds of times, so the pool keeps workspaces for later passes. Small ones are shared by all
 * pools, because opening one takes as long as a pass over few rows. Of larger ones a pool keeps the most recent for itself.
 * A pass removes its workspace from the pool, so that passes that overlap in time never share one.
 */
export function createWorkspacePool(open: OpenKernels): WorkspacePool {
  const shared: IdleWorkspaces = { idle: sharedIdle.get(open) ?? [], max: maxShared }
  sharedIdle.set(open, shared.idle)
  const own: IdleWorkspaces = { idle: [], max: 1 }
  return {
    async use(shape, pass) {
      const group = [shared, own].find(({ idle }) => idle.some(hasShape(shape))) ?? (workspaceLength(shape) <= maxSharedLength ? shared : own)
      const { idle, max } = group
      const at = idle.findLastIndex(hasShape(shape))
      const kernels = at < 0 ? await open(shape) : idle.splice(at, 1)[0]
      resetWorkspace(kernels.workspace)
      try {
        return await pass(kernels)
      } finally {
        idle.push(kernels)
        if (idle.length > max) idle.shift()
      }
    },
  }
}

interface IdleWorkspaces {
  readonly idle: Kernels[]
  readonly max: number
}

const hasShape = (shape: WorkspaceShape) => ({ workspace }: Kernels): boolean =>
  workspace.scatter === shape.scatter && workspace.factor === shape.factor &&
  workspace.columns === shape.columns && workspace.components === shape.components &&
  (workspace.factorCount ?? 0) === (shape.factorCount ?? 0) && (workspace.directionCount ?? 0) === (shape.directionCount ?? 0) &&
  (workspace.tableRows ?? 0) === (shape.tableRows ?? 0) && (workspace.stepFactors ?? 0) === (shape.stepFactors ?? 0) &&
  (workspace.codedColumns ?? 0) === (shape.codedColumns ?? 0) && (workspace.valueTableLength ?? 0) === (shape.valueTableLength ?? 0)
