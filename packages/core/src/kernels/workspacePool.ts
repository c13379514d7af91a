import type { Kernels, OpenKernels } from './kernels.js'
import { resetWorkspace, workspaceLength, type WorkspaceShape } from './workspace.js'

export interface WorkspacePool {
  /** Runs `pass` on kernels that nobody else uses meanwhile. */
  use<Result>(shape: WorkspaceShape, pass: (kernels: Kernels) => Result | Promise<Result>): Promise<Result>
}

/** Workspaces up to this size, 4 MiB, and so many of them are kept for whoever asks next. */
const mostSharedLength = 2 ** 19
const mostShared = 8

/** Small idle workspaces of each kind of kernels, the latest last. */
const shelves = new WeakMap<OpenKernels, Kernels[]>()

/**
 * EM asks for one shape hundreds of times, so workspaces given back are kept for the next pass: small ones for all pools,
 * since to open one takes as long as a pass over few rows, and of larger ones the latest, as long as the pool.
 * A pass takes its workspace out: passes that overlap in time never share one.
 */
export function createWorkspacePool(open: OpenKernels): WorkspacePool {
  const shared: Shelf = { idle: shelves.get(open) ?? [], most: mostShared }
  shelves.set(open, shared.idle)
  const own: Shelf = { idle: [], most: 1 }
  return {
    async use(shape, pass) {
      const shelf = [shared, own].find(({ idle }) => idle.some(hasShape(shape))) ?? (workspaceLength(shape) <= mostSharedLength ? shared : own)
      const { idle, most } = shelf
      const at = idle.findLastIndex(hasShape(shape))
      const kernels = at < 0 ? await open(shape) : idle.splice(at, 1)[0]
      resetWorkspace(kernels.workspace)
      try {
        return await pass(kernels)
      } finally {
        idle.push(kernels)
        if (idle.length > most) idle.shift()
      }
    },
  }
}

interface Shelf {
  readonly idle: Kernels[]
  readonly most: number
}

const hasShape = (shape: WorkspaceShape) => ({ workspace }: Kernels): boolean =>
  workspace.scatter === shape.scatter && workspace.factor === shape.factor &&
  workspace.columns === shape.columns && workspace.components === shape.components
