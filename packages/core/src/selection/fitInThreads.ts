import type { Matrix } from '@mixtura/numerics'
import { shareMatrix, shareNumbers } from '../threads/shareNumbers.js'
import { keepSelectionProgress, type Candidates, type FittedCandidates } from './candidates.js'
import type { CandidateOptions } from './fitCandidate.js'
import { openSelectionThread, type SelectionThread, type SelectionThreadPlan } from './selectionThread.js'
import type { AcceptedSelectionOptions } from './selectionTypes.js'

/**
 * Fits candidates in worker threads. Each thread takes the next candidate as soon as it is free. The fit of a candidate depends only on
 * its shape, the samples and the options, so rows are those of fitInTurn, bit for bit, for any number of threads.
 *
 * If anyone listens to finished candidates, threads send a checkpoint of their fit from time to time, and a checkpoint of the
 * selection contains the last one of each fit that is under way.
 *
 * All workers have ended when this settles.
 *
 * @throws what fitInTurn throws, at once: the reason of the signal and the failure of onIteration too.
 * @throws {WorkerFailedError} if a worker cannot be started or ends by itself.
 */
export async function fitInThreads(candidates: Omit<Candidates, 'data'> & { readonly data: Matrix }): Promise<FittedCandidates> {
  const { data, shapes, options } = candidates
  const { signal, onIteration, onCandidate, threads: asked = 1 } = options
  const kept = keepSelectionProgress(candidates)
  const threads: SelectionThread[] = []
  let next = 0
  let stopped = false
  let hasEnded = false

  let fail: (reason: unknown) => void
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  failure.catch(() => undefined) // Promise.race below handles it, perhaps later
  const abort = (): void => fail(signal!.reason)

  const onProgress: SelectionThreadPlan['onProgress'] = async (candidate, progress) => {
    if (hasEnded) return
    const answer = await onIteration?.({ ...progress, ...shapes[candidate], candidate, candidates: shapes.length })
    if (answer === 'stop') stop()
  }
  const stop = (): void => {
    stopped = true
    for (const thread of threads) thread.post({ type: 'stop' })
  }
  /** Fits candidates in one thread for as long as there are any. */
  const work = async (thread: SelectionThread): Promise<void> => {
    while (next < shapes.length && !stopped) {
      const candidate = next++
      const start = kept.startOf(candidate)
      if (!start) continue
      const row = await thread.fit({ candidate, shape: shapes[candidate], ...start })
      kept.finish(candidate, row)
      if ((await onCandidate?.({ row, candidate, candidates: shapes.length, table: kept.table, checkpoint: kept.checkpoint })) === 'stop') stop()
    }
  }

  signal?.addEventListener('abort', abort)
  try {
    const opening = { type: 'open', samples: shareMatrix(data), options: postable(options), saves: onCandidate !== undefined } as const
    for (let thread = 0; thread < Math.min(asked, shapes.length); thread++) {
      threads.push(await openSelectionThread({ onProgress, onSaved: kept.save, onFailure: reason => fail(reason) }))
      threads[thread].post(opening)
    }
    signal?.throwIfAborted()
    await Promise.race([failure, Promise.all(threads.map(work))])
    return { rows: kept.rows(), stopped }
  } finally {
    hasEnded = true
    signal?.removeEventListener('abort', abort)
    await Promise.all(threads.map(thread => thread.terminate()))
  }
}

/** Options of a candidate that can be posted, with their arrays in shared memory where there is any. */
function postable(options: AcceptedSelectionOptions): CandidateOptions {
  const {
    signal: _signal, onIteration: _onIteration, onProgress: _onProgress, onCandidate: _onCandidate, resume: _resume, components: _components, covarianceTypes: _types, threads: _threads,
    sampleWeights, labelPriors, noiseCovariances, ...plain
  } = options
  return {
    ...plain,
    threads: 1, // the host is busy with the other candidates
    ...(sampleWeights && { sampleWeights: shareNumbers(sampleWeights) }),
    ...(labelPriors && { labelPriors: shareMatrix(labelPriors) }),
    ...(noiseCovariances && { noiseCovariances: shareMatrix(noiseCovariances) }),
  }
}
