/** Module of the worker threads of a pass: computes segments of the passes that it receives, one pass after the other. */
import type { KernelName, Kernels } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool, type WorkspacePool } from '../kernels/workspacePool.js'
import { serveThreadPool } from '../threads/threadPool.js'
import { accumulateCodedSegment } from './accumulateCodedSegment.js'
import { accumulateSegment } from './accumulateSegment.js'
import { codedShape } from './codedPass.js'
import { evaluateRows } from './evaluateRows.js'
import { PassAborted } from './passAborted.js'
import type { PassRequest } from './passThreads.js'
import { loadModel, workspaceShape } from './preparedModel.js'
import { isDone, isAborted, takeSegments, type ComputeSegment } from './segmentedPass.js'

const pools = new Map<KernelName, WorkspacePool>()

async function poolOf(name: KernelName): Promise<WorkspacePool> {
  const pool = pools.get(name) ?? createWorkspacePool(await openKernels(name))
  pools.set(name, pool)
  return pool
}

serveThreadPool(async message => {
  const { pass, kernels: name } = message as PassRequest
  if (isDone(pass) || isAborted(pass)) return
  const yieldIfDue = (): undefined => {
    if (isAborted(pass)) throw new PassAborted()
  }
  const take = async (compute: ComputeSegment): Promise<void> => {
    try {
      await takeSegments(pass, compute, { yieldIfDue })
    } catch (error) {
      if (!(error instanceof PassAborted)) throw error
    }
  }
  if ('coded' in pass && !pass.model) return take(range => accumulateCodedSegment(undefined, pass, range))
  const model = pass.model!
  const pool = await poolOf(name)
  const shape = { ...workspaceShape(model, pass), ...('coded' in pass && codedShape(pass.coded, pass.logProbabilities)) }
  await pool.use(shape, async kernels => {
    loadModel(kernels, model, 'totals' in pass ? pass : {})
    await take(computing(kernels, pass))
  })
})

function computing(kernels: Kernels, pass: PassRequest['pass']): ComputeSegment {
  if ('coded' in pass) return range => accumulateCodedSegment(kernels, pass, range)
  if ('totals' in pass) return range => accumulateSegment(kernels, pass, range)
  return range => evaluateRows(kernels, pass, range)
}
