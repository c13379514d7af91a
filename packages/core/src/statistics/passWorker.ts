/** Module of the worker threads of a pass: takes segments of the passes that it is sent, one pass after the other. */
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool, type WorkspacePool } from '../kernels/workspacePool.js'
import { serveCrew } from '../threads/crew.js'
import { PassGivenUp } from './passGivenUp.js'
import type { PassRequest } from './passThreads.js'
import { loadModel, workspaceShape } from './preparedModel.js'
import { isDone, isGivenUp, takeSegments } from './segmentedPass.js'

const pools = new Map<KernelName, WorkspacePool>()

async function poolOf(name: KernelName): Promise<WorkspacePool> {
  const pool = pools.get(name) ?? createWorkspacePool(await openKernels(name))
  pools.set(name, pool)
  return pool
}

serveCrew(async message => {
  const { pass, kernels: name } = message as PassRequest
  if (isDone(pass) || isGivenUp(pass)) return
  const pool = await poolOf(name)
  await pool.use(workspaceShape(pass.model, pass.scatter), async kernels => {
    loadModel(kernels, pass.model, pass.drift)
    const yieldIfDue = (): undefined => {
      if (isGivenUp(pass)) throw new PassGivenUp()
    }
    try {
      await takeSegments(kernels, pass, { yieldIfDue })
    } catch (error) {
      if (!(error instanceof PassGivenUp)) throw error
    }
  })
})
