import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { FitError } from '../../contract/fit.js'
import { toStudioError } from '../../contract/toStudioError.js'

export interface Notice {
  readonly id: number
  readonly error: FitError
  /** The task that failed, if its later success makes the notice obsolete; otherwise null. */
  readonly task: Task | null
}

export type Task = 'open-file'

const maxNotices = 4

/** Errors that the user has not dismissed yet. The rest of the window stays usable. */
export const useNoticesStore = defineStore('notices', () => {
  const notices = shallowRef<readonly Notice[]>([])
  let nextId = 1

  function report(thrown: unknown, task: Task | null = null): void {
    const error = toStudioError(thrown).toJSON()
    const others = notices.value.filter(({ error: other }) => other.code !== error.code || other.message !== error.message)
    notices.value = [...others, { id: nextId++, error, task }].slice(-maxNotices)
  }

  function dismiss(id: number): void {
    notices.value = notices.value.filter(notice => notice.id !== id)
  }

  /** Removes the notices of a task that has now succeeded. */
  function settle(task: Task): void {
    notices.value = notices.value.filter(notice => notice.task !== task)
  }

  /** Runs `work`. If it fails, the error is reported and the result is undefined. */
  async function attempt<Value>(work: () => Promise<Value>, task: Task | null = null): Promise<Value | undefined> {
    try {
      return await work()
    } catch (thrown) {
      report(thrown, task)
      return undefined
    }
  }

  return { notices, report, dismiss, settle, attempt }
})
