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
  const shelf = shelves.get(open) ?? []
  shelves.set(open, shelf)
  const own: Kernels[] = []
  return {
    async use(shape, pass) {
      const isShared = workspaceLength(shape) <= mostSharedLength
      const [idle, most] = isShared ? [shelf, mostShared] : [own, 1]
      const at = idle.findLastIndex(({ workspace }) => sameShape(workspace, shape))
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

function sameShape(a: WorkspaceShape, b: WorkspaceShape): boolean {
  return a.scatter === b.scatter && a.factor === b.factor && a.columns === b.columns && a.components === b.components
}
