import { shareMatrix, shareNumbers } from '../threads/shareNumbers.js'
import { startOf, type Candidates, type FittedCandidates } from './candidates.js'
import type { CandidateOptions } from './fitCandidate.js'
import { openSelectionThread, type SelectionThread } from './selectionThread.js'
import type { AcceptedSelectionOptions, SelectionRow } from './selectionTypes.js'

/**
 * Fits candidates in worker threads, each taking the next one as soon as it is free. A candidate's fit depends on
 * its shape, the samples and the options only, so rows are those of fitInTurn, bit for bit, for any number of threads.
 *
 * All workers have ended when this settles.
 *
 * @throws what fitInTurn throws, at once: the reason of the signal and the failure of onIteration too.
 * @throws {WorkerFailedError} if a worker cannot be started or ends by itself.
 */
export async function fitInThreads(candidates: Candidates): Promise<FittedCandidates> {
  const { samples, shapes, options } = candidates
  const { signal, onIteration, onCandidate, threads: asked = 1 } = options
  const rows: (SelectionRow | undefined)[] = shapes.map(() => undefined)
  const threads: SelectionThread[] = []
  let next = 0
  let stopped = false
  let hasEnded = false

  let fail: (reason: unknown) => void
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  failure.catch(() => undefined) // it is raced below, and may come before that
  const abort = (): void => fail(signal!.reason)

  const onProgress: Parameters<typeof openSelectionThread>[0]['onProgress'] = async (candidate, progress) => {
    if (hasEnded) return
    const answer = await onIteration?.({ ...progress, ...shapes[candidate], candidate, candidates: shapes.length })
    if (answer === 'stop') stop()
  }
  const stop = (): void => {
    stopped = true
    for (const thread of threads) thread.post({ type: 'stop' })
  }
  /** One thread's share: candidates for as long as there are any. */
  const work = async (thread: SelectionThread): Promise<void> => {
    while (next < shapes.length && !stopped) {
      const candidate = next++
      const start = startOf(candidates, candidate)
      if ('row' in start) rows[candidate] = start.row
      else {
        const row = await thread.fit({ candidate, shape: shapes[candidate], ...start })
        rows[candidate] = row
        // One that was stopped has not ended.
        const checkpoint = (): Uint8Array => candidates.checkpoint({ rows: rows.map(known => (known?.fit?.stopped ? undefined : known)) })
        if ((await onCandidate?.({ row, candidate, candidates: shapes.length, checkpoint })) === 'stop') stop()
      }
    }
  }

  signal?.addEventListener('abort', abort)
  try {
    const opening = { type: 'open', samples: shareMatrix(samples), options: postable(options) } as const
    for (let thread = 0; thread < Math.min(asked, shapes.length); thread++) {
      threads.push(await openSelectionThread({ onProgress, onFailure: reason => fail(reason) }))
      threads[thread].post(opening)
    }
    signal?.throwIfAborted()
    await Promise.race([failure, Promise.all(threads.map(work))])
    return { rows: rows.filter(row => row !== undefined), stopped }
  } finally {
    hasEnded = true
    signal?.removeEventListener('abort', abort)
    await Promise.all(threads.map(thread => thread.terminate()))
  }
}

/** Options of a candidate without what cannot be posted, their arrays in shared memory where there is any. */
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
