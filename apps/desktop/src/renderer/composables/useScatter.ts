import { shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { Features, View } from '../../contract/features.js'
import type { FitId } from '../../contract/identifiers.js'
import type { Scatter } from '../../contract/results.js'
import { useNoticesStore } from '../stores/notices.js'
import { useScattersStore } from '../stores/scatters.js'

export interface ScatterSource {
  readonly features: Features
  readonly view: View
  readonly fit: FitId | null
  readonly densities: boolean
  readonly scores: boolean
  /** Number of groups whose posteriors are wanted; none of them without it. */
  readonly posteriors?: number
  /** Distinguishes scatters of the same fit at different states. */
  readonly revision: string
}

/** The scatter of `source()`. While the next one is being fetched, the last one stays unless the plane differs. */
export function useScatter(source: () => ScatterSource | null): Readonly<Ref<Scatter | null>> {
  const scatters = useScattersStore()
  const notices = useNoticesStore()
  const scatter = shallowRef<Scatter | null>(null)
  let latest = 0

  watch(
    () => JSON.stringify(source()),
    async (now, before) => {
      const request = source()
      const turn = ++latest
      if (planeOf(now) !== planeOf(before)) scatter.value = null
      if (!request) return
      const { revision, posteriors, ...rest } = request
      const loaded = await notices.attempt(() => scatters.load({ ...rest, ...(posteriors !== undefined && { posteriors: true }) }, revision, posteriors))
      if (turn === latest && loaded) scatter.value = loaded
    },
    { immediate: true },
  )
  return scatter
}

function planeOf(source: string | undefined): string {
  if (source === undefined || source === 'null') return ''
  const { features, view } = JSON.parse(source) as ScatterSource
  return JSON.stringify([features.dataset, features.columns, features.scaling, view])
}
