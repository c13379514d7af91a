import type { KernelName } from '../kernels/kernels.js'
import type { PassRequest } from './passThreads.js'
import { abort, isDone, takeSegments, type ComputeSegment, type Interruption, type SegmentedPass } from './segmentedPass.js'

/**
 * Computes all segments of a pass on this thread and up to `threads - 1` others.
 *
 * @param options.kernels name of the implementation that all threads use.
 * @throws {WorkerFailedError} if another thread ended in the middle of a segment.
 */
export async function shareSegments(
  pass: SegmentedPass,
  { kernels, threads, compute, ...interruption }: Interruption & { readonly kernels: KernelName; readonly threads: number; readonly compute: ComputeSegment },
): Promise<void> {
  const count = Math.min(threads, pass.segments.count) - 1
  const answers = count > 0 ? await engageThreads({ pass, kernels }, count) : []
  try {
    await takeSegments(pass, compute, interruption)
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
