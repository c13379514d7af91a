import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { FitProgress, FitRequest, FitSummary, View } from '../../contract/fit.js'
import type { DatasetId, FitId } from '../../contract/identifiers.js'
import { useDatasetsStore } from './datasets.js'
import type { Trace } from './fitTraces.js'
import { withProgress } from './fitTraces.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

type Command = 'pauseFit' | 'resumeFit' | 'stopFit'

function isActive({ status }: FitSummary): boolean {
  return status === 'running' || status === 'paused'
}

/** The fits that the engine holds, the fit on screen, and the reports of the running fit. */
export const useFitsStore = defineStore('fits', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const datasets = useDatasetsStore()
  const fits = shallowRef<readonly FitSummary[]>([])
  const shownId = ref<FitId | null>(null)
  const starting = ref(false)
  const progress = shallowRef<FitProgress | null>(null)
  const traces = shallowRef<readonly Trace[]>([])

  const ofDataset = computed(() => fits.value.filter(({ request }) => request.features.dataset === datasets.currentId))
  /** The fit on screen: the chosen one, otherwise the latest fit of the dataset. */
  const shown = computed(() => ofDataset.value.find(({ id }) => id === shownId.value) ?? ofDataset.value.at(-1) ?? null)
  const active = computed(() => fits.value.find(isActive) ?? null)
  /** The latest report, if it is about the fit on screen. */
  const shownProgress = computed(() => (progress.value?.fit === shown.value?.id ? progress.value : null))

  function put(fit: FitSummary): void {
    const known = fits.value.some(({ id }) => id === fit.id)
    fits.value = known ? fits.value.map(other => (other.id === fit.id ? fit : other)) : [...fits.value, fit]
  }

  host.onEvent('fitChanged', put)
  host.onEvent('fitProgress', report => {
    // A report may arrive before the answer to startFit. Its fit is then the one being started.
    if (progress.value?.fit !== report.fit) traces.value = []
    progress.value = report
    traces.value = withProgress(traces.value, report)
  })

  async function start(request: FitRequest): Promise<void> {
    starting.value = true
    try {
      const fit = await notices.attempt(() => host.engine.startFit(request))
      if (!fit) return
      // An event about the same fit may have arrived before and is more recent.
      if (!fits.value.some(({ id }) => id === fit.id)) put(fit)
      shownId.value = fit.id
    } finally {
      starting.value = false
    }
  }

  async function command(name: Command): Promise<void> {
    const fit = shown.value
    if (!fit) return
    const changed = await notices.attempt(() => host.engine[name]({ fit: fit.id }))
    if (changed) put(changed)
  }

  /** Makes the running fit report its ellipses in another plane. */
  async function setView(view: View): Promise<void> {
    const fit = active.value
    if (!fit) return
    if (progress.value?.fit === fit.id) progress.value = { ...progress.value, ellipses: [] }
    await notices.attempt(() => host.engine.setFitView({ fit: fit.id, view }))
  }

  function restore(held: readonly FitSummary[]): void {
    fits.value = held
  }

  /** Forgets the fits of a closed dataset. */
  function forget(dataset: DatasetId): void {
    fits.value = fits.value.filter(({ request }) => request.features.dataset !== dataset)
  }

  function show(id: FitId): void {
    shownId.value = id
  }

  return {
    fits, ofDataset, shown, active, starting, progress: shownProgress, traces,
    start, setView, restore, forget, show,
    pause: () => command('pauseFit'),
    resume: () => command('resumeFit'),
    stop: () => command('stopFit'),
  }
})
