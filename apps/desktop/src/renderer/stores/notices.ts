import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { FitError } from '../../contract/fit.js'
import { toStudioError } from '../../contract/toStudioError.js'

export interface Notice {
  readonly id: number
  readonly error: FitError
}

const shownAtOnce = 4

/** Errors that wait to be read. The rest of the window stays usable. */
export const useNoticesStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let nextId = 1

  function report(thrown: unknown): void {
    const error = toStudioError(thrown).toJSON()
    const others = notices.value.filter(({ error: other }) => other.code !== error.code || other.message !== error.message)
    notices.value = [...others, { id: nextId++, error }].slice(-shownAtOnce)
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter(notice => notice.id !== id)
  }

  /** Runs `work`; a failure is reported and yields undefined. */
  async function attempt<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await work()
    } catch (thrown) {
      report(thrown)
      return undefined
    }
  }

  return { notices, report, dismiss, attempt }
})
