import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { FitId } from '../../contract/identifiers.js'
import type { WriteScoresRequest, WrittenScores } from '../../contract/serverTable.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

/** Writes what a model says of the rows of a table at servers, and holds what was last written. */
export const useScoresStore = defineStore('scores', () => {
  const host = useHost()
  const notices = useNoticesStore()
  /** The fit whose scores are being written. */
  const writing = shallowRef<FitId | null>(null)
  const written = shallowRef<{ readonly fit: FitId; readonly scores: WrittenScores } | null>(null)

  async function write(request: WriteScoresRequest): Promise<void> {
    writing.value = request.fit
    written.value = null
    const scores = await notices.attempt(() => host.engine.writeScores(request))
    writing.value = null
    if (scores) written.value = { fit: request.fit, scores }
  }

  async function cancel(): Promise<void> {
    const fit = writing.value
    if (fit) await notices.attempt(() => host.engine.cancelScores({ fit }))
  }

  return { writing, written, write, cancel }
})
