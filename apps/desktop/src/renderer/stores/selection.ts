import { defineStore } from 'pinia'
import { computed, markRaw, ref, shallowRef, watch } from 'vue'
import type { Combination, Region, SavedSelection, SelectedRows, Selection } from '../../contract/selection.js'
import { useFitsStore } from './fits.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

/** What a drag in the scatter does. */
export type SelectionTool = 'pan' | 'lasso' | 'box'

/** The selected rows, which every part of the Results view shows, and the selections that the session keeps under names. */
export const useSelectionStore = defineStore('selection', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const fits = useFitsStore()
  const tool = ref<SelectionTool>('pan')
  const selection = shallowRef<Selection | null>(null)
  /** The rows of the selection among those of the fit on screen; null while they are being found. */
  const rows = shallowRef<SelectedRows | null>(null)
  const saved = shallowRef<readonly SavedSelection[]>([])
  let latest = 0

  /** The kept selections of the dataset on screen. */
  const savedHere = computed(() => saved.value.filter(({ selection: { fit } }) => fits.ofDataset.some(({ id }) => id === fit)))

  /** Selects the rows of a region. Without `combine` they take the place of those that were selected. */
  function select(region: Region, combine: Combination | null = null): void {
    const fit = fits.result
    if (!fit) return
    // Regions are told in the columns and groups of one fit.
    const before = combine !== null && selection.value?.fit === fit.id ? selection.value.parts : []
    selection.value = { fit: fit.id, parts: [...before, { combine: before.length === 0 ? 'add' : (combine ?? 'add'), region }] }
  }

  function clear(): void {
    selection.value = null
  }

  function show(kept: SavedSelection): void {
    selection.value = kept.selection
  }

  async function save(name: string): Promise<void> {
    const kept = selection.value
    if (!kept) return
    saved.value = (await notices.attempt(() => host.engine.saveSelection({ name, selection: kept }))) ?? saved.value
  }

  async function remove(id: string): Promise<void> {
    saved.value = (await notices.attempt(() => host.engine.removeSelection({ id }))) ?? saved.value
  }

  function restore(held: readonly SavedSelection[]): void {
    saved.value = held
  }

  fits.onReturn(session => restore(session.selections ?? []))
  host.onEvent('fitRemoved', ({ fit }) => restore(saved.value.filter(({ selection: of }) => of.fit !== fit)))

  /** Whether a row of the dataset is selected. */
  function isSelected(row: number): boolean {
    return (((rows.value?.bits[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1
  }

  watch(() => [fits.result?.features.dataset, fits.fits.some(({ id }) => id === selection.value?.fit)] as const, ([dataset, isKnown], before) => {
    if (before && before[0] !== undefined && dataset !== before[0]) selection.value = null
    if (selection.value && !isKnown) selection.value = null
  }, { flush: 'sync' })
  watch([selection, () => fits.result?.id], async ([chosen, fit]) => {
    const turn = ++latest
    rows.value = null
    if (!chosen || !fit) return
    const found = await notices.attempt(() => host.engine.getSelection({ fit, selection: chosen }))
    if (turn !== latest) return
    if (found) rows.value = markRaw(found)
    else selection.value = null
  })

  return { tool, selection, rows, saved, savedHere, select, clear, show, save, remove, restore, isSelected }
})
