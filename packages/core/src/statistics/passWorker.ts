/** Module of the worker threads of a pass: computes segments of the passes that it receives, one pass after the other. */
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool, type WorkspacePool } from '../kernels/workspacePool.js'
import { serveThreadPool } from '../threads/threadPool.js'
import { accumulateSegment } from './accumulateSegment.js'
import { evaluateRows } from './evaluateRows.js'
import { PassAborted } from './passAborted.js'
import type { PassRequest } from './passThreads.js'
import { loadModel, workspaceShape } from './preparedModel.js'
import { isDone, isAborted, takeSegments } from './segmentedPass.js'

const pools = new Map<KernelName, WorkspacePool>()

async function poolOf(name: KernelName): Promise<WorkspacePool> {
  const pool = pools.get(name) ?? createWorkspacePool(await openKernels(name))
  pools.set(name, pool)
  return pool
}

serveThreadPool(async message => {
  const { pass, kernels: name } = message as PassRequest
  if (isDone(pass) || isAborted(pass)) return
  const pool = await poolOf(name)
  await pool.use(workspaceShape(pass.model, pass), async kernels => {
    loadModel(kernels, pass.model, 'totals' in pass ? pass : {})
    const yieldIfDue = (): undefined => {
      if (isAborted(pass)) throw new PassAborted()
    }
    try {
      if ('totals' in pass) await takeSegments(kernels, pass, accumulateSegment, { yieldIfDue })
      else await takeSegments(kernels, pass, evaluateRows, { yieldIfDue })
    } catch (error) {
      if (!(error instanceof PassAborted)) throw error
    }
  })
})
