import { computed, onBeforeUnmount, ref, watch } from 'vue'
import type { View } from '../../contract/features.js'
import type { FitSummary } from '../../contract/fit.js'
import { longestReplayedFit } from '../../contract/path.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import { useHost } from '../stores/host.js'
import { useLoaded } from './useLoaded.js'

/** Milliseconds that a step stays on screen. */
export const paces = { slow: 600, fast: 120 } as const
export type Pace = keyof typeof paces

/** Whether a fit can be shown step by step: it is short enough to be repeated, and has components. */
export function canReplay(fit: FitSummary, engine: 'core' | 'tensorflow' | undefined): boolean {
  return fit.status === 'completed' && engine === 'core' && fit.capabilities.includes('components') && fit.residence === 'memory' && fit.seconds <= longestReplayedFit
}

/** The steps of a fit, one after the other. @param source null while they are not on screen. */
export function useReplay(source: () => { readonly fit: FitSummary; readonly view: View } | null) {
  const host = useHost()
  const catalogue = useCatalogueStore()
  const path = useLoaded(
    () => {
      const shown = source()
      return shown && canReplay(shown.fit, catalogue.family(shown.fit.family)?.engine) ? { fit: shown.fit.id, view: shown.view } : null
    },
    request => host.engine.getPath(request),
    (before, now) => before.fit === now.fit,
  )
  const at = ref(0)
  const pace = ref<Pace>('slow')
  const isPlaying = ref(false)
  const last = computed(() => Math.max(0, (path.value?.moments.length ?? 0) - 1))
  const moment = computed(() => path.value?.moments[Math.min(at.value, last.value)] ?? null)

  let timer: ReturnType<typeof setInterval> | undefined
  function end(): void {
    clearInterval(timer)
    isPlaying.value = false
  }
  function move(steps: number): void {
    end()
    at.value = Math.min(last.value, Math.max(0, at.value + steps))
  }
  function play(): void {
    if (isPlaying.value) return end()
    if (at.value >= last.value) at.value = 0
    isPlaying.value = true
    run()
  }
  function run(): void {
    clearInterval(timer)
    timer = setInterval(() => {
      if (at.value >= last.value) end()
      else at.value++
    }, paces[pace.value])
  }
  watch(pace, () => { if (isPlaying.value) run() })
  // Another fit begins at its beginning.
  watch(() => source()?.fit.id, () => {
    end()
    at.value = 0
  })
  watch(() => source() === null, isAway => { if (isAway) end() })
  onBeforeUnmount(end)

  return { path, at, pace, isPlaying, last, moment, move, play }
}
