import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { FitId } from '../../contract/identifiers.js'
import type { ScoresProgress, WriteScoresRequest, WrittenScores } from '../../contract/serverTable.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

/** Milliseconds between two questions how far the writing is. */
const interval = 500

/** Writes what a model says of the rows of a table at servers, and holds what was last written. */
export const useScoresStore = defineStore('scores', () => {
  const host = useHost()
  const notices = useNoticesStore()
  /** The fit whose scores are being written. */
  const writing = shallowRef<FitId | null>(null)
  const progress = shallowRef<ScoresProgress | null>(null)
  const isCancelling = ref(false)
  const written = shallowRef<{ readonly fit: FitId; readonly scores: WrittenScores } | null>(null)

  async function write(request: WriteScoresRequest): Promise<void> {
    writing.value = request.fit
    written.value = null
    progress.value = null
    isCancelling.value = false
    const asking = setInterval(() => {
      // A lost engine is told of by the writing itself.
      host.engine.getScoresProgress({ fit: request.fit }).then(told => (progress.value = told ?? progress.value), () => undefined)
    }, interval)
    const scores = await notices.attempt(() => host.engine.writeScores(request))
    clearInterval(asking)
    writing.value = null
    if (scores) written.value = { fit: request.fit, scores }
  }

  async function cancel(): Promise<void> {
    const fit = writing.value
    isCancelling.value = fit !== null
    if (fit) await notices.attempt(() => host.engine.cancelScores({ fit }))
  }

  return { writing, progress, isCancelling, written, write, cancel }
})
