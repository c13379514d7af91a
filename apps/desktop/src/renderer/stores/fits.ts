import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Annotation } from '../../contract/annotations.js'
import type { View } from '../../contract/features.js'
import type { FitProgress, FitRequest, FitSummary } from '../../contract/fit.js'
import type { DatasetId, FitId } from '../../contract/identifiers.js'
import type { Session } from '../../contract/session.js'
import { useDatasetsStore } from './datasets.js'
import type { Trace } from './fitTraces.js'
import { placesKey, withProgress } from './fitTraces.js'
import { useHistoryStore } from './history.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

type Command = 'pauseFit' | 'resumeFit' | 'stopFit'

const activeStatuses: readonly FitSummary['status'][] = ['queued', 'running', 'paused']

export function isActive({ status }: Pick<FitSummary, 'status'>): boolean {
  return activeStatuses.includes(status)
}

/** What was reported about a fit since this window has followed it. */
export interface FitReports {
  readonly progress: FitProgress
  readonly traces: readonly Trace[]
  /** The first report of the present phase at the present place. */
  readonly phase: { readonly name: string; readonly place: string; readonly step: number; readonly seconds: number }
}

/** Seconds until the present phase has taken all its steps, at the pace so far; null while the pace or the number of steps is unknown. */
export function secondsLeft({ progress: { step, steps, seconds }, phase }: FitReports): number | null {
  const done = step - phase.step
  return steps === null || done < 2 ? null : ((seconds - phase.seconds) / done) * (steps - step)
}

/** The fits that the engine holds, the fit on screen, and the reports of the fits that run. */
export const useFitsStore = defineStore('fits', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const datasets = useDatasetsStore()
  const history = useHistoryStore()
  const fits = shallowRef<readonly FitSummary[]>([])
  const shownId = ref<FitId | null>(null)
  const starting = ref(false)
  const reports = shallowRef<ReadonlyMap<FitId, FitReports>>(new Map())

  const ofDataset = computed(() => fits.value.filter(({ features }) => features.dataset === datasets.currentId))
  /** The fit on screen: the chosen one, otherwise the latest fit of the dataset. */
  const shown = computed(() => ofDataset.value.find(({ id }) => id === shownId.value) ?? ofDataset.value.at(-1) ?? null)
  /** The fit whose results are on screen: the one on screen, or the latest of the dataset that has a model. */
  const result = computed(() => (shown.value?.hasModel ? shown.value : (ofDataset.value.findLast(({ hasModel }) => hasModel) ?? null)))
  /** Fits that run, are paused or wait, of all datasets: the running ones first, then by their place in the queue. */
  const queue = computed(() => fits.value.filter(isActive).sort((a, b) => (a.queuePosition ?? 0) - (b.queuePosition ?? 0)))
  const isRunning = computed(() => fits.value.some(({ status }) => status === 'running'))
  const reportsOf = (fit: FitId): FitReports | null => reports.value.get(fit) ?? null
  const shownReports = computed(() => (shown.value ? reportsOf(shown.value.id) : null))

  function put(fit: FitSummary): void {
    const known = fits.value.some(({ id }) => id === fit.id)
    fits.value = known ? fits.value.map(other => (other.id === fit.id ? fit : other)) : [...fits.value, fit]
  }

  function drop(id: FitId): void {
    fits.value = fits.value.filter(fit => fit.id !== id)
    const rest = new Map(reports.value)
    rest.delete(id)
    reports.value = rest
  }

  host.onEvent('fitChanged', put)
  host.onEvent('fitRemoved', ({ fit }) => drop(fit))
  host.onEvent('fitProgress', report => {
    // A report may arrive before the answer to startFit.
    const known = reports.value.get(report.fit)
    const place = placesKey(report.places)
    const isSamePhase = known?.phase.name === report.phase && known.phase.place === place
    reports.value = new Map(reports.value).set(report.fit, {
      // A report without a picture keeps the last one.
      progress: { ...report, picture: report.picture ?? known?.progress.picture ?? null },
      traces: withProgress(known?.traces ?? [], report),
      phase: isSamePhase ? known.phase : { name: report.phase, place, step: report.step, seconds: report.seconds },
    })
  })

  /** @returns whether the fit was started or queued. */
  async function start(request: FitRequest): Promise<boolean> {
    starting.value = true
    try {
      const fit = await notices.attempt(() => host.engine.startFit(request))
      if (!fit) return false
      // An event about the same fit may have arrived before and is more recent.
      if (!fits.value.some(({ id }) => id === fit.id)) put(fit)
      shownId.value = fit.id
      return true
    } finally {
      starting.value = false
    }
  }

  async function command(name: Command, fit: FitId): Promise<void> {
    const changed = await notices.attempt(() => host.engine[name]({ fit }))
    if (changed) put(changed)
  }

  const returnListeners = new Set<(session: Session) => void>()

  /** Calls a listener with the session when a removed fit has come back. */
  function onReturn(listener: (session: Session) => void): void {
    returnListeners.add(listener)
  }

  /** Removes a fit, which can be undone. */
  async function remove(id: FitId): Promise<boolean> {
    const fit = fits.value.find(known => known.id === id)
    let removal = ''
    const apply = async (): Promise<boolean> => {
      const removed = await notices.attempt(() => host.engine.removeFit({ fit: id }))
      if (!removed) return false
      removal = removed.removal
      drop(id)
      return true
    }
    const takeBack = async (): Promise<boolean> => {
      const session = await notices.attempt(() => host.engine.restoreRemoved({ removal }))
      if (!session) return false
      restore(session.fits)
      for (const listener of returnListeners) listener(session)
      show(id)
      return true
    }
    const isRemoved = await apply()
    if (isRemoved && fit) history.record({ change: { kind: 'removeFit', fit }, undo: takeBack, redo: apply })
    return isRemoved
  }

  /** Names a fit or writes a note beside it, which can be undone. */
  async function annotate(id: FitId, annotation: Annotation): Promise<void> {
    const fit = fits.value.find(known => known.id === id)
    if (!fit || (fit.title === annotation.title && fit.note === annotation.note)) return
    const write = async ({ title, note }: Annotation): Promise<boolean> => {
      const changed = await notices.attempt(() => host.engine.annotateFit({ fit: id, title, note }))
      if (changed) put(changed)
      return changed !== undefined
    }
    if (await write(annotation)) history.record({ change: { kind: 'annotateFit', fit }, undo: () => write(fit), redo: () => write(annotation) })
  }

  /** Names the groups of a fit, which can be undone. @param names of all groups; null for those without a name of their own. */
  async function nameGroups(id: FitId, names: readonly (string | null)[]): Promise<void> {
    const fit = fits.value.find(known => known.id === id)
    if (!fit || fit.groups.every(({ name }, k) => name === names[k])) return
    const write = async (wanted: readonly (string | null)[]): Promise<boolean> => {
      const changed = await notices.attempt(() => host.engine.nameGroups({ fit: id, names: [...wanted] }))
      if (changed) put(changed)
      return changed !== undefined
    }
    const before = fit.groups.map(({ name }) => name)
    if (await write(names)) history.record({ change: { kind: 'nameGroups', fit }, undo: () => write(before), redo: () => write(names) })
  }

  /** Makes the fit on screen report its picture in another plane, if it is under way. */
  async function setView(view: View): Promise<void> {
    const fit = shown.value
    if (!fit || !isActive(fit)) return
    const known = reports.value.get(fit.id)
    // The last picture belongs to the plane before.
    if (known) reports.value = new Map(reports.value).set(fit.id, { ...known, progress: { ...known.progress, picture: null } })
    await notices.attempt(() => host.engine.setFitView({ fit: fit.id, view }))
  }

  function restore(held: readonly FitSummary[]): void {
    fits.value = held
  }

  /** Forgets the fits of a closed dataset. */
  function forget(dataset: DatasetId): void {
    for (const { id, features } of fits.value) if (features.dataset === dataset) drop(id)
  }

  function show(id: FitId): void {
    const fit = fits.value.find(known => known.id === id)
    if (fit) datasets.show(fit.features.dataset)
    shownId.value = id
  }

  return {
    fits, ofDataset, shown, result, queue, isRunning, starting, shownReports, reportsOf,
    start, remove, onReturn, annotate, nameGroups, setView, restore, forget, show,
    pause: (fit: FitId) => command('pauseFit', fit),
    resume: (fit: FitId) => command('resumeFit', fit),
    stop: (fit: FitId) => command('stopFit', fit),
    async interrupt(fit: FitId): Promise<void> {
      const changed = await notices.attempt(() => host.engine.stopFit({ fit, now: true }))
      if (changed) put(changed)
    },
  }
})
