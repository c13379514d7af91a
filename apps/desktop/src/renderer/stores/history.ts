import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { DatasetSummary } from '../../contract/dataset.js'
import type { FitSummary } from '../../contract/fit.js'

/** What a person did, as the undo menu names it. Datasets and fits are those of before. */
export type Change =
  | { readonly kind: 'removeFit' | 'annotateFit' | 'nameGroups'; readonly fit: FitSummary }
  | { readonly kind: 'closeDataset' | 'annotateDataset' | 'readDataset' | 'prepareColumns'; readonly dataset: DatasetSummary }
  | { readonly kind: 'setColumnType'; readonly column: string }
  | { readonly kind: 'chooseFeatures'; readonly dataset: DatasetSummary }

export interface Step {
  readonly change: Change
  /** @returns whether it was undone. It reports its own failure. */
  undo(): Promise<boolean>
  redo(): Promise<boolean>
}

/** Earlier steps cannot be undone. */
const maxSteps = 100

/** What was done in this window, and how to undo it. */
export const useHistoryStore = defineStore('history', () => {
  const done = shallowRef<readonly Step[]>([])
  const undone = shallowRef<readonly Step[]>([])
  const busy = ref(false)
  const nextUndo = computed(() => done.value.at(-1)?.change ?? null)
  const nextRedo = computed(() => undone.value.at(-1)?.change ?? null)
  /** The last thing that was undone or redone, for people who hear the window. */
  const last = shallowRef<{ readonly way: 'undone' | 'redone'; readonly change: Change } | null>(null)

  /** Adds a step that was just done. While a step is undone or redone, nothing is added. */
  function record(step: Step): void {
    if (busy.value) return
    done.value = [...done.value, step].slice(-maxSteps)
    undone.value = []
    last.value = null
  }

  /** A step that fails is forgotten, so that those before it can still be undone. */
  async function run(step: Step, way: 'undone' | 'redone'): Promise<boolean> {
    busy.value = true
    try {
      const isDone = await (way === 'undone' ? step.undo() : step.redo())
      last.value = isDone ? { way, change: step.change } : null
      return isDone
    } finally {
      busy.value = false
    }
  }

  async function undo(): Promise<void> {
    const step = done.value.at(-1)
    if (!step || busy.value) return
    const isDone = await run(step, 'undone')
    done.value = done.value.slice(0, -1)
    if (isDone) undone.value = [...undone.value, step]
  }

  async function redo(): Promise<void> {
    const step = undone.value.at(-1)
    if (!step || busy.value) return
    const isDone = await run(step, 'redone')
    undone.value = undone.value.slice(0, -1)
    if (isDone) done.value = [...done.value, step]
  }

  return { nextUndo, nextRedo, last, busy, record, undo, redo }
})
