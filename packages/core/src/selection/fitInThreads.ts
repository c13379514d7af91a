import { fromErrorRecord } from '../threads/errorRecord.js'
import { shareMatrix, shareNumbers } from '../threads/shareNumbers.js'
import { openWorkerThread, type WorkerThread } from '../threads/workerThread.js'
import { startOf, type Candidates, type FittedCandidates } from './candidates.js'
import type { CandidateOptions } from './fitCandidate.js'
import { fromRowRecord, type SelectionReport, type SelectionRequest } from './selectionMessages.js'
import type { ComponentCounts, SelectionOptions, SelectionRow } from './selectionTypes.js'

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
  const { shapes, options } = candidates
  const { signal, onIteration, threads = 1 } = options
  const rows: (SelectionRow | undefined)[] = shapes.map(() => undefined)
  const workers: SelectionWorker[] = []
  let next = 0
  let stopped = false
  let fail: (reason: unknown) => void = () => undefined
  const failure = new Promise<never>((_, reject) => {
    fail = reject
  })
  const abort = (): void => fail(signal!.reason)

  const stop = (): void => {
    stopped = true
    for (const worker of workers) worker.post({ type: 'stop' })
  }
  /** One worker's share: candidates for as long as there are any. */
  const work = async (opening: Omit<SelectionRequest & { readonly type: 'open' }, 'type'>): Promise<void> => {
    let candidate = 0
    const worker = await openSelectionWorker({
      onFailure: fail,
      onProgress: async progress => {
        const answer = await onIteration?.({ ...progress, ...shapes[candidate]!, candidate, candidates: shapes.length })
        if (answer === 'stop') stop()
      },
    })
    workers.push(worker)
    if (signal?.aborted) return
    worker.post({ type: 'open', ...opening })
    while (next < shapes.length && !stopped) {
      candidate = next++
      const start = startOf(candidates, candidate)
      rows[candidate] = 'row' in start ? start.row : await worker.fit({ shape: shapes[candidate]!, ...start })
    }
  }

  signal?.addEventListener('abort', abort)
  const opening = { samples: shareMatrix(candidates.samples), options: postable(options) }
  const shares = Array.from({ length: Math.min(threads, shapes.length) }, () => work(opening))
  try {
    await Promise.race([failure, Promise.all(shares)])
    return { rows: rows.filter(row => row !== undefined), stopped }
  } finally {
    signal?.removeEventListener('abort', abort)
    await Promise.all(workers.map(worker => worker.terminate()))
  }
}

interface SelectionWorker {
  post(request: SelectionRequest): void
  fit(request: Omit<SelectionRequest & { readonly type: 'fit' }, 'type'>): Promise<SelectionRow>
  terminate(): Promise<void>
}

async function openSelectionWorker({ onProgress, onFailure }: {
  readonly onProgress: (progress: (SelectionReport & { readonly type: 'progress' })['progress']) => Promise<void>
  readonly onFailure: (error: unknown) => void
}): Promise<SelectionWorker> {
  let settle: (row: SelectionRow) => void
  const handle = async (report: SelectionReport): Promise<void> => {
    switch (report.type) {
      case 'progress':
        await onProgress(report.progress)
        post({ type: 'heard' })
        return
      case 'fitted':
        settle(fromRowRecord(report.row))
        return
      case 'failed':
        throw fromErrorRecord(report.error)
    }
  }
  // One report after the other: a candidate is done when the listener has answered to all of its progress.
  let handled = Promise.resolve()
  const thread: WorkerThread = await openWorkerThread({
    url: besideModule(import.meta.url, 'selectionWorker.js'),
    openInBrowser: () => new Worker(new URL('./selectionWorker.js', import.meta.url), { type: 'module' }),
    onMessage: message => {
      handled = handled.then(() => handle(message as SelectionReport)).catch(onFailure)
    },
    onFailure,
  })
  const post = (request: SelectionRequest): void => thread.post(request)
  return {
    post,
    fit: request =>
      new Promise(resolve => {
        settle = resolve
        post({ type: 'fit', ...request })
      }),
    terminate: () => thread.terminate(),
  }
}

/** Options of a candidate without what cannot be posted, their arrays in shared memory where there is any. */
function postable(options: SelectionOptions<ComponentCounts>): CandidateOptions {
  const {
    signal: _signal, onIteration: _onIteration, components: _components, covarianceTypes: _types, threads: _threads,
    sampleWeights, labelPriors, noiseCovariances, ...plain
  } = options
  return {
    ...plain,
    ...(sampleWeights && { sampleWeights: shareNumbers(sampleWeights) }),
    ...(labelPriors && { labelPriors: shareMatrix(labelPriors) }),
    ...(noiseCovariances && { noiseCovariances: shareMatrix(noiseCovariances) }),
  }
}

/** A URL as `new URL` makes it, out of sight of bundlers: they would take the worker for an asset. */
function besideModule(moduleUrl: string, file: string): URL {
  return new URL(file, moduleUrl)
}
