import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import type { FitId } from '../../contract/identifiers.js'
import { useFitsStore } from './fits.js'

/** Two fits that are to be looked at side by side. */
export interface Comparison {
  readonly first: FitId
  readonly second: FitId
}

/** The fits that a person compares; null while none are. */
export const useComparisonStore = defineStore('comparison', () => {
  const fits = useFitsStore()
  const comparison = shallowRef<Comparison | null>(null)

  function compare(first: FitId, second: FitId): void {
    comparison.value = { first, second }
  }

  function end(): void {
    comparison.value = null
  }

  // A fit that is removed takes its comparison with it, also while another step is on screen.
  watch(() => {
    const { first, second } = comparison.value ?? {}
    return [first, second].every(id => id === undefined || fits.ofDataset.some(fit => fit.id === id && fit.hasModel))
  }, isKnown => { if (!isKnown) end() }, { flush: 'sync' })

  return { comparison, compare, end }
})
