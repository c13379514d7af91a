import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { FitId } from '../../contract/identifiers.js'

/** Two fits that are to be looked at side by side. */
export interface Comparison {
  readonly first: FitId
  readonly second: FitId
}

/** The fits that a person compares; null while none are. */
export const useComparisonStore = defineStore('comparison', () => {
  const comparison = shallowRef<Comparison | null>(null)

  function compare(first: FitId, second: FitId): void {
    comparison.value = { first, second }
  }

  function end(): void {
    comparison.value = null
  }

  return { comparison, compare, end }
})
