import { defineStore } from 'pinia'
import { markRaw } from 'vue'
import type { Scatter, ScatterRequest } from '../../contract/results.js'
import { maxPaths, PointLayer } from '../charts/pointLayer/pointLayer.js'
import { useHost } from './host.js'

/** Most points that a window asks for. */
const maxPoints = 1_000_000
/** Most points whose densities or scores are computed for their colours: some models take long for each. */
const maxMeasured = 20_000
/** Most posteriors that are sent for the colours of points. */
const maxPosteriors = 8_000_000
const maxScatters = 6
/** Most codes that are drawn. */
const maxCodes = 60_000

/** The last few scatters, so that a change of the step shows a plot at once. */
export const useScattersStore = defineStore('scatters', () => {
  const host = useHost()
  /** Maximum number of points of a scatter: where the device cannot draw many, a sample is shown. */
  const limit = PointLayer.isSupported() ? maxPoints : maxPaths
  const scatters = new Map<string, Promise<Scatter>>()

  function limitOf({ scores, densities, posteriors }: Omit<ScatterRequest, 'limit'>, groups: number): number {
    if (scores || densities) return maxMeasured
    return posteriors ? Math.min(limit, Math.floor(maxPosteriors / groups)) : limit
  }

  /**
   * @param revision distinguishes scatters of the same fit at different states.
   * @param groups number of groups, if posteriors are wanted.
   */
  function load(request: Omit<ScatterRequest, 'limit'>, revision: string, groups = 1): Promise<Scatter> {
    const key = `${JSON.stringify(request)} ${revision}`
    const known = scatters.get(key)
    if (known) return known
    const loading = host.engine.getScatter({ ...request, limit: limitOf(request, groups) }).then(markRaw)
    scatters.set(key, loading)
    loading.catch(() => scatters.delete(key))
    for (const oldest of scatters.keys()) if (scatters.size > maxScatters) scatters.delete(oldest)
    return loading
  }

  return { limit, codesLimit: Math.min(maxCodes, limit), load }
})
