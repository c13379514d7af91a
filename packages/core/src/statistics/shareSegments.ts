import type { Kernels } from '../kernels/kernels.js'
import type { PassRequest } from './passThreads.js'
import { abort, isDone, takeSegments, type ComputeSegment, type Interruption, type SegmentedPass } from './segmentedPass.js'

/**
 * Computes all segments of a pass on this thread and up to `threads - 1` others.
 *
 * @param kernels with the model of the pass loaded.
 * @throws {WorkerFailedError} if another thread ended in the middle of a segment.
 */
export async function shareSegments<Kind extends SegmentedPass>(
  kernels: Kernels,
  pass: Kind,
  { threads, compute, ...interruption }: Interruption & { readonly threads: number; readonly compute: ComputeSegment<Kind> },
): Promise<void> {
  const count = Math.min(threads, pass.segments.count) - 1
  const answers = count > 0 ? await engageThreads({ pass, kernels: kernels.name }, count) : []
  try {
    await takeSegments(kernels, pass, compute, interruption)
    // Do not wait for a thread that has not got any segment.
    const waiting = [...answers]
    while (!isDone(pass) && waiting.length > 0) await waiting.shift()
  } catch (error) {
    abort(pass)
    throw error
  }
}

/** Pages without shared memory never have other threads, so only a pass that can use them loads what starts them. */
async function engageThreads(request: PassRequest, count: number): Promise<readonly Promise<void>[]> {
  return (await import('./passThreads.js')).engageThreads(request, count)
}
