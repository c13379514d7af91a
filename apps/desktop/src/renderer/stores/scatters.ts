import { defineStore } from 'pinia'
import { markRaw } from 'vue'
import type { Scatter, ScatterRequest } from '../../contract/results.js'
import { useHost } from './host.js'

/** Maximum number of points, which chart.js can draw without a noticeable delay. */
export const scatterLimit = 20_000
const maxScatters = 6

/** The last few scatters, so that a change of the step shows a plot at once. */
export const useScattersStore = defineStore('scatters', () => {
  const host = useHost()
  const scatters = new Map<string, Promise<Scatter>>()

  /** `revision` distinguishes scatters of the same fit at different states. */
  function load(request: Omit<ScatterRequest, 'limit'>, revision: string): Promise<Scatter> {
    const key = `${JSON.stringify(request)} ${revision}`
    const known = scatters.get(key)
    if (known) return known
    const loading = host.engine.getScatter({ ...request, limit: scatterLimit }).then(markRaw)
    scatters.set(key, loading)
    loading.catch(() => scatters.delete(key))
    for (const oldest of scatters.keys()) if (scatters.size > maxScatters) scatters.delete(oldest)
    return loading
  }

  return { load }
})
