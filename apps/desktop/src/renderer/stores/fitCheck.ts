import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Assessment, Estimate } from '../../contract/families.js'
import type { FitError } from '../../contract/fit.js'
import { toStudioError } from '../../contract/toStudioError.js'
import { useHost } from './host.js'
import { useModelFormStore } from './modelForm.js'

/** Milliseconds from the last edit of the form to the question whether the fit can start. */
const delay = 200

/** What the engine says about the fit that the form asks for: whether the family accepts the table, and what a fit would cost. */
export const useFitCheckStore = defineStore('fitCheck', () => {
  const host = useHost()
  const form = useModelFormStore()
  // While the next answer is awaited, the last one stays on screen, so that the form does not flicker.
  const assessment = shallowRef<Assessment | null>(null)
  const estimate = shallowRef<Estimate | null>(null)
  /** Why there is no assessment, such as a label column without values in some rows. */
  const problem = shallowRef<FitError | null>(null)
  const answeredKey = ref('')

  const asked = computed(() => {
    const request = form.blocker === null ? form.request() : null
    if (!request) return null
    const { family, features, options } = request
    return { family, features, options }
  })
  const key = computed(() => JSON.stringify(asked.value))
  /** Whether the engine refuses what the form asks for; false until it has answered. */
  const isRefused = computed(() => answeredKey.value === key.value && (problem.value !== null || (assessment.value?.refusal ?? null) !== null))

  async function check(now: string): Promise<void> {
    const request = asked.value
    if (!request) return
    try {
      const assessed = await host.engine.assess(request)
      if (key.value !== now) return
      assessment.value = assessed
      problem.value = null
      answeredKey.value = now
      if (assessed.refusal) return
      // Without an estimate the fit can start all the same.
      const estimated = await host.engine.estimateFit(request).catch(() => null)
      if (key.value === now) estimate.value = estimated
    } catch (thrown) {
      const error = toStudioError(thrown)
      // Another notice reports a lost engine.
      if (key.value !== now || error.code === 'engine-lost') return
      problem.value = error.toJSON()
      answeredKey.value = now
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  let previous: ReturnType<typeof form.request> | null = null
  watch(key, now => {
    clearTimeout(timer)
    const request = form.request()
    // Answers about another family or table say nothing about this one.
    if (request?.family !== previous?.family || request?.features.dataset !== previous?.features.dataset) {
      assessment.value = null
      estimate.value = null
      problem.value = null
    }
    previous = request
    timer = setTimeout(() => void check(now), answeredKey.value === '' ? 0 : delay)
  }, { immediate: true })

  return { assessment, estimate, problem, isRefused }
})
