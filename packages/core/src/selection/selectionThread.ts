import type { FitProgress } from '../fit/fitOptions.js'
import { fromErrorRecord } from '../threads/errorRecord.js'
import { besideModule, openWorkerThread } from '../threads/workerThread.js'
import { fromRowRecord, type SelectionReport, type SelectionRequest } from './selectionMessages.js'
import type { SelectionRow } from './selectionTypes.js'

/** One worker of a selection. */
export interface SelectionThread {
  post(request: SelectionRequest): void
  /** Fits one candidate at a time. The promise settles after onProgress has answered to all progress of the fit. */
  fit(request: Omit<SelectionRequest & { readonly type: 'fit' }, 'type'>): Promise<SelectionRow>
  terminate(): Promise<void>
}

export interface SelectionThreadPlan {
  readonly onProgress: (candidate: number, progress: FitProgress) => Promise<void>
  readonly onSaved: (candidate: number, checkpoint: Uint8Array) => void
  /** Called with what a fit or onProgress threw, or the worker's own failure. */
  readonly onFailure: (error: unknown) => void
}

export async function openSelectionThread({ onProgress, onSaved, onFailure }: SelectionThreadPlan): Promise<SelectionThread> {
  let settle: (row: SelectionRow) => void
  const handle = async (report: SelectionReport): Promise<void> => {
    switch (report.type) {
      case 'progress':
        await onProgress(report.candidate, report.progress)
        thread.post({ type: 'heard' } satisfies SelectionRequest)
        return
      case 'saved':
        onSaved(report.candidate, report.checkpoint)
        return
      case 'fitted':
        settle(fromRowRecord(report.row))
        return
      case 'failed':
        throw fromErrorRecord(report.error)
    }
  }
  let handled = Promise.resolve()
  const thread = await openWorkerThread({
    url: besideModule(import.meta.url, 'selectionWorker.js'),
    openInBrowser: () => new Worker(new URL('./selectionWorker.js', import.meta.url), { type: 'module' }),
    onMessage: message => {
      handled = handled.then(() => handle(message as SelectionReport)).catch(onFailure)
    },
    onFailure,
  })
  return {
    post: request => thread.post(request),
    fit: request =>
      new Promise(resolve => {
        settle = resolve
        thread.post({ type: 'fit', ...request } satisfies SelectionRequest)
      }),
    terminate: () => thread.terminate(),
  }
}
