/** Module of the worker threads of selectGaussianMixture: fits the candidates that it is sent, one at a time. */
import type { FitOptions, FitProgress } from '../fit/fitOptions.js'
import { toErrorRecord } from '../threads/errorRecord.js'
import { serveWorkerPort, type WorkerPort } from '../threads/workerPort.js'
import { fitCandidate, totalWeightOf } from './fitCandidate.js'
import { toRowRecord, type SelectionReport, type SelectionRequest } from './selectionMessages.js'

/** Minimum time between two reports of the progress of one candidate. */
const reportMilliseconds = 30
/** Minimum time between two checkpoints of one candidate, and the share of its time that they may take. */
const [saveMilliseconds, saveShare] = [1000, 0.01]

function serve(port: WorkerPort): void {
  const ending = new AbortController()
  let opened: SelectionRequest & { readonly type: 'open' }
  /** Whether the listener has heard the last report of progress. Reports wait for a slow listener instead of piling up. */
  let heard = true
  const report = (message: SelectionReport): void => port.post(message)

  const createReporter = (candidate: number): ((progress: FitProgress) => 'stop' | undefined) => {
    let lastReport = -Infinity
    return progress => {
      const now = performance.now()
      if (lastReport === -Infinity || (heard && now - lastReport >= reportMilliseconds)) {
        lastReport = now
        heard = false
        report({ type: 'progress', candidate, progress })
      }
      return ending.signal.aborted ? 'stop' : undefined
    }
  }

  const createSaver = (candidate: number): NonNullable<FitOptions['onProgress']> => {
    let nextSave = performance.now() + saveMilliseconds
    return progress => {
      const begun = performance.now()
      if (opened.saves && progress.phase !== 'draw' && begun >= nextSave) {
        report({ type: 'saved', candidate, checkpoint: progress.checkpoint() })
        const ended = performance.now()
        nextSave = ended + Math.max(saveMilliseconds, (ended - begun) / saveShare)
      }
      return ending.signal.aborted ? 'stop' : undefined
    }
  }

  const fit = async ({ candidate, shape, labels, resume }: SelectionRequest & { readonly type: 'fit' }): Promise<void> => {
    const { samples, options } = opened
    try {
      const plan = { ...shape, labels, resume, onIteration: createReporter(candidate), onProgress: createSaver(candidate) }
      const row = await fitCandidate(samples, { ...plan, totalWeight: totalWeightOf(samples, options) }, { ...options, ending: ending.signal })
      report({ type: 'fitted', row: toRowRecord(row) })
    } catch (error) {
      report({ type: 'failed', error: toErrorRecord(error) })
    }
  }

  port.onMessage(message => {
    const request = message as SelectionRequest
    switch (request.type) {
      case 'open':
        opened = request
        return
      case 'fit':
        void fit(request)
        return
      case 'heard':
        heard = true
        return
      case 'stop':
        ending.abort()
    }
  })
}

serveWorkerPort(serve)
