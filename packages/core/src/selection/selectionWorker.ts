/** Module of the worker threads of selectGaussianMixture: fits the candidates that it is sent, one at a time. */
import type { Matrix } from '@mixtura/numerics'
import type { FitProgress } from '../fit/fitOptions.js'
import { toErrorRecord } from '../threads/errorRecord.js'
import { serveWorkerPort, type WorkerPort } from '../threads/workerPort.js'
import { fitCandidate, type CandidateOptions } from './fitCandidate.js'
import { toRowRecord, type SelectionReport, type SelectionRequest } from './selectionMessages.js'

/** Between two reports of the progress of one candidate. */
const reportMilliseconds = 30

function serve(port: WorkerPort): void {
  const ending = new AbortController()
  let opened: { readonly samples: Matrix; readonly options: CandidateOptions }
  /** Whether the last report of progress has been heard: reports do not pile up before a slow listener. */
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

  const fit = async ({ candidate, shape, labels }: SelectionRequest & { readonly type: 'fit' }): Promise<void> => {
    const { samples, options } = opened
    try {
      const onProgress = (): 'stop' | undefined => (ending.signal.aborted ? 'stop' : undefined)
      const plan = { ...shape, labels, onIteration: createReporter(candidate), onProgress }
      const row = await fitCandidate(samples, plan, { ...options, ending: ending.signal })
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
